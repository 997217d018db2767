import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from './until.ts'

/** The key `bellwether start` is given in tests. */
export const token = 'an-admin-token-for-tests'

export interface RunningBellwether {
  url: string
  signInLink: string
  pid: number
  /** GET under /api/v1, as a program with the admin key. */
  get<T>(path: string): Promise<T>
  /** POST under /api/v1; throws unless it is accepted. */
  post(path: string, body: unknown): Promise<void>
  /** Everything it has printed so far. */
  output(): string
  signal(signal: NodeJS.Signals): void
  /** Exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>
}

/** Runs `bellwether start` on a data folder, as a person would, until it has printed its sign-in link. */
export async function startBellwether(dataDir: string, more: Record<string, string> = {}): Promise<RunningBellwether> {
  const env = {
    PATH: process.env.PATH,
    HOME: dataDir,
    BELLWETHER_DATA_DIR: dataDir,
    BELLWETHER_PORT: '0',
    BELLWETHER_ADMIN_TOKEN: token,
    ...more,
  }
  const child: ChildProcess = spawn(process.execPath, ['scripts/bellwether.mjs', 'start'], { env })
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const signInLink = await until(
    'the sign-in link',
    () => {
      if (child.exitCode !== null) throw new Error(`bellwether start ended with ${child.exitCode}:\n${output}`)
      return /http\S+\/sign-in\?token=\S+/.exec(output)?.[0]
    },
    60_000,
  )
  const url = new URL(signInLink).origin
  return {
    url,
    signInLink,
    pid: child.pid ?? 0,
    output: () => output,
    async get<T>(path: string) {
      const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as T
    },
    async post(path, body) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`)
      await response.arrayBuffer()
    },
    signal: (signal) => void child.kill(signal),
    async ended() {
      const [code, signal] = await exit
      return code ?? signal ?? 0
    },
  }
}
