import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { sources } from '../db/schema/index.ts'
import { InputError } from '../errors.ts'
import { type NewItemInput, type RejectedEntry, saveEntries } from '../items/index.ts'
import { completeSource } from './new-source.ts'

/** An item somebody hands over, with the name of the source it comes from. */
export interface IngestEntry {
  source: string
  item: NewItemInput
}

export interface IngestedItems {
  /** One per entry, in order; null when its item was deleted here earlier. */
  ids: (string | null)[]
  inserted: number
  revised: number
  unchanged: number
}

/**
 * Stores items that were handed over, all of them or, when one cannot be stored, none. Sources are found by name; a name nobody
 * has becomes a source of connector `push`. They arrive in the order given. Throws InputError naming the entries
 * (`items[3].title`) that cannot be stored.
 */
export async function ingestItems(
  db: Db,
  { tenantId, entries, now }: { tenantId: string; entries: readonly IngestEntry[]; now: Date },
): Promise<IngestedItems> {
  return db.transaction(async (tx) => {
    const names = [...new Set(entries.map((entry) => entry.source.trim()))]
    const sourceIds = await sourceIdsOf(tx, tenantId, names, now)
    const sourced = entries.map(({ source, item }) => ({ sourceId: sourceIds.get(source.trim())!, entry: item }))
    const { rejected, ...saved } = await saveEntries(tx, { tenantId, entries: sourced, now })
    if (rejected.length > 0) throw refused(rejected)
    return saved
  })
}

async function sourceIdsOf(tx: Db, tenantId: string, names: string[], now: Date): Promise<Map<string, string>> {
  const known = await findSourceIds(tx, tenantId, names)
  const missing = names.filter((name) => !known.has(name)).sort()
  if (missing.length === 0) return known
  const rows = missing.map((name) => ({
    ...completeSource({ connector: 'push', name }),
    id: newId(now),
    tenantId,
    createdAt: now,
    updatedAt: now,
  }))
  // Whoever adds the same names at the same time is waited for here and found below; sorted, so that no two wait for each other.
  await tx.insert(sources).values(rows).onConflictDoNothing()
  return findSourceIds(tx, tenantId, names)
}

async function findSourceIds(tx: Db, tenantId: string, names: string[]): Promise<Map<string, string>> {
  const rows = await tx
    .select({ id: sources.id, name: sources.name })
    .from(sources)
    .where(and(eq(sources.tenantId, tenantId), inArray(sources.name, names)))
  return new Map(rows.map((row) => [row.name, row.id]))
}

function refused(rejected: readonly RejectedEntry[]): InputError {
  const problems = rejected.flatMap(({ index, problems: found }) =>
    found.map(({ field, message }) => ({ field: `items[${index}].${field}`, message })),
  )
  return new InputError('Nothing was stored: some items cannot be accepted.', problems)
}
