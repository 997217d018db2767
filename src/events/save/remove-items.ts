import { and, eq, inArray, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventItems, eventLineage, events } from '../../db/schema/index.ts'
import type { Member } from '../member.ts'
import { listMembers } from '../shard/members.ts'
import { lockShard, saveShard } from '../shard/shard.ts'
import { saveEvents } from './save-events.ts'

export interface RemovedItems {
  /** Events that had no other items; they no longer exist. */
  removed: string[]
  /** Events described anew from the items they have left. */
  changed: string[]
}

/**
 * Takes items out of their events, for content that is deleted for good. Holds the shards' locks until the caller's
 * transaction ends and ends every process's copy of their engines, so nothing is grouped by what was removed.
 */
export async function removeItemsFromEvents(
  tx: Db,
  { tenantId, itemIds, now }: { tenantId: string; itemIds: readonly string[]; now: Date },
): Promise<RemovedItems> {
  if (itemIds.length === 0) return { removed: [], changed: [] }
  const ofItems = and(eq(eventItems.tenantId, tenantId), inArray(eventItems.itemId, [...itemIds]))
  const languages = await tx
    .selectDistinct({ language: events.language })
    .from(eventItems)
    .innerJoin(events, eq(events.id, eventItems.eventId))
    .where(ofItems)
    .orderBy(events.language)
  const done: RemovedItems = { removed: [], changed: [] }
  for (const { language } of languages) {
    const key = { tenantId, language }
    const { cursorSeq } = await lockShard(tx, key, now)
    const touched = await tx
      .selectDistinct({ id: events.id })
      .from(eventItems)
      .innerJoin(events, eq(events.id, eventItems.eventId))
      .where(and(ofItems, eq(events.language, language)))
      .orderBy(events.id)
    const ids = touched.map((event) => event.id)
    await tx.delete(eventItems).where(and(ofItems, inArray(eventItems.eventId, ids)))
    const left = new Map<string, Member[]>()
    for (const member of await listMembers(tx, ids))
      left.set(member.eventId, [...(left.get(member.eventId) ?? []), member])
    await saveEvents(tx, key, left, now)
    await saveShard(tx, key, cursorSeq, now)
    done.changed.push(...left.keys())
    done.removed.push(
      ...(await deleteEvents(
        tx,
        tenantId,
        ids.filter((id) => !left.has(id)),
      )),
    )
  }
  return done
}

/** Deletes events together with those that had been merged into them; returns the ids of all of them. */
async function deleteEvents(tx: Db, tenantId: string, ids: readonly string[]): Promise<string[]> {
  const gone = [...ids]
  for (let from = 0; from < gone.length; ) {
    const absorbed = await tx
      .select({ id: events.id })
      .from(events)
      .where(and(eq(events.tenantId, tenantId), inArray(events.mergedInto, gone.slice(from))))
      .orderBy(events.id)
    from = gone.length
    gone.push(...absorbed.map((event) => event.id))
  }
  if (gone.length === 0) return gone
  await tx
    .delete(eventLineage)
    .where(or(inArray(eventLineage.fromEventId, gone), inArray(eventLineage.toEventId, gone)))
  await tx.delete(events).where(inArray(events.id, gone))
  return gone
}
