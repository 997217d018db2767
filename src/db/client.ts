import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema/index.ts'

/** A database or a transaction on it: every query function takes one as its first argument. */
export type Db = PgDatabase<PostgresJsQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>

export interface Database {
  db: Db
  /** The driver under it, for COPY, LISTEN and raw statements. */
  sql: postgres.Sql
  close(): Promise<void>
}

/** Opens a pool of at most `max` connections. Statements longer than `statementTimeoutMs` are ended by the server. */
export function openDatabase(
  url: string,
  options: { max?: number; statementTimeoutMs?: number; name?: string } = {},
): Database {
  const sql = postgres(url, {
    max: options.max ?? 10,
    onnotice: () => {},
    connection: {
      application_name: options.name ?? 'bellwether',
      statement_timeout: options.statementTimeoutMs ?? 60_000,
      lock_timeout: 20_000,
      TimeZone: 'UTC',
    },
  })
  return { db: drizzle(sql, { schema }), sql, close: () => sql.end({ timeout: 5 }) }
}
