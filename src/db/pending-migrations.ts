import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'

const journal = new URL('../../drizzle/meta/_journal.json', import.meta.url)

/** Tags of the migrations this program knows and the database has not had, in order. */
export async function listPendingMigrations(db: Db): Promise<string[]> {
  const known: { entries: { tag: string; when: number }[] } = JSON.parse(await readFile(journal, 'utf8'))
  const [table] = await db.execute<{ found: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  )
  if (!table?.found) return known.entries.map((entry) => entry.tag)
  const rows = await db.execute<{ created_at: string }>(sql`select created_at from drizzle.__drizzle_migrations`)
  const applied = new Set(rows.map((row) => Number(row.created_at)))
  return known.entries.filter((entry) => !applied.has(entry.when)).map((entry) => entry.tag)
}
