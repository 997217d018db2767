import type { Db } from '../../src/db/client.ts'
import { newId } from '../../src/db/id.ts'
import { items, tenants } from '../../src/db/schema/index.ts'

export interface StoredItem {
  title: string
  text?: string
  owner?: string
  publisher?: string
  language?: string | null
  /** Hours after the start. */
  at: number
  status?: 'classified' | 'pending' | 'error' | 'noise'
  duplicateOf?: string
}

export const start = new Date('2031-05-01T00:00:00Z')
export const sourceId = '018f0000-0000-7000-8000-000000000001'

export const hours = (count: number): Date => new Date(start.getTime() + count * 3_600_000)

/** Stores items as normalize leaves them, with arrival numbers from `firstSeq` on, and returns their ids. */
export async function storeItems(
  db: Db,
  rows: readonly StoredItem[],
  firstSeq: number,
  tenantId = 'main',
): Promise<string[]> {
  const stored = rows.map((row, i) => ({
    id: newId(hours(row.at)),
    tenantId,
    seq: firstSeq + i,
    sourceId,
    connector: 'push',
    externalId: `${firstSeq + i}`,
    title: row.title,
    text: row.text ?? '',
    owner: row.owner ?? null,
    publisher: row.publisher ?? row.owner ?? null,
    publishedAt: hours(row.at),
    fetchedAt: hours(row.at + 0.1),
    ingestedAt: hours(row.at + 0.1),
    language: row.language === undefined ? 'en' : row.language,
    duplicateOf: row.duplicateOf ?? null,
    processingStatus: row.status ?? ('classified' as const),
  }))
  if (stored.length > 0) await db.insert(items).values(stored)
  await db
    .insert(tenants)
    .values({ id: tenantId, name: tenantId, itemSeq: firstSeq + rows.length })
    .onConflictDoUpdate({ target: tenants.id, set: { itemSeq: firstSeq + rows.length } })
  return stored.map((row) => row.id)
}
