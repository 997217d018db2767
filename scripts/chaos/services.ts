import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/db/embedded/cluster.ts'
import { startProxy, type TcpProxy } from './proxy.ts'

export type Backend = 'redis' | 'postgres'

/** The servers of one run; roles reach PostgreSQL through the proxy, the harness directly. */
export interface ChaosServices {
  backend: Backend
  proxy: TcpProxy
  /** What roles connect to. */
  roleDatabaseUrl: string
  redisUrl: string | undefined
  /** The server itself; its port changes with each restart. */
  databaseUrl(): string
  /** Kills the server as a crash would and starts it again. */
  restartPostgres(): Promise<void>
  restartRedis(): Promise<void>
  flushRedis(): Promise<void>
  close(): Promise<void>
}

// What a killed server had confirmed is kept (synchronous_commit stays on); only the machine's own crash is not tested.
const settings = { fsync: 'off', full_page_writes: 'off', max_connections: 150 }

/** Starts PostgreSQL and, for that backend, Redis in `dir`. */
export async function startServices(dir: string, backend: Backend): Promise<ChaosServices> {
  let cluster = await startEmbeddedPostgres(dir, settings)
  let url = await cluster.database('bellwether')
  const proxy = await startProxy(Number(new URL(url).port))
  const redisPort = await freePort()
  let redis = backend === 'redis' ? await startRedis(redisPort, dir) : undefined
  const pidFile = join(cluster.movedTo ?? dir, 'postgres', 'cluster', 'postmaster.pid')
  return {
    backend,
    proxy,
    roleDatabaseUrl: Object.assign(new URL(url), { port: String(proxy.port) }).href,
    redisUrl: backend === 'redis' ? `redis://127.0.0.1:${redisPort}` : undefined,
    databaseUrl: () => url,
    async restartPostgres() {
      process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL')
      // The server's children need a moment to see that their parent is gone.
      for (let tries = 1; ; tries++) {
        await pause(1_000)
        try {
          cluster = await startEmbeddedPostgres(dir, settings)
          url = await cluster.database('bellwether')
          break
        } catch (error) {
          if (tries === 20) throw error
        }
      }
      proxy.aim(Number(new URL(url).port))
    },
    async restartRedis() {
      redis?.kill('SIGKILL')
      if (redis) await once(redis, 'exit')
      redis = await startRedis(redisPort, dir)
    },
    async flushRedis() {
      const socket = connect(redisPort, '127.0.0.1')
      socket.write('FLUSHALL\r\nQUIT\r\n')
      await once(socket.resume(), 'close')
    },
    async close() {
      proxy.close()
      redis?.kill('SIGKILL')
      await cluster.stop()
    },
  }
}

async function startRedis(port: number, dir: string): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir]
  const child = spawn('redis-server', args, { stdio: 'ignore' })
  for (let tries = 0; tries < 100; tries++) {
    if (await answers(port)) return child
    await pause(100)
  }
  throw new Error(`redis-server does not answer on port ${port}`)
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A port nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  server.close()
  return port
}
