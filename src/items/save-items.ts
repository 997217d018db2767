import type { Db } from '../db/client.ts'
import { type EntryRow, entryRow } from './entry-row.ts'
import { type NewItemInput, newItem } from './new-item.ts'
import { entryKey, type KeyedRow, storeEntries } from './store-entries.ts'

export interface RejectedEntry {
  /** Position in the entries given. */
  index: number
  problems: { field: string; message: string }[]
}

export interface SavedItems {
  /** One per entry, in order: the id of its item, null when it was rejected or deleted here earlier. */
  ids: (string | null)[]
  inserted: number
  revised: number
  unchanged: number
  rejected: RejectedEntry[]
}

/** An entry and the source it belongs to. */
export interface SourcedEntry {
  sourceId: string
  entry: NewItemInput
}

/** Stores entries of one source; see `saveEntries`. */
export async function saveItems(
  db: Db,
  batch: { tenantId: string; sourceId: string; entries: readonly NewItemInput[]; now: Date },
): Promise<SavedItems> {
  const { tenantId, sourceId, now } = batch
  return saveEntries(db, { tenantId, entries: batch.entries.map((entry) => ({ sourceId, entry })), now })
}

/**
 * Stores entries of a tenant's sources in one transaction: new ones as pending items with the next arrival numbers, in the
 * order given; changed ones as a revision that keeps id and seq and goes through `normalize` again; known ones not at all.
 * Of several entries with the same external id the one updated last counts, of equal ones the last. Entries that cannot be
 * stored are reported, the others go through. Content deleted here stays deleted. Throws NotFoundError for unknown sources.
 */
export async function saveEntries(
  db: Db,
  batch: { tenantId: string; entries: readonly SourcedEntry[]; now: Date },
): Promise<SavedItems> {
  const rejected: RejectedEntry[] = []
  const chosen = new Map<string, KeyedRow>()
  const keys = batch.entries.map(({ sourceId, entry }, index) => {
    const read = parseEntry(entry)
    if ('problems' in read) {
      rejected.push({ index, problems: read.problems })
      return null
    }
    const key = entryKey(sourceId, read.row.external_id)
    const other = chosen.get(key)
    if (!other || updatedAt(read.row) >= updatedAt(other)) chosen.set(key, { ...read.row, source_id: sourceId })
    return key
  })
  const rows = [...chosen.values()]
  if (rows.length === 0) return { ids: keys, inserted: 0, revised: 0, unchanged: 0, rejected }
  const { itemIds, inserted, revised } = await db.transaction((tx) => storeEntries(tx, batch, rows))
  return {
    ids: keys.map((key) => (key === null ? null : (itemIds.get(key) ?? null))),
    inserted,
    revised,
    unchanged: rows.length - inserted - revised,
    rejected,
  }
}

function parseEntry(input: NewItemInput): { row: EntryRow } | { problems: RejectedEntry['problems'] } {
  const parsed = newItem.safeParse(input)
  if (!parsed.success) {
    return { problems: parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message })) }
  }
  const row = entryRow(parsed.data)
  return row.external_id === ''
    ? { problems: [{ field: 'externalId', message: 'it has no character that can be stored' }] }
    : { row }
}

/** ISO times of one zone and width sort as text. */
const updatedAt = (row: EntryRow): string => row.metadata.entry.updatedAt ?? ''
