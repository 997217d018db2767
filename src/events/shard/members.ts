import { and, asc, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventItems, items } from '../../db/schema/index.ts'
import { BODY_CHARACTERS } from '../engine/document.ts'
import type { Member } from '../member.ts'
import { firstOpen } from './due.ts'
import type { ShardKey } from './shard.ts'

const shardLanguage = sql<string>`coalesce(${items.language}, 'und')`

/** Item columns as a Member; the item's own time never lies after the moment it was read. */
export const memberColumns = {
  itemId: items.id,
  seq: items.seq,
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
export async function listNextItems(
  db: Db,
  { tenantId, language }: ShardKey,
  afterSeq: number,
  limit: number,
): Promise<Member[]> {
  return await db
    .select(memberColumns)
    .from(items)
    .where(
      and(
        eq(items.tenantId, tenantId),
        gt(items.seq, afterSeq),
        sql`${items.seq} < ${firstOpen(tenantId)}`,
        eq(items.processingStatus, 'classified'),
        sql`${shardLanguage} = ${language}`,
      ),
    )
    .orderBy(asc(items.seq))
    .limit(limit)
}

/** Items at or before the cursor that are in no event: normalised late, after an error was cured. */
export async function listLateItems(
  db: Db,
  { tenantId, language }: ShardKey,
  from: number,
  to: number,
): Promise<Member[]> {
  return await db
    .select(memberColumns)
    .from(items)
    .leftJoin(eventItems, eq(eventItems.itemId, items.id))
    .where(
      and(
        eq(items.tenantId, tenantId),
        gt(items.seq, from),
        lte(items.seq, to),
        eq(items.processingStatus, 'classified'),
        sql`${shardLanguage} = ${language}`,
        sql`${eventItems.itemId} is null`,
      ),
    )
    .orderBy(asc(items.seq))
}

/** Events with an item that was edited or deleted since it was grouped, and those items. */
export async function listChangedMembers(
  db: Db,
  { tenantId, language }: ShardKey,
  from: number,
): Promise<{ itemId: string; eventId: string }[]> {
  return await db
    .select({ itemId: eventItems.itemId, eventId: eventItems.eventId })
    .from(items)
    .innerJoin(eventItems, eq(eventItems.itemId, items.id))
    .where(
      and(
        eq(items.tenantId, tenantId),
        gt(items.seq, from),
        eq(items.processingStatus, 'classified'),
        sql`${shardLanguage} = ${language}`,
        sql`(${items.revisedAt} > ${eventItems.addedAt} or ${items.deletedAt} > ${eventItems.addedAt})`,
      ),
    )
    .orderBy(asc(items.seq))
}

/** Every item of the given events, with its event, in arrival order. */
export async function listMembers(db: Db, eventIds: readonly string[]): Promise<(Member & { eventId: string })[]> {
  if (eventIds.length === 0) return []
  return await db
    .select({ ...memberColumns, eventId: eventItems.eventId })
    .from(eventItems)
    .innerJoin(items, eq(items.id, eventItems.itemId))
    .where(inArray(eventItems.eventId, [...eventIds]))
    .orderBy(asc(eventItems.seq))
}

/** Grouped items of the shard with an arrival number in (from, below), with their events. */
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
    .where(
      and(eq(items.tenantId, tenantId), gt(items.seq, from), lt(items.seq, below), sql`${shardLanguage} = ${language}`),
    )
    .orderBy(asc(items.seq))
}
