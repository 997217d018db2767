import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '../../src/db/embedded/cluster.ts'
import { migrateUp } from '../../src/db/migrate.ts'

/**
 * Runs `work` on a migrated database made for it and dropped afterwards: on the server of `serverUrl`, else on an embedded
 * PostgreSQL with its usual settings in a temporary folder.
 */
export async function withScratchDatabase<T>(
  serverUrl: string | undefined,
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  if (serverUrl) return onServer(serverUrl, work)
  const dir = mkdtempSync(join(tmpdir(), 'bellwether-bench-'))
  chmodSync(dir, 0o755)
  const server = await startEmbeddedPostgres(dir)
  try {
    const url = await server.database('bellwether_bench')
    await migrateUp(url, new Date())
    return await work(url)
  } finally {
    await server.stop()
    rmSync(server.movedTo ?? dir, { recursive: true, force: true })
    rmSync(dir, { recursive: true, force: true })
  }
}

async function onServer<T>(serverUrl: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const name = `bellwether_bench_${randomBytes(4).toString('hex')}`
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} })
  try {
    await admin`create database ${admin(name)}`
    const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
    try {
      await migrateUp(url, new Date())
      return await work(url)
    } finally {
      await admin`drop database if exists ${admin(name)} with (force)`
    }
  } finally {
    await admin.end()
  }
}
