import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../bellwether.mjs', import.meta.url))
const startMs = 30_000

export interface ApiProcess {
  url: string
  headers: Record<string, string>
  /** Most memory it held, in MB; null where the system does not say. */
  peakMemoryMb(): number | null
  close(): Promise<void>
}

/** Runs `bellwether api` on a database as a process of its own. */
export async function startApiProcess(databaseUrl: string): Promise<ApiProcess> {
  const port = await freePort()
  const token = 'a-token-for-measuring-only'
  const child = fork(program, ['api'], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      BELLWETHER_PORT: String(port),
      BELLWETHER_ADMIN_TOKEN: token,
      BELLWETHER_LOG_LEVEL: 'warn',
    },
  })
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await untilHealthy(url, () => child.exitCode)
  return {
    url,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    peakMemoryMb: () => peakMemoryMb(child.pid),
    async close() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

async function untilHealthy(url: string, exitCode: () => number | null): Promise<void> {
  const end = performance.now() + startMs
  while (performance.now() < end) {
    if (exitCode() !== null) throw new Error(`bellwether api ended with ${exitCode()}`)
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`bellwether api did not answer within ${startMs} ms`)
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
