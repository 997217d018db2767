import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventItems, eventShards, events } from '../../db/schema/index.ts'
import type { Member } from '../member.ts'
import { listMembers } from '../shard/members.ts'
import { saveEvents } from './save-events.ts'

const ROWS = 5_000

/**
 * Takes items out of their events, within the caller's transaction: events left without items are deleted (`removed`),
 * the others described anew from what is left (`changed`). Writers of the tenant's shards wait for it, and make their
 * engines again afterwards.
 */
export async function removeItemsFromEvents(
  tx: Db,
  { tenantId, itemIds, now }: { tenantId: string; itemIds: readonly string[]; now: Date },
): Promise<{ removed: string[]; changed: string[] }> {
  // always in the same order, so that two callers cannot wait for each other
  await tx
    .select({ language: eventShards.language })
    .from(eventShards)
    .where(eq(eventShards.tenantId, tenantId))
    .orderBy(asc(eventShards.language))
    .for('update')
  const touched = new Set<string>()
  for (let at = 0; at < itemIds.length; at += ROWS) {
    const rows = await tx
      .delete(eventItems)
      .where(and(eq(eventItems.tenantId, tenantId), inArray(eventItems.itemId, itemIds.slice(at, at + ROWS))))
      .returning({ eventId: eventItems.eventId })
    for (const row of rows) touched.add(row.eventId)
  }
  const left = new Map<string, Member[]>()
  for (const member of await listMembers(tx, [...touched])) {
    left.set(member.eventId, [...(left.get(member.eventId) ?? []), member])
  }
  const removed = [...touched].filter((id) => !left.has(id)).sort()
  for (let at = 0; at < removed.length; at += ROWS) {
    await tx.delete(events).where(inArray(events.id, removed.slice(at, at + ROWS)))
  }
  const languages = await languagesOf(tx, [...left.keys()])
  for (const [language, ids] of languages) {
    await saveEvents(tx, { tenantId, language }, new Map(ids.map((id) => [id, left.get(id) ?? []])), now)
  }
  await tx
    .update(eventShards)
    .set({ version: sql`${eventShards.version} + 1`, updatedAt: now })
    .where(eq(eventShards.tenantId, tenantId))
  return { removed, changed: [...left.keys()].sort() }
}

async function languagesOf(tx: Db, ids: string[]): Promise<Map<string, string[]>> {
  const byLanguage = new Map<string, string[]>()
  if (ids.length === 0) return byLanguage
  for (const { id, language } of await tx
    .select({ id: events.id, language: events.language })
    .from(events)
    .where(inArray(events.id, ids))) {
    byLanguage.set(language, [...(byLanguage.get(language) ?? []), id])
  }
  return byLanguage
}
