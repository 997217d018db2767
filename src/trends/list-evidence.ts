import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { eventItems, eventLineage, events, items, sources, trendEvidence, trends } from '../db/schema/index.ts'
import { InputError } from '../errors.ts'
import { trendDefinition } from './definition.ts'
import { listDefinitions } from './find-trend.ts'

export type EvidenceRow = typeof trendEvidence.$inferSelect

export interface EvidenceFilter {
  signal?: string
  status: 'active' | 'retracted' | 'all'
  /** Effective at or after, at or before. */
  from?: Date
  to?: Date
  limit: number
  /** Only evidence that comes after this in the list. */
  after?: { effectiveAt: Date; id: string }
}

/** Evidence of a trend by when it happened, newest first. Throws InputError for a signal that no version of its definition has. */
export async function listEvidence(db: Db, trendId: string, filter: EvidenceFilter): Promise<EvidenceRow[]> {
  const { after } = filter
  const byStatus = {
    active: isNull(trendEvidence.retractedAt),
    retracted: isNotNull(trendEvidence.retractedAt),
    all: undefined,
  }
  const rows = await db
    .select()
    .from(trendEvidence)
    .where(
      and(
        eq(trendEvidence.trendId, trendId),
        byStatus[filter.status],
        filter.signal ? eq(trendEvidence.signal, filter.signal) : undefined,
        filter.from && gte(trendEvidence.effectiveAt, filter.from),
        filter.to && lte(trendEvidence.effectiveAt, filter.to),
        after &&
          sql`(${trendEvidence.effectiveAt}, ${trendEvidence.id}) < (${after.effectiveAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(trendEvidence.effectiveAt), desc(trendEvidence.id))
    .limit(filter.limit)
  if (rows.length === 0 && filter.signal) await expectSignal(db, trendId, filter.signal)
  return rows
}

async function expectSignal(db: Db, trendId: string, signal: string): Promise<void> {
  const versions = await listDefinitions(db, trendId)
  const known = new Set(
    versions.flatMap((row) => trendDefinition.parse(row.definition).indicators.map(({ signal }) => signal)),
  )
  if (known.has(signal)) return
  throw new InputError(`The trend has no signal "${signal}".`, [
    { field: 'signal', message: `must be one of ${[...known].join(', ')}` },
  ])
}

/** The events and items that rows of evidence rest on, by id; one query each however many rows there are. */
export async function loadGrounds(db: Db, rows: readonly Pick<EvidenceRow, 'eventId' | 'itemIds'>[]) {
  const [eventRows, itemRows] = await Promise.all([
    listEventHeads(db, [...new Set(rows.map((row) => row.eventId))]),
    listItemHeads(db, [...new Set(rows.flatMap((row) => row.itemIds))]),
  ])
  return {
    events: new Map(eventRows.map((row) => [row.id, row])),
    items: new Map(itemRows.map((row) => [row.id, row])),
  }
}

/** Headline and size of events by id. */
async function listEventHeads(db: Db, ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .select({
      id: events.id,
      headline: events.headline,
      itemCount: events.itemCount,
      independentSourceCount: events.independentSourceCount,
      firstSeenAt: events.firstSeenAt,
      lastUpdatedAt: events.lastUpdatedAt,
    })
    .from(events)
    .where(inArray(events.id, [...ids]))
}

async function listItemHeads(db: Db, ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .select({
      id: items.id,
      title: items.title,
      url: items.url,
      sourceId: items.sourceId,
      sourceName: sql<string>`coalesce(${sources.name}, '')`,
      publisher: items.publisher,
      publishedAt: items.publishedAt,
    })
    .from(items)
    .leftJoin(sources, eq(sources.id, items.sourceId))
    .where(inArray(items.id, [...ids]))
    .orderBy(asc(items.seq))
}

/** Evidence an item gave, what was taken back included, through the event it is in and those it was taken out of; newest first. */
export const listEvidenceOfItem = (db: Db, tenantId: string, itemId: string) =>
  db
    .select({
      id: trendEvidence.id,
      trendSlug: trends.slug,
      trendName: trends.name,
      signal: trendEvidence.signal,
      delta: trendEvidence.delta,
      effectiveAt: trendEvidence.effectiveAt,
      retractedAt: trendEvidence.retractedAt,
      retractionReason: trendEvidence.retractionReason,
    })
    .from(trendEvidence)
    .innerJoin(trends, eq(trends.id, trendEvidence.trendId))
    .where(
      and(
        eq(trendEvidence.tenantId, tenantId),
        sql`${itemId} = any(${trendEvidence.itemIds})`,
        // Events are indexed, the items of evidence are not.
        sql`${trendEvidence.eventId} in (
          with current as (select event_id from ${eventItems} where item_id = ${itemId})
          select event_id from current
          union select moved.from_event_id from ${eventLineage} moved join current on moved.to_event_id = current.event_id)`,
      ),
    )
    .orderBy(desc(trendEvidence.effectiveAt), desc(trendEvidence.recordedAt))
    .limit(100)

/** Job and event headline of evidence by id: what the lines of an explanation are labelled with. */
export async function listEvidenceLabels(db: Db, evidenceIds: readonly string[]) {
  if (evidenceIds.length === 0) return []
  return db
    .select({ id: trendEvidence.id, jobId: trendEvidence.jobId, headline: events.headline })
    .from(trendEvidence)
    .leftJoin(events, eq(events.id, trendEvidence.eventId))
    .where(inArray(trendEvidence.id, [...evidenceIds]))
}

/** The factors a piece of evidence's delta is the product of, beside its direction, and the contradictions behind its corroboration. */
export const factorsOf = (row: EvidenceRow) => ({
  weight: row.weight,
  severity: row.severity,
  confidence: row.confidence,
  credibility: row.credibility,
  corroboration: row.corroboration,
  novelty: row.novelty,
  ownerCap: row.ownerCap,
  contradictions: row.contradictions,
})
