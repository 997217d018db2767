import { and, asc, desc, eq, getTableColumns, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { eventItems, eventLineage, events, items, sources, trendEvidence, trends } from '../db/schema/index.ts'
import { NotFoundError } from '../errors.ts'
import { listToldTogether } from './change/link-languages.ts'
import type { EventRow } from './list-events.ts'

/** One event. Throws NotFoundError. */
export async function getEvent(db: Db, tenantId: string, eventId: string): Promise<EventRow> {
  const [event] = await db
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), eq(events.id, eventId)))
    .limit(1)
  if (!event) throw new NotFoundError(`There is no event ${eventId}`)
  return event
}

/** The same happening told in other languages, oldest first. */
export async function listTwins(db: Db, event: EventRow): Promise<EventRow[]> {
  const others = (await listToldTogether(db, [event.id])).get(event.id) ?? []
  const { fts: _, ...columns } = getTableColumns(events)
  return others.length === 0
    ? []
    : await db.select(columns).from(events).where(inArray(events.id, others)).orderBy(asc(events.firstSeenAt))
}

/** The items of an event in order of arrival, from after `afterSeq` on. */
export function listItemsOfEvent(
  db: Db,
  tenantId: string,
  eventId: string,
  page: { limit: number; afterSeq?: number },
) {
  return db
    .select({
      id: items.id,
      seq: eventItems.seq,
      title: items.title,
      url: items.url,
      sourceId: items.sourceId,
      sourceName: sql<string>`coalesce(${sources.name}, '')`,
      publisher: items.publisher,
      owner: items.owner,
      publishedAt: items.publishedAt,
      excerpt: sql<string>`left(${items.text}, 300)`,
      duplicateOf: items.duplicateOf,
      score: eventItems.score,
    })
    .from(eventItems)
    .innerJoin(items, eq(items.id, eventItems.itemId))
    .leftJoin(sources, eq(sources.id, items.sourceId))
    .where(
      and(
        eq(eventItems.tenantId, tenantId),
        eq(eventItems.eventId, eventId),
        page.afterSeq === undefined ? undefined : gt(eventItems.seq, page.afterSeq),
      ),
    )
    .orderBy(asc(eventItems.seq))
    .limit(page.limit)
}

export type ItemOfEvent = Awaited<ReturnType<typeof listItemsOfEvent>>[number]

/** What an event has moved: its active evidence with the trends it counts for, strongest first. */
export const listEvidenceOfEvent = (db: Db, tenantId: string, eventId: string) =>
  db
    .select({
      id: trendEvidence.id,
      trendSlug: trends.slug,
      trendName: trends.name,
      signal: trendEvidence.signal,
      delta: trendEvidence.delta,
      effectiveAt: trendEvidence.effectiveAt,
    })
    .from(trendEvidence)
    .innerJoin(trends, eq(trends.id, trendEvidence.trendId))
    .where(
      and(eq(trendEvidence.tenantId, tenantId), eq(trendEvidence.eventId, eventId), isNull(trendEvidence.retractedAt)),
    )
    .orderBy(desc(sql`abs(${trendEvidence.delta})`), asc(trendEvidence.id))

/** Merges, splits and moves an event took part in, newest first. */
export const listLineage = (db: Db, tenantId: string, eventId: string) =>
  db
    .select()
    .from(eventLineage)
    .where(
      and(
        eq(eventLineage.tenantId, tenantId),
        or(eq(eventLineage.fromEventId, eventId), eq(eventLineage.toEventId, eventId)),
      ),
    )
    .orderBy(desc(eventLineage.at))
    .limit(200)
