import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Log } from './log.ts'

const program = fileURLToPath(new URL('../scripts/bellwether.mjs', import.meta.url))
const restartAfterMs = 2_000

export interface ChildRole {
  args: readonly string[]
  /** Unix niceness, 0..19: the higher, the more it yields to the others. */
  niceness: number
}

export interface Children {
  /** Asks all to stop and waits until they have. */
  stop(): Promise<void>
}

/** Runs each role as a child process of its own and starts it again when it ends unasked. */
export function startChildren(roles: readonly ChildRole[], env: NodeJS.ProcessEnv, log: Log): Children {
  let stopping = false
  const running = new Map<ChildRole, ChildProcess>()

  function start(role: ChildRole): void {
    const child = fork(program, role.args, { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    running.set(role, child)
    if (child.pid !== undefined) trySetPriority(child.pid, role.niceness)
    child.once('exit', (code, signal) => {
      running.delete(role)
      if (stopping) return
      log.error({ role: role.args.join(' '), code, signal }, 'a child process ended; starting it again')
      setTimeout(() => {
        if (!stopping) start(role)
      }, restartAfterMs)
    })
  }

  for (const role of roles) start(role)
  return {
    async stop() {
      stopping = true
      await Promise.all(
        [...running.values()].map(
          (child) =>
            new Promise<void>((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) return resolve()
              child.once('exit', () => resolve())
              child.kill('SIGTERM')
            }),
        ),
      )
    },
  }
}

/** Priorities are a courtesy; a platform that refuses them still works. */
function trySetPriority(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness)
  } catch {
    return
  }
}
