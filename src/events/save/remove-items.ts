import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventItems, eventLineage, eventShards, events } from '../../db/schema/index.ts'
import { uuids } from '../../db/uuids.ts'
import type { Member } from '../member.ts'
import { listMembers } from '../shard/members.ts'
import { saveEvents } from './save-events.ts'

const ROWS = 5_000

/**
 * Takes items out of their events, within the caller's transaction: events left without items are deleted (`removed`),
 * the others described anew from what is left (`changed`). Changes that concerned none but these items are forgotten. Writers of the tenant's shards wait for it, and make their
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
  const absorbed = await forgetLineage(tx, tenantId, itemIds)
  const removed = [...new Set([...[...touched].filter((id) => !left.has(id)), ...absorbed])].sort()
  for (let at = 0; at < removed.length; at += ROWS) {
    const gone = uuids(removed.slice(at, at + ROWS))
    await tx.delete(events).where(sql`${events.id} = any(${gone})`)
    await tx
      .delete(eventLineage)
      .where(
        sql`${eventLineage.itemIds} = '{}' and (${eventLineage.fromEventId} = any(${gone}) or ${eventLineage.toEventId} = any(${gone}))`,
      )
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

/** Deletes the changes that concerned these items alone, not those that concern none (links between languages); answers the events that had been merged away and now have neither items nor history. */
async function forgetLineage(tx: Db, tenantId: string, itemIds: readonly string[]): Promise<string[]> {
  const rows = await tx
    .delete(eventLineage)
    .where(
      and(
        eq(eventLineage.tenantId, tenantId),
        sql`${eventLineage.itemIds} <@ ${uuids(itemIds)} and ${eventLineage.itemIds} <> '{}'`,
      ),
    )
    .returning({ from: eventLineage.fromEventId })
  if (rows.length === 0) return []
  const absorbed = await tx
    .select({ id: events.id })
    .from(events)
    .where(
      and(
        inArray(events.id, [...new Set(rows.map((row) => row.from))]),
        isNotNull(events.mergedInto),
        sql`not exists (select from event_lineage l where l.from_event_id = ${events.id} or l.to_event_id = ${events.id})`,
        sql`not exists (select from event_items m where m.event_id = ${events.id})`,
      ),
    )
  return absorbed.map((row) => row.id)
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
