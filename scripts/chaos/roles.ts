import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { join } from 'node:path'

export const roleNames = ['api', 'worker-1', 'worker-2', 'scheduler'] as const
export type RoleName = (typeof roleNames)[number]

export interface Roles {
  signal(role: RoleName, signal: NodeJS.Signals): void
  /** Stops all with SIGTERM; answers how long the slowest took, in milliseconds, and which exit codes were not 0. */
  stop(): Promise<{ slowestMs: number; failed: string[] }>
}

const restartAfterMs = 500

/** Runs each of the roles as a process of its own, as a process supervisor would: one that ends unasked is started again. */
export function startRoles(names: readonly RoleName[], env: Record<string, string>, dir: string): Roles {
  const running = new Map<RoleName, ChildProcess>()
  let stopping = false

  function start(role: RoleName): void {
    const out = openSync(join(dir, `${role}.log`), 'a')
    const child = spawn(process.execPath, ['scripts/bellwether.mjs', role.replace(/-\d$/, '')], {
      env: { PATH: process.env.PATH ?? '', HOME: dir, ...env },
      stdio: ['ignore', out, out],
    })
    running.set(role, child)
    child.once('exit', () => {
      if (!stopping) setTimeout(() => !stopping && start(role), restartAfterMs)
    })
  }

  for (const role of names) start(role)
  return {
    signal: (role, signal) => void running.get(role)?.kill(signal),
    async stop() {
      stopping = true
      const failed: string[] = []
      const took = await Promise.all(
        [...running].map(async ([role, child]) => {
          if (child.exitCode !== null || child.signalCode !== null) return 0
          const startedAt = performance.now()
          child.kill('SIGCONT')
          child.kill('SIGTERM')
          const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
          if (code !== 0) failed.push(`${role} ${code ?? signal}`)
          return performance.now() - startedAt
        }),
      )
      return { slowestMs: Math.round(Math.max(...took)), failed }
    },
  }
}
