import { and, asc, desc, eq, gte, isNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { events } from '../db/schema/index.ts'

export type EventRow = typeof events.$inferSelect

export interface EventFilter {
  sort: 'rank' | 'recent'
  /** Words the event must contain, with the operators of web search engines. */
  words?: string
  momentum?: EventRow['momentumState']
  activity?: EventRow['activityState']
  epistemic?: EventRow['epistemicState']
  category?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
  language?: string
  /** Something new at or after; first seen at or before. */
  from?: Date
  to?: Date
  limit: number
  /** Only events that come after this one in the order asked for. */
  after?: { rank: number | null; lastUpdatedAt: Date; id: string }
}

/** Events of a tenant by rank (unranked ones last) or by their last news. Events that became part of another are left out. */
export async function listEvents(db: Db, tenantId: string, filter: EventFilter): Promise<EventRow[]> {
  const order =
    filter.sort === 'rank' ? [asc(events.rank), desc(events.id)] : [desc(events.lastUpdatedAt), desc(events.id)]
  return db
    .select()
    .from(events)
    .where(
      and(
        eq(events.tenantId, tenantId),
        isNull(events.mergedInto),
        filter.after && comesAfter(filter.sort, filter.after),
        filter.momentum && eq(events.momentumState, filter.momentum),
        filter.activity && eq(events.activityState, filter.activity),
        filter.epistemic && eq(events.epistemicState, filter.epistemic),
        filter.category ? sql`${filter.category} = any(${events.categories})` : undefined,
        filter.country ? sql`${filter.country} = any(${events.countries})` : undefined,
        filter.language ? eq(events.language, filter.language) : undefined,
        filter.from && gte(events.lastUpdatedAt, filter.from),
        filter.to && lte(events.firstSeenAt, filter.to),
        filter.words ? sql`${events.fts} @@ websearch_to_tsquery('simple', ${filter.words})` : undefined,
      ),
    )
    .orderBy(...order)
    .limit(filter.limit)
}

function comesAfter(sort: EventFilter['sort'], after: NonNullable<EventFilter['after']>): SQL {
  if (sort === 'recent')
    return sql`(${events.lastUpdatedAt}, ${events.id}) < (${after.lastUpdatedAt.toISOString()}::timestamptz, ${after.id}::uuid)`
  if (after.rank === null) return sql`${events.rank} is null and ${events.id} < ${after.id}::uuid`
  return sql`(${events.rank} > ${after.rank} or ${events.rank} is null or (${events.rank} = ${after.rank} and ${events.id} < ${after.id}::uuid))`
}
