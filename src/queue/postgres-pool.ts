import { ConnectionClosedError } from 'bullmq'
import pg from 'pg'
import { isDatabaseAway } from '../db/failures.ts'

/** A statement of the queue that found its connection lost. */
class QueueAwayError extends ConnectionClosedError {
  readonly code = 'CONNECTION_CLOSED'
}

/**
 * The pool of BullMQ's Postgres backend. BullMQ says again what a lost connection kept it from saying (that a job is done, when
 * a schedule fires next), but knows such an error only in the form its Redis drivers give it: this pool gives pg's the same.
 */
export function createQueuePool(options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(options)
  const ask = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>
  pool.query = ((...args: unknown[]) => ask(...args).catch(rethrow)) as typeof pool.query
  return pool
}

/** What the server answers is an error of the statement; everything else that is no bug is one of the connection. */
function rethrow(error: unknown): never {
  const isAnswer = error instanceof pg.DatabaseError && !isDatabaseAway(error)
  if (isAnswer || !(error instanceof Error) || error instanceof TypeError) throw error
  throw new QueueAwayError(`the queue's connection to PostgreSQL is lost: ${error.message}`, error)
}
