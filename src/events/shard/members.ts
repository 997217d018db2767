import { and, asc, eq, gt, isNull, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventItems, events, items } from '../../db/schema/index.ts'
import { uuids } from '../../db/uuids.ts'
import { BODY_CHARACTERS } from '../engine/document.ts'
import type { Member } from '../member.ts'
import { firstOpen, isSettled } from './due.ts'
import type { ShardKey } from './shard.ts'

const shardLanguage = sql<string>`coalesce(${items.language}, 'und')`

/** Item columns as a Member; the item's own time never lies after the moment it was read. */
export const memberColumns = {
  itemId: items.id,
  seq: items.seq,
  revision: items.revision,
  title: items.title,
  text: sql<string>`left(${items.text}, ${sql.raw(String(BODY_CHARACTERS))})`,
  publisher: items.publisher,
  owner: items.owner,
  sourceId: items.sourceId,
  time: sql<Date>`least(coalesce(${items.publishedAt}, ${items.fetchedAt}), ${items.fetchedAt})`.mapWith(
    items.fetchedAt,
  ),
  duplicateOf: items.duplicateOf,
  language: shardLanguage,
  topics: items.topics,
  entities: items.entities,
  geo: items.geo,
  deleted: sql<boolean>`${items.deletedAt} is not null`,
}

/** The shard's next items in arrival order, up to the first one of the tenant that is still being normalised. */
export function listNextItems(db: Db, shard: ShardKey, afterSeq: number, limit: number): Promise<Member[]> {
  return listUngrouped(db, shard, limit, and(gt(items.seq, afterSeq), sql`${items.seq} < ${firstOpen(shard.tenantId)}`))
}

/** Items marked `regroup_due` at or before the cursor that are in no event: finished late, after an error was cured. */
export function listLateItems(db: Db, shard: ShardKey, upTo: number, limit: number): Promise<Member[]> {
  return listUngrouped(db, shard, limit, and(eq(items.regroupDue, true), lte(items.seq, upTo)))
}

async function listUngrouped(
  db: Db,
  { tenantId, language }: ShardKey,
  limit: number,
  which: SQL | undefined,
): Promise<Member[]> {
  return await db
    .select(memberColumns)
    .from(items)
    .leftJoin(eventItems, eq(eventItems.itemId, items.id))
    .where(
      and(
        eq(items.tenantId, tenantId),
        which,
        eq(items.processingStatus, 'classified'),
        sql`${shardLanguage} = ${language}`,
        // an edit may bring an item of another language's event into this one
        isNull(eventItems.itemId),
      ),
    )
    .orderBy(asc(items.seq))
    .limit(limit)
}

/** A grouped item that was edited or deleted, and its event. */
export interface ChangedItem {
  itemId: string
  seq: number
  revision: number
  eventId: string
  /** Revision in which it was placed, and the person who placed it, if one did. */
  placedRevision: number
  placedBy: string | null
  /** Clean, still there, and of the shard's own language: it can be placed anew. */
  isPlaceable: boolean
}

/**
 * Grouped items of the shard's events that are marked `regroup_due`, oldest arrivals first; those still being normalised
 * wait. The event's language decides, for an edit may have changed the item's.
 */
export async function listChangedItems(
  db: Db,
  { tenantId, language }: ShardKey,
  limit: number,
): Promise<ChangedItem[]> {
  return await db
    .select({
      itemId: items.id,
      seq: items.seq,
      revision: items.revision,
      eventId: eventItems.eventId,
      placedRevision: eventItems.revision,
      placedBy: eventItems.placedBy,
      isPlaceable: sql<boolean>`${items.processingStatus} = 'classified' and ${items.deletedAt} is null and ${shardLanguage} = ${language}`,
    })
    .from(items)
    .innerJoin(eventItems, eq(eventItems.itemId, items.id))
    .innerJoin(events, eq(events.id, eventItems.eventId))
    .where(
      and(
        eq(items.tenantId, tenantId),
        eq(items.regroupDue, true),
        isSettled(sql`${items}`),
        eq(events.language, language),
      ),
    )
    .orderBy(asc(items.seq))
    .limit(limit)
}

/** Where items are now. */
export async function listPlaces(
  db: Db,
  of: readonly { itemId: string }[],
): Promise<{ itemId: string; eventId: string }[]> {
  return await db
    .select({ itemId: eventItems.itemId, eventId: eventItems.eventId })
    .from(eventItems)
    .where(sql`${eventItems.itemId} = any(${uuids(of.map((item) => item.itemId))})`)
}

/** Every item of the given events, with its event, in arrival order. */
export async function listMembers(
  db: Db,
  eventIds: readonly string[],
): Promise<(Member & { eventId: string; placedBy: string | null })[]> {
  if (eventIds.length === 0) return []
  return await db
    .select({ ...memberColumns, eventId: eventItems.eventId, placedBy: eventItems.placedBy })
    .from(eventItems)
    .innerJoin(items, eq(items.id, eventItems.itemId))
    .where(sql`${eventItems.eventId} = any(${uuids(eventIds)})`)
    .orderBy(asc(eventItems.seq))
}

/** Items in the shard's events with an arrival number in (from, below), with their events. */
export async function listGroupedItems(
  db: Db,
  { tenantId, language }: ShardKey,
  from: number,
  below: number,
): Promise<(Member & { eventId: string })[]> {
  return await db
    .select({ ...memberColumns, eventId: eventItems.eventId })
    .from(items)
    .innerJoin(eventItems, eq(eventItems.itemId, items.id))
    .innerJoin(events, eq(events.id, eventItems.eventId))
    .where(and(eq(items.tenantId, tenantId), gt(items.seq, from), lt(items.seq, below), eq(events.language, language)))
    .orderBy(asc(items.seq))
}
