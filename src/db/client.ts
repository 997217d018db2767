import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { preparing } from './prepared.ts'
import { type Conflict, retryConflicts } from './retry-conflicts.ts'
import * as schema from './schema/index.ts'

/** A database or a transaction on it: every query function takes one as its first argument. */
export type Db = PgDatabase<PostgresJsQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>

export interface Database {
  db: Db
  /** The driver under it, for COPY, LISTEN and raw statements. */
  sql: postgres.Sql
  close(): Promise<void>
}

/** How long the server lets this program's work last, in milliseconds; 0 is without end. */
export interface TimeLimits {
  statementMs: number
  lockMs: number
  /** A connection that asks nothing for so long is ended. */
  idleSessionMs: number
}

const usualLimits: TimeLimits = { statementMs: 60_000, lockMs: 20_000, idleSessionMs: 0 }
/** A program that stands still in mid-transaction (stopped, suspended) must not hold its locks for longer. */
const idleInTransactionMs = 60_000

/**
 * Opens a pool of at most `max` connections. Transactions that meet another (deadlock, serialization, a version moved on) are
 * run again as a whole, a bounded number of times, as are statements by themselves; each time is told to `onConflict`.
 */
export function openDatabase(
  url: string,
  options: {
    max?: number
    limits?: Partial<TimeLimits>
    name?: string
    onConflict?: (conflict: Conflict) => void
  } = {},
): Database {
  const limits = { ...usualLimits, ...options.limits }
  const { onConflict = () => {} } = options
  const sql = preparing(
    postgres(url, {
      max: options.max ?? 10,
      onnotice: () => {},
      connection: {
        application_name: options.name ?? 'bellwether',
        statement_timeout: limits.statementMs,
        lock_timeout: limits.lockMs,
        idle_in_transaction_session_timeout: idleInTransactionMs,
        idle_session_timeout: limits.idleSessionMs,
        TimeZone: 'UTC',
      },
    }),
  )
  const db = drizzle(repeating(sql, onConflict), { schema })
  const begin = db.transaction.bind(db)
  db.transaction = (work, config) => retryConflicts(() => begin(work, config), onConflict)
  return { db, sql, close: () => sql.end({ timeout: 5 }) }
}

type Statement = PromiseLike<unknown> & { values(): PromiseLike<unknown> }

/** A statement outside a transaction is one of its own. The query builder gives its statements as text, to `unsafe`. */
function repeating(sql: postgres.Sql, onConflict: (conflict: Conflict) => void): postgres.Sql {
  const ask = sql.unsafe as unknown as (...statement: unknown[]) => Statement
  const unsafe = (...statement: unknown[]) => {
    let isInValues = false
    const run = async () => await (isInValues ? ask(...statement).values() : ask(...statement))
    // Not before the caller has said in which form it wants the rows.
    const answer = Promise.resolve().then(() => retryConflicts(run, onConflict))
    const values = () => {
      isInValues = true
      return answer
    }
    return Object.assign(answer, { values })
  }
  // A client of the builder's own: the driver begins its transactions with the `unsafe` of the other.
  return Object.assign(sql.bind(undefined), sql, { unsafe }) as unknown as postgres.Sql
}
