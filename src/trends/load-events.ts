import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { eventItems, events, items, type SourceGroup, sources } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import { independentGroups, type Report } from './independence.ts'
import type { MatchText } from './match-types.ts'

/** An item of an event, as the matcher and as the count of independent sources see it. `publishedAt` is never in the future of its arrival. */
export type EventItem = MatchText & Report & { externalId: string }

export interface ScoringEvent {
  id: string
  version: number
  scoredVersion: number
  contradictions: number
  /** Why the event is evidence of nothing, null when it stands. */
  goneReason: string | null
  /** Earliest first, at most 300. */
  items: EventItem[]
  /** Independent groups among all items. */
  groups: SourceGroup[]
}

/** Later items of a very large event no longer tell anything new about what happened. */
const itemsPerEvent = 300
const textLength = 20_000
/** As much as the count of independent sources reads, to see whom a report cites. */
const citationLength = 2_000

/** The events with everything scoring reads of them; events that do not exist are left out. */
export async function loadScoringEvents(
  db: Db,
  tenantId: string,
  eventIds: readonly string[],
): Promise<ScoringEvent[]> {
  if (eventIds.length === 0) return []
  const rows = await db
    .select({
      id: events.id,
      version: events.version,
      scoredVersion: events.scoredVersion,
      contradictions: events.contradictions,
      epistemicState: events.epistemicState,
      mergedInto: events.mergedInto,
      sameAs: events.sameAs,
    })
    .from(events)
    .where(and(eq(events.tenantId, tenantId), sql`${events.id} = any(${uuids(eventIds)})`))
  const standing = rows.filter((row) => goneReasonOf(row) === null).map((row) => row.id)
  const itemsOf = await loadItems(db, standing)
  return rows.map((row) => {
    const eventItems = itemsOf.get(row.id) ?? []
    return {
      id: row.id,
      version: row.version,
      scoredVersion: row.scoredVersion,
      contradictions: row.contradictions,
      goneReason: goneReasonOf(row) ?? (eventItems.length === 0 ? 'its event has no items left' : null),
      items: eventItems.slice(0, itemsPerEvent),
      groups: independentGroups(eventItems),
    }
  })
}

function goneReasonOf(row: {
  mergedInto: string | null
  sameAs: string | null
  epistemicState: string
}): string | null {
  if (row.mergedInto !== null) return `its event was merged into ${row.mergedInto}`
  if (row.sameAs !== null)
    return `its event is counted with event ${row.sameAs}, which tells the same in another language`
  return row.epistemicState === 'retracted' ? 'its event was retracted' : null
}

/** All items, earliest first; those past the first 300 with no more of their text than tells whom they cite. */
async function loadItems(db: Db, eventIds: readonly string[]): Promise<Map<string, EventItem[]>> {
  const found = new Map<string, EventItem[]>()
  if (eventIds.length === 0) return found
  // the same happening told in other languages
  const linked = await db
    .select({ id: events.id, sameAs: events.sameAs })
    .from(events)
    .where(and(sql`${events.sameAs} = any(${uuids(eventIds)})`, isNull(events.mergedInto)))
  const leaders = new Map(linked.map(({ id, sameAs }) => [id, sameAs ?? id]))
  // An item dated after its own arrival cannot have happened later than that.
  const publishedAt =
    sql<Date>`least(coalesce(${items.publishedAt}, ${items.ingestedAt}), ${items.ingestedAt})`.mapWith(items.ingestedAt)
  const place = sql`row_number() over (partition by ${eventItems.eventId} order by ${publishedAt}, ${items.contentHash}, ${items.externalId})`
  const rows = await db
    .select({
      eventId: eventItems.eventId,
      itemId: items.id,
      externalId: items.externalId,
      title: items.title,
      text: sql<string>`left(${items.text}, case when ${place} <= ${itemsPerEvent}::int then ${textLength}::int else ${citationLength}::int end)`,
      publishedAt,
      language: items.language,
      duplicateOf: items.duplicateOf,
      contentHash: items.contentHash,
      publisher: sql<string>`coalesce(${items.publisher}, ${sources.name}, ${items.sourceId}::text)`,
      owner: sql<string | null>`coalesce(${items.owner}, ${sources.owner})`,
      // A source that was removed meanwhile is believed like one nothing is known of.
      credibilityScore: sql<number>`coalesce(${sources.credibilityScore}, 0.5)`,
      tier: sql<Report['tier']>`coalesce(${sources.tier}, 'regional')`,
      reporting: sql<Report['reporting']>`coalesce(${sources.reporting}, 'unknown')`,
    })
    .from(eventItems)
    .innerJoin(items, eq(items.id, eventItems.itemId))
    .leftJoin(sources, eq(sources.id, items.sourceId))
    .where(
      and(
        sql`${eventItems.eventId} = any(${uuids([...eventIds, ...leaders.keys()])})`,
        sql`${items.deletedAt} is null`,
        sql`${items.retractedAt} is null`,
        sql`${items.processingStatus} <> 'error'`,
      ),
    )
    .orderBy(eventItems.eventId, publishedAt, items.contentHash, items.externalId)
  for (const { eventId: heldBy, ...item } of rows) {
    const eventId = leaders.get(heldBy) ?? heldBy
    const list = found.get(eventId)
    if (list === undefined) found.set(eventId, [item])
    else list.push(item)
  }
  if (leaders.size > 0)
    for (const list of found.values()) list.sort((a, b) => a.publishedAt.getTime() - b.publishedAt.getTime())
  return found
}
