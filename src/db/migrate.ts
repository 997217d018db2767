import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import { PermanentError } from '../errors.ts'
import { type Db, openDatabase } from './client.ts'

const folder = fileURLToPath(new URL('../../drizzle', import.meta.url))
const lockKey = 7_203_941

interface JournalEntry {
  tag: string
  when: number
}

export interface MigrationStatus {
  tag: string
  applied: boolean
}

const journal = (): JournalEntry[] =>
  JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')).entries as JournalEntry[]

async function appliedTimes(db: Db): Promise<Set<number>> {
  const [table] = await db.execute<{ found: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  )
  if (!table?.found) return new Set()
  const rows = await db.execute<{ created_at: string }>(sql`select created_at from drizzle.__drizzle_migrations`)
  return new Set(rows.map((row) => Number(row.created_at)))
}

/** Tags of the migrations this program knows and the database has not had, in order. */
export async function listPendingMigrations(db: Db): Promise<string[]> {
  const applied = await appliedTimes(db)
  return journal()
    .filter((entry) => !applied.has(entry.when))
    .map((entry) => entry.tag)
}

/** Every migration in order, and whether this database has it. */
export async function migrationStatus(url: string): Promise<MigrationStatus[]> {
  const database = openDatabase(url, { max: 1, name: 'bellwether migrate' })
  try {
    const pending = await listPendingMigrations(database.db)
    return journal().map(({ tag }) => ({ tag, applied: !pending.includes(tag) }))
  } finally {
    await database.close()
  }
}

/** Applies what is missing, makes the partitions around `now`, and answers the names of what it applied. Processes that start together wait for one another. */
export async function migrateUp(url: string, now: Date): Promise<string[]> {
  const database = openDatabase(url, { max: 1, name: 'bellwether migrate', limits: { statementMs: 0, lockMs: 0 } })
  try {
    await database.sql`select pg_advisory_lock(${lockKey})`
    const before = await appliedTimes(database.db)
    await migrate(database.db as Parameters<typeof migrate>[0], { migrationsFolder: folder })
    await ensurePartitions(database.db, now)
    const after = await appliedTimes(database.db)
    return journal().flatMap(({ tag, when }) => (after.has(when) && !before.has(when) ? [tag] : []))
  } finally {
    await database.close()
  }
}

/** Undoes the newest applied migration with its `.down.sql`; its data goes with it. Answers its name, or undefined when none is left. */
export async function migrateDown(url: string): Promise<string | undefined> {
  const database = openDatabase(url, { max: 1, name: 'bellwether migrate', limits: { statementMs: 0, lockMs: 0 } })
  try {
    await database.sql`select pg_advisory_lock(${lockKey})`
    const applied = await appliedTimes(database.db)
    const last = journal().findLast((entry) => applied.has(entry.when))
    if (!last) return undefined
    const known = readMigrationFiles({ migrationsFolder: folder }).some((m) => m.folderMillis === last.when)
    if (!known) throw new PermanentError(`Migration ${last.tag} has no file in drizzle/.`)
    const statements = readFileSync(`${folder}/${last.tag}.down.sql`, 'utf8').split('--> statement-breakpoint')
    await database.sql.begin(async (tx) => {
      for (const statement of statements) if (statement.trim()) await tx.unsafe(statement)
      await tx`delete from drizzle.__drizzle_migrations where created_at = ${last.when}`
    })
    return last.tag
  } finally {
    await database.close()
  }
}

/** Makes month partitions for the month of `now` and the two after it; returns how many were missing. */
export async function ensurePartitions(db: Db, now: Date): Promise<number> {
  const rows = await db.execute<{ made: number }>(sql`
    select count(*) filter (where ensure_month_partition(parent, ${now.toISOString()}::timestamptz + make_interval(months => ahead)))::int as made
    from (values ('items'), ('trend_snapshots')) parents(parent), generate_series(0, 2) ahead`)
  return rows[0]?.made ?? 0
}
