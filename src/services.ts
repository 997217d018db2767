import type { Sql } from 'postgres'
import { jobs } from '../jobs/index.ts'
import type { Config } from './config.ts'
import { Keyring } from './credentials/index.ts'
import { openDatabase, type TimeLimits } from './db/client.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './db/embedded/cluster.ts'
import { migrationStatus } from './db/migrate.ts'
import type { Conflict } from './db/retry-conflicts.ts'
import {
  createEmbedder,
  createLocalEmbedder,
  createTextVectors,
  type EmbedderConfig,
  LOCAL_MODEL,
} from './embedding/index.ts'
import { ConfigError, messageOf } from './errors.ts'
import { createChatModel } from './llm/index.ts'
import { createLog } from './log.ts'
import { countConflict } from './pipeline/index.ts'
import { openQueueBackend, type QueueBackendConfig, Queues, type Services } from './queue/index.ts'
import type { Matcher } from './trends/index.ts'
import { createMatcher } from './trends/match/index.ts'
import { createVectorStore } from './vector/index.ts'

/** Everything a process of Bellwether runs on, opened from its settings. */
export interface OpenServices extends Services {
  sql: Sql
  databaseUrl: string
  queues: Queues
  keyring: Keyring
  /** The matcher that score-trends uses. */
  matcher: Matcher
  close(): Promise<void>
}

export interface Located {
  databaseUrl: string
  /** Set when the settings name no database and the embedded one serves. */
  embedded: EmbeddedPostgres | undefined
}

/** The database the settings name, or the embedded one, started when it is not running. Throws ConfigError when there is none. */
export async function locateDatabase(config: Config): Promise<Located> {
  if (config.databaseUrl) {
    await tryDatabase(config.databaseUrl)
    return { databaseUrl: config.databaseUrl, embedded: undefined }
  }
  const embedded = await startEmbeddedPostgres(config.dataDir)
  return { databaseUrl: await embedded.database(config.databaseName), embedded }
}

/**
 * Runs `work` on the database of the settings. An embedded server that was started for it is stopped afterwards, unless
 * somebody else has connected meanwhile.
 */
export async function withDatabase<T>(config: Config, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const { databaseUrl, embedded } = await locateDatabase(config)
  try {
    return await work(databaseUrl)
  } finally {
    if (embedded?.started && !(await servesOthers(databaseUrl))) await embedded.stop()
  }
}

async function servesOthers(databaseUrl: string): Promise<boolean> {
  const database = openDatabase(databaseUrl, { max: 1 })
  try {
    const [row] = await database.sql`
      select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
    return row?.others > 0
  } finally {
    await database.close()
  }
}

/** Throws ConfigError when the schema is behind this version: a single role never changes it by itself. */
export async function requireMigrations(databaseUrl: string): Promise<void> {
  const missing = (await migrationStatus(databaseUrl)).filter((migration) => !migration.applied)
  if (missing.length === 0) return
  const names = missing.map((migration) => migration.tag).join(', ')
  throw new ConfigError(`The database lacks ${names}. Run "bellwether migrate up" first.`)
}

/** Throws ConfigError, saying where it looked but not the password, when the database cannot be used. */
async function tryDatabase(databaseUrl: string): Promise<void> {
  const database = openDatabase(databaseUrl, { max: 1 })
  try {
    await database.sql`select 1`
  } catch (error) {
    const { host, pathname } = new URL(databaseUrl)
    throw new ConfigError(`The database of DATABASE_URL (${host}${pathname}) cannot be used: ${messageOf(error)}`)
  } finally {
    await database.close()
  }
}

/** BullMQ on Redis when the settings name one, else on the database itself. */
export function queueBackendConfig(config: Config, databaseUrl: string): QueueBackendConfig {
  return config.redisUrl
    ? { kind: 'redis', url: config.redisUrl, prefix: config.queuePrefix }
    : { kind: 'postgres', url: databaseUrl }
}

/** An OpenAI-compatible endpoint when the settings name a model, else the local one. */
export function embedderConfig(config: Config): EmbedderConfig {
  if (!config.openai) return { driver: 'local' }
  const { apiKey, baseUrl, embeddingModel, dimensions, sameAbove } = config.openai
  return { driver: 'openai', apiKey, model: embeddingModel, dimensions, sameAbove, ...(baseUrl ? { baseUrl } : {}) }
}

export type Role = 'api' | 'worker' | 'scheduler' | 'main' | 'command'

/**
 * How long the database lets each role's work last: a reader waits for a page, not for a batch. Readers wait for no lock; who hands
 * items over stands in line behind all others who do.
 */
const timeLimits: Record<Role, Partial<TimeLimits>> = {
  api: { statementMs: 20_000, lockMs: 15_000 },
  scheduler: { statementMs: 30_000, lockMs: 10_000 },
  main: { statementMs: 60_000, lockMs: 20_000 },
  worker: { statementMs: 120_000, lockMs: 20_000 },
  command: { statementMs: 600_000, lockMs: 30_000 },
}

/** Opens the services over a migrated database. `role` names the connections; `queueConnections` bounds BullMQ's pool on Postgres. */
export async function openServices(
  config: Config,
  databaseUrl: string,
  options: { role: Role; queueConnections?: number; maxConnections?: number },
): Promise<OpenServices> {
  const log = createLog(config.logLevel, { role: options.role })
  const onConflict = (conflict: Conflict) => {
    log.debug(conflict, 'a transaction met another one')
    countConflict(database.db, conflict, config.clock.now()).catch((error) =>
      log.warn({ error: messageOf(error) }, 'a conflict of transactions was not counted'),
    )
  }
  const database = openDatabase(databaseUrl, {
    name: `bellwether ${options.role}`,
    max: options.maxConnections ?? 10,
    limits: timeLimits[options.role],
    onConflict,
  })
  const embedder = createEmbedder(embedderConfig(config))
  // Second opinions are fitted to the local model, whatever embeds items for search.
  const local = embedder.model === LOCAL_MODEL ? embedder : createLocalEmbedder()
  const vectors = createVectorStore({
    db: database.db,
    model: embedder.model,
    dimensions: embedder.dimensions,
    qdrant: config.qdrant,
  })
  const onError = (error: Error) => log.warn({ error: messageOf(error) }, 'queue connection')
  const backend = await openQueueBackend(queueBackendConfig(config, databaseUrl), {
    connections: options.queueConnections ?? 6,
    onError,
    onConflict,
  })
  const textVectors =
    config.matching === 'meaning'
      ? createTextVectors(local, { db: database.db, now: () => config.clock.now() })
      : undefined
  const queues = new Queues(backend, jobs, onError)
  return {
    db: database.db,
    sql: database.sql,
    databaseUrl,
    clock: config.clock,
    log,
    embedder,
    vectors,
    matching: {
      vectors: textVectors,
      chat: config.llm ? createChatModel(config.llm) : undefined,
      questionsPerDay: config.llmQuestionsPerDay,
    },
    matcher: createMatcher(textVectors, (problem) => log.warn({ problem }, 'matched by words alone')),
    queues,
    lockMs: config.lockMs,
    allowPrivateNetwork: config.allowPrivateNetwork,
    publicUrl: config.publicUrl,
    keyring: new Keyring(config.secretKeys),
    async close() {
      await queues.close()
      await backend.close()
      await Promise.allSettled([embedder.close(), local.close(), vectors.close()])
      await database.close()
    },
  }
}
