import { jobs } from '../jobs/index.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './db/client.ts'
import { migrationStatus } from './db/migrate.ts'
import { createEmbedder, type Embedder } from './embedding/index.ts'
import { messageOf } from './errors.ts'
import { openQueueBackend, Queues } from './queue/index.ts'
import { embedderConfig, locateDatabase, queueBackendConfig } from './services.ts'
import { createVectorStore } from './vector/index.ts'

export interface Finding {
  service: string
  ok: boolean
  message: string
}

/** Checks database, schema, queues, schedules, embedder, vector index and sources; never throws for what it finds. */
export async function verifyServices(config: Config): Promise<Finding[]> {
  const findings: Finding[] = []
  const check = async (service: string, run: () => Promise<string>): Promise<boolean> => {
    try {
      findings.push({ service, ok: true, message: await run() })
      return true
    } catch (error) {
      findings.push({ service, ok: false, message: messageOf(error) })
      return false
    }
  }

  let located: Awaited<ReturnType<typeof locateDatabase>> | undefined
  let database: Database | undefined
  const embedder = createEmbedder(embedderConfig(config))
  try {
    const reachable = await check('database', async () => {
      located = await locateDatabase(config)
      database = openDatabase(located.databaseUrl, { max: 2, name: 'bellwether verify' })
      return describeServer(database)
    })
    if (reachable && located && database) {
      const { databaseUrl } = located
      const { db, sql } = database
      const migrated = await check('schema', () => checkSchema(databaseUrl))
      await check('queues', () => checkQueues(config, databaseUrl))
      if (migrated) {
        await check('sources', () => checkSources(sql))
        await check('vectors', () => checkVectors(config, db, embedder))
      }
    }
    await check('embedder', () => checkEmbedder(embedder))
  } finally {
    await embedder.close()
    await database?.close()
    if (located?.embedded?.started) await located.embedded.stop()
  }
  return findings
}

async function describeServer({ sql }: Database): Promise<string> {
  const [row] =
    await sql`select current_setting('server_version') as version, current_setting('server_version_num')::int as number`
  if (row?.number < 150_000) throw new Error(`PostgreSQL ${row?.version} is too old; 15 or newer is needed`)
  return `PostgreSQL ${row?.version} answers`
}

async function checkSchema(url: string): Promise<string> {
  const missing = (await migrationStatus(url)).filter((migration) => !migration.applied)
  if (missing.length)
    throw new Error(`${missing.map((migration) => migration.tag).join(', ')} not applied; run "bellwether migrate up"`)
  return 'every migration is applied'
}

async function checkQueues(config: Config, databaseUrl: string): Promise<string> {
  const backend = await openQueueBackend(queueBackendConfig(config, databaseUrl), { connections: 3 })
  const queues = new Queues(backend, jobs)
  try {
    await backend.ping()
    const states = await queues.states()
    const failed = states.filter((state) => state.counts.failed > 0)
    const schedules = await Promise.all(queues.all.map((queue) => queue.getJobSchedulersCount()))
    const unscheduled = states.filter((_, position) => schedules[position] === 0)
    const notes = [
      `${backend.kind === 'redis' ? 'Redis' : 'BullMQ on PostgreSQL'} answers, ${states.length} queues`,
      ...failed.map((state) => `${state.name} holds ${state.counts.failed} failed jobs (see /queues)`),
      ...(unscheduled.length === states.length ? ['no schedule is registered yet: start the scheduler'] : []),
    ]
    return notes.join('; ')
  } finally {
    await queues.close()
    await backend.close()
  }
}

async function checkSources(sql: Database['sql']): Promise<string> {
  const [row] = await sql`
    select count(*)::int as all, count(*) filter (where status = 'failing')::int as failing,
           count(*) filter (where status = 'silent')::int as silent
    from sources where is_active`
  return `${row?.all} active, ${row?.failing} failing, ${row?.silent} silent`
}

async function checkVectors(config: Config, db: Database['db'], embedder: Embedder): Promise<string> {
  const vectors = createVectorStore({
    db,
    model: embedder.model,
    dimensions: embedder.dimensions,
    qdrant: config.qdrant,
  })
  try {
    const health = await vectors.healthy()
    if (!health.ok) throw new Error(health.reason)
    return `${vectors.driver === 'qdrant' ? 'Qdrant' : 'exact search in process'} answers`
  } finally {
    await vectors.close()
  }
}

async function checkEmbedder(embedder: Embedder): Promise<string> {
  const [vector] = await embedder.embed(['A short sentence to try the embedder with.'])
  return `${embedder.model} answers with ${vector?.length} dimensions`
}
