import { and, eq, inArray, or } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import {
  embeddingRecords,
  itemIdentities,
  itemRevisions,
  items,
  sources,
  tenants,
  trendEvidence,
  trends,
} from '../db/schema/index.ts'
import { removeItemsFromEvents } from '../events/index.ts'
import { type Matcher, removeTrends, scoreEvents } from '../trends/index.ts'
import { matcher as byWords } from '../trends/match/index.ts'
import type { VectorStore } from '../vector/index.ts'
import { findSampleState, saveSampleState } from './state.ts'

/** How much was taken away. */
export interface RemovedSample {
  sources: number
  items: number
  events: number
  trends: number
}

/**
 * Takes the sample out of the workspace in one transaction: its sources, items, trends and everything made from them.
 * Trends and events of the reader's own that had drawn on it are brought back to what their own items say. Removing a
 * sample that is not there changes nothing. `vectors` is the index that must forget its vectors too.
 */
export async function removeSample(
  db: Db,
  {
    tenantId,
    now,
    vectors,
    matcher = byWords,
  }: { tenantId: string; now: Date; vectors?: VectorStore; matcher?: Matcher },
): Promise<RemovedSample> {
  const { removed, vectorIds } = await db.transaction(async (tx) => {
    // Nobody adds items to the tenant until this is over.
    await tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenantId)).for('update')
    const state = await findSampleState(tx, tenantId)
    const sourceIds = await idsOf(tx, sources, tenantId)
    const trendIds = await idsOf(tx, trends, tenantId)
    await removeTrends(tx, trendIds)
    const content = await removeContent(tx, { tenantId, sourceIds, matcher, now })
    if (sourceIds.length > 0) await tx.delete(sources).where(inArray(sources.id, sourceIds))
    if (state) await saveSampleState(tx, tenantId, { ...state, removedAt: now.toISOString() })
    const { items: itemCount, events, vectorIds } = content
    return { removed: { sources: sourceIds.length, items: itemCount, events, trends: trendIds.length }, vectorIds }
  })
  // The index follows the tables; what it still held would find nothing there.
  if (vectors && vectorIds.length > 0) await vectors.delete(vectorIds)
  return removed
}

async function idsOf(tx: Db, table: typeof sources | typeof trends, tenantId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.isSample, true)))
    .orderBy(table.id)
  return rows.map((row) => row.id)
}

async function removeContent(
  tx: Db,
  { tenantId, sourceIds, matcher, now }: { tenantId: string; sourceIds: string[]; matcher: Matcher; now: Date },
): Promise<{ items: number; events: number; vectorIds: string[] }> {
  if (sourceIds.length === 0) return { items: 0, events: 0, vectorIds: [] }
  const found = await tx.select({ id: items.id }).from(items).where(inArray(items.sourceId, sourceIds))
  const itemIds = found.map((row) => row.id)
  const { removed: eventIds } = await removeItemsFromEvents(tx, { tenantId, itemIds, now })
  // Retracts what the reader's own trends had from these events and restates what came after it.
  if (eventIds.length > 0) {
    await scoreEvents(tx, { tenantId, eventIds, matcher, now, jobId: 'sample remove' })
    await tx
      .delete(trendEvidence)
      .where(and(eq(trendEvidence.tenantId, tenantId), inArray(trendEvidence.eventId, eventIds)))
  }
  const vectorIds = await removeEmbeddings(tx, itemIds, eventIds)
  await tx.delete(itemIdentities).where(inArray(itemIdentities.sourceId, sourceIds))
  if (itemIds.length > 0) {
    await tx.delete(itemRevisions).where(inArray(itemRevisions.itemId, itemIds))
    // A report of the reader's own that repeats a sample text is the original from now on.
    await tx
      .update(items)
      .set({ duplicateOf: null, duplicateKind: null })
      .where(and(eq(items.tenantId, tenantId), inArray(items.duplicateOf, itemIds)))
    await tx.delete(items).where(inArray(items.id, itemIds))
  }
  return { items: itemIds.length, events: eventIds.length, vectorIds }
}

async function removeEmbeddings(tx: Db, itemIds: string[], eventIds: string[]): Promise<string[]> {
  const rows = await tx
    .delete(embeddingRecords)
    .where(
      or(
        and(eq(embeddingRecords.ownerKind, 'item'), inArray(embeddingRecords.ownerId, itemIds)),
        and(eq(embeddingRecords.ownerKind, 'event'), inArray(embeddingRecords.ownerId, eventIds)),
      ),
    )
    .returning({ vectorId: embeddingRecords.vectorId })
  return rows.map((row) => row.vectorId)
}
