import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { processorMsOf } from './processor-time.ts'

const program = fileURLToPath(new URL('../bellwether.mjs', import.meta.url))
const startMs = 60_000
const token = 'a-token-for-measuring-only'

/** A role of Bellwether running as a process of its own. */
export interface RoleProcess {
  /** Most memory it held, in MB; null where the system does not say. */
  peakMemoryMb(): number | null
  /** Processor time it has used, in ms; null where the system does not say. */
  processorMs(): number | null
  exitCode(): number | null
  close(): Promise<void>
}

export interface ApiProcess extends RoleProcess {
  /** POSTs a JSON body to /api/v1 and throws unless it is accepted. */
  post(path: string, body: string): Promise<void>
}

/** Runs `bellwether ARGS` with these settings and no others. */
export function startRole(args: readonly string[], settings: Record<string, string>): RoleProcess {
  const child = fork(program, args, {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, BELLWETHER_LOG_LEVEL: 'error', ...settings },
  })
  const exited = once(child, 'exit')
  return {
    peakMemoryMb: () => peakMemoryMb(child.pid),
    processorMs: () => processorMsOf(child.pid),
    exitCode: () => child.exitCode,
    async close() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** Runs `bellwether api` on a free port and waits until it answers. */
export async function startApiProcess(settings: Record<string, string>): Promise<ApiProcess> {
  const port = await freePort()
  const role = startRole(['api'], { ...settings, BELLWETHER_PORT: String(port), BELLWETHER_ADMIN_TOKEN: token })
  const url = `http://127.0.0.1:${port}`
  const end = performance.now() + startMs
  while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) {
    if (role.exitCode() !== null) throw new Error(`bellwether api ended with ${role.exitCode()}`)
    if (performance.now() > end) throw new Error(`bellwether api did not answer within ${startMs} ms`)
    await pause(100)
  }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    ...role,
    async post(path, body) {
      const answer = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${text}`)
    },
  }
}

/** VmHWM of a process, which Linux keeps. */
function peakMemoryMb(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes ? Math.round(Number(kilobytes) / 1024) : null
  } catch {
    return null
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
