import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Sql } from 'postgres'
import { clusterEvents, jobs } from '../../jobs/index.ts'
import { type Db, openDatabase } from '../../src/db/client.ts'
import { parseDefinitions, saveDefinition } from '../../src/trends/index.ts'
import { databaseProcessorMs, redisProcessorMs } from './processor-time.ts'
import { type ApiProcess, type RoleProcess, startApiProcess, startRole } from './role-process.ts'

const examples = fileURLToPath(new URL('../../examples/trends/', import.meta.url))
/** Nothing waits for vectors, and nothing is fetched here. */
const stages = jobs.map((job) => job.name).filter((name) => name !== 'embed' && name !== 'fetch-sources')

export interface RunningPipeline {
  databaseUrl: string
  db: Db
  sql: Sql
  api: ApiProcess
  roles: Record<string, RoleProcess>
  /** Processor time used so far, in ms, of every role, the database and Redis; null where the system does not say. */
  processorMs(): Promise<Record<string, number | null>>
  close(): Promise<void>
}

/** Starts API, scheduler and workers as processes of their own on a migrated database that tracks the example trends. */
export async function startPipeline(settings: Record<string, string>, workers: number): Promise<RunningPipeline> {
  const databaseUrl = settings.DATABASE_URL ?? ''
  const { db, sql, close } = openDatabase(databaseUrl, { max: 2, limits: { statementMs: 0 } })
  await addExampleTrends(db)
  const api = await startApiProcess(settings)
  const roles: Record<string, RoleProcess> = { api, scheduler: startRole(['scheduler'], settings) }
  // One process groups: what a language's engine knows is kept where it last worked.
  const others = stages.filter((name) => name !== clusterEvents.name)
  for (let n = 1; n <= workers; n++)
    roles[`worker ${n}`] = startRole(['worker', '--queues', (n === 1 ? stages : others).join(',')], settings)
  return {
    databaseUrl,
    db,
    sql,
    api,
    roles,
    async processorMs() {
      const used: [string, number | null][] = Object.entries(roles).map(([name, role]) => [name, role.processorMs()])
      used.push(['database', await databaseProcessorMs(sql)])
      if (settings.REDIS_URL) used.push(['redis', redisProcessorMs()])
      return Object.fromEntries(used)
    },
    async close() {
      await Promise.all(Object.values(roles).map((role) => role.close()))
      await close()
    },
  }
}

/** Makes the example trends those of the main workspace. */
export async function addExampleTrends(db: Db): Promise<void> {
  for (const file of readdirSync(examples)) {
    for (const definition of parseDefinitions(readFileSync(`${examples}${file}`, 'utf8'), file))
      await saveDefinition(db, { tenantId: 'main', definition, now: new Date(), author: 'bench', toHistory: true })
  }
}
