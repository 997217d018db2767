import { setTimeout as pause } from 'node:timers/promises'
import { ConnectionClosedError } from 'bullmq'
import pg from 'pg'
import { isDatabaseAway } from '../db/failures.ts'
import { type Conflict, retryConflicts } from '../db/retry-conflicts.ts'

const askAgainMs = 500

/** How long the server lets the queue's work last: each operation of BullMQ's is one short statement. */
const limits = { statement_timeout: 60_000, lock_timeout: 20_000, idle_in_transaction_session_timeout: 60_000 }

/** A statement of the queue that found its connection lost. */
class QueueAwayError extends ConnectionClosedError {
  readonly code = 'CONNECTION_CLOSED'
}

/**
 * The pool of BullMQ's Postgres backend. BullMQ says again what a lost connection kept it from saying (that a job is done, when
 * a schedule fires next), but knows such an error only in the form its Redis drivers give it: this pool gives pg's the same.
 * Statements that meet another one (deadlock, serialization) are run again, a bounded number of times.
 */
export function createQueuePool(options: pg.PoolConfig, onConflict: (conflict: Conflict) => void = () => {}): pg.Pool {
  const pool = new pg.Pool({ ...limits, ...options })
  // A connection that breaks in use fails its statement and says so by an event too, which unheard would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  const ask = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>
  pool.query = ((...args: unknown[]) =>
    retryConflicts(() => ask(...args), onConflict).catch(rethrow)) as typeof pool.query
  return pool
}

/**
 * From now on whoever asks the pool for a connection waits until the server is there, as on Redis; statements do not. BullMQ asks
 * for one when a queue or worker is opened, and keeps a refusal for good.
 */
export function waitForConnections(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool)
  type Callback = Parameters<typeof connect>[0]
  pool.connect = ((callback?: Callback) => (callback ? connect(callback) : insist())) as typeof pool.connect
  async function insist(): Promise<pg.PoolClient> {
    for (;;) {
      try {
        const client = await connect()
        // One that lay idle may be broken without knowing it yet.
        await client.query('select 1').catch((error) => {
          client.release(true)
          throw error
        })
        return client
      } catch (error) {
        if (pool.ending || !isAway(error)) throw error
        await pause(askAgainMs)
      }
    }
  }
}

function rethrow(error: unknown): never {
  if (!isAway(error)) throw error
  throw new QueueAwayError(`the queue's connection to PostgreSQL is lost: ${error.message}`, error)
}

/** What the server answers is an error of the statement; everything else that is no bug is one of the connection. */
function isAway(error: unknown): error is Error {
  if (error instanceof pg.DatabaseError) return isDatabaseAway(error)
  return error instanceof Error && !(error instanceof TypeError)
}
