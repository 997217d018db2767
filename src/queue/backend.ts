import { createPostgresBackend, type Processor, Queue, runMigrations, Worker, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import type { Conflict } from '../db/retry-conflicts.ts'
import { createQueuePool, waitForConnections } from './postgres-pool.ts'
import { within } from './within.ts'

/** Where the queues live. On Redis they share the key space under `prefix`; on Postgres they fill the schema `bullmq`. */
export type QueueBackendConfig = { kind: 'redis'; url: string; prefix: string } | { kind: 'postgres'; url: string }

/** Opens queues and workers on one backend, sharing its connections. */
export interface QueueBackend {
  kind: 'redis' | 'postgres'
  openQueue(name: string): Queue
  openWorker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection'>): Worker
  /** Throws when the backend does not answer. */
  ping(): Promise<void>
  /** Whether this outage has not shown this error yet: a driver repeats it with each attempt to reconnect. */
  isNews(error: Error): boolean
  close(): Promise<void>
}

interface BackendOptions {
  /** Of the Postgres pool at most. */
  connections?: number
  onError?: (error: Error) => void
  /** Told each time a statement on Postgres met another one. */
  onConflict?: (conflict: Conflict) => void
}

/** Connects to the backend and, on Postgres, brings BullMQ's own tables up to date. */
export async function openQueueBackend(
  config: QueueBackendConfig,
  options: BackendOptions = {},
): Promise<QueueBackend> {
  return config.kind === 'redis' ? openRedis(config, options) : openPostgres(config.url, options)
}

function openRedis(config: { url: string; prefix: string }, { onError = () => {} }: BackendOptions): QueueBackend {
  // Commands wait for a lost connection to come back: the queue recovers without a restart.
  const connection = new Redis(config.url, { maxRetriesPerRequest: null, lazyConnect: false })
  const outage = outages()
  connection.on('error', (error) => {
    if (outage.isNews(error)) onError(error)
  })
  connection.on('ready', outage.over)
  const shared = { connection, prefix: config.prefix }
  return {
    kind: 'redis',
    openQueue: (name) => new Queue(name, shared),
    openWorker: (name, processor, workerOptions) => new Worker(name, processor, { ...workerOptions, ...shared }),
    isNews: outage.isNews,
    async ping() {
      await within(3_000, connection.ping(), () => new Error('Redis does not answer within 3000 ms'))
    },
    async close() {
      connection.disconnect()
    },
  }
}

async function openPostgres(
  url: string,
  { connections = 10, onError = () => {}, onConflict }: BackendOptions,
): Promise<QueueBackend> {
  const pool = createQueuePool(
    {
      connectionString: url,
      max: connections,
      application_name: 'bellwether queue',
      options: '-c search_path=bullmq',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
    onConflict,
  )
  const outage = outages()
  pool.on('error', (error) => {
    if (outage.isNews(error)) onError(error)
  })
  pool.on('connect', outage.over)
  // Every queue and worker on the pool listens for its errors.
  pool.setMaxListeners(0)
  const client = await pool.connect()
  try {
    await runMigrations(client)
  } finally {
    client.release()
  }
  waitForConnections(pool)
  return {
    kind: 'postgres',
    // The Postgres factory types its connection differently from the Redis default the class signatures carry.
    openQueue: (name) => new Queue(name, { connection: pool }, createPostgresBackend) as unknown as Queue,
    openWorker: (name, processor, workerOptions) =>
      new Worker(name, processor, { ...workerOptions, connection: pool }, createPostgresBackend) as unknown as Worker,
    isNews: outage.isNews,
    async ping() {
      await within(3_000, pool.query('select 1'), () => new Error('The queue database does not answer within 3000 ms'))
    },
    close: () => pool.end(),
  }
}

/** Tells the first error of each kind from its repetitions until the connection is back. */
function outages(): { isNews(error: Error): boolean; over(): void } {
  const known = new Set<string>()
  return {
    isNews(error) {
      const kind = 'code' in error && typeof error.code === 'string' ? error.code : error.message
      return !known.has(kind) && known.add(kind).has(kind)
    },
    over: () => known.clear(),
  }
}
