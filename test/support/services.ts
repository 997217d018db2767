import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/db/embedded/cluster.ts'
import { migrateUp } from '../../src/db/migrate.ts'
import { openQueueBackend } from '../../src/queue/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of a server on which test databases are made. */
    postgresUrl: string
    /** Undefined when this machine has no redis-server and REDIS_URL is not set. */
    redisUrl: string | undefined
  }
}

export const templateName = 'bellwether_template_test'

/** Starts the services the suite needs, once: PostgreSQL with a migrated template database, and Redis. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'bellwether-test-'))
  chmodSync(dir, 0o755)
  const [server, redis] = await Promise.all([startPostgres(dir), startRedis(dir)])
  project.provide('postgresUrl', server.url)
  project.provide('redisUrl', redis?.url)
  return async () => {
    redis?.stop()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function startPostgres(dir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    if (!new URL(given).pathname.endsWith('_test'))
      throw new Error('TEST_DATABASE_URL must name a database that ends in _test; it will be overwritten')
    await makeTemplate(given)
    return { url: given, stop: async () => {} }
  }
  const cluster = await startEmbeddedPostgres(dir, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })
  const url = await cluster.database('bellwether_test')
  await makeTemplate(url)
  return { url, stop: () => cluster.stop() }
}

async function makeTemplate(url: string): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  await admin`drop database if exists ${admin(templateName)}`
  await admin`create database ${admin(templateName)}`
  await admin.end()
  const templateUrl = Object.assign(new URL(url), { pathname: `/${templateName}` }).href
  await migrateUp(templateUrl, new Date())
  await (await openQueueBackend({ kind: 'postgres', url: templateUrl })).close()
}

async function startRedis(dir: string): Promise<{ url: string; stop(): void } | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    const url = process.env.REDIS_URL
    if (!url) console.warn('\n!! No redis-server and no REDIS_URL: every test on the Redis backend is SKIPPED.\n')
    return url ? { url, stop: () => {} } : undefined
  }
  const port = await freePort()
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir], {
    stdio: 'ignore',
  })
  return { url: `redis://127.0.0.1:${port}`, stop: () => void child.kill('SIGTERM') }
}

/** A port nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
