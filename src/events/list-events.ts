import {
  and,
  arrayContains,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNull,
  lte,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { events } from '../db/schema/index.ts'
import { textSearchConfig } from './save/text-search.ts'

export type EventRow = Omit<typeof events.$inferSelect, 'fts'>
type State<K extends 'momentumState' | 'activityState' | 'epistemicState'> = EventRow[K]

/** Which events to list, and from where on. All conditions must hold. */
export interface EventFilter {
  /** `rank`: by place, unranked ones last, newest first among equals. `recent`: newest news first. */
  sort: 'rank' | 'recent'
  limit: number
  /** Words as typed into a search box. */
  words?: string | undefined
  /** Any of these states. */
  momentum?: State<'momentumState'>[] | undefined
  activity?: State<'activityState'>[] | undefined
  epistemic?: State<'epistemicState'>[] | undefined
  category?: string | undefined
  /** ISO 3166-1 alpha-2 */
  country?: string | undefined
  /** Part of the name of a place its items name. */
  place?: string | undefined
  language?: string | undefined
  /** News at or after this; first seen at or before that. */
  from?: Date | undefined
  to?: Date | undefined
  /** The last row of the page before. */
  after?: { rank: number | null; lastUpdatedAt: Date; id: string } | undefined
}

const { fts: _fts, ...columns } = getTableColumns(events)
const UNRANKED = 2_147_483_647

/** A page of a tenant's events; those that became part of another are left out. */
export async function listEvents(db: Db, tenantId: string, filter: EventFilter): Promise<EventRow[]> {
  const place = sql<number>`coalesce(${events.rank}, ${UNRANKED}::int)`
  const order =
    filter.sort === 'rank'
      ? [asc(place), desc(events.lastUpdatedAt), desc(events.id)]
      : [desc(events.lastUpdatedAt), desc(events.id)]
  return await db
    .select(columns)
    .from(events)
    .where(
      and(eq(events.tenantId, tenantId), isNull(events.mergedInto), ...conditions(filter), afterRow(filter, place)),
    )
    .orderBy(...order)
    .limit(filter.limit)
}

function conditions(filter: EventFilter): (SQL | undefined)[] {
  const { words, momentum, activity, epistemic, category, country, language, from, to } = filter
  return [
    words ? matches(words, language) : undefined,
    momentum && inArray(events.momentumState, momentum),
    activity && inArray(events.activityState, activity),
    epistemic && inArray(events.epistemicState, epistemic),
    category ? arrayContains(events.categories, [category]) : undefined,
    country ? arrayContains(events.countries, [country.toUpperCase()]) : undefined,
    filter.place ? namesPlace(filter.place) : undefined,
    // an event told in several languages stands once in a list of all of them
    language ? eq(events.language, language) : isNull(events.sameAs),
    from && gte(events.lastUpdatedAt, from),
    to && lte(events.firstSeenAt, to),
  ]
}

/** Words stemmed the English way and the way of the language asked for, and as they stand. */
function matches(words: string, language: string | undefined): SQL {
  const configs = [...new Set(['english', 'simple', textSearchConfig(language ?? 'und')])]
  const queries = configs.map((config) => sql`${events.fts} @@ websearch_to_tsquery(${config}::regconfig, ${words})`)
  return sql`(${sql.join(queries, sql` or `)})`
}

function namesPlace(name: string): SQL {
  return sql`exists (
    select 1 from jsonb_array_elements(coalesce(${events.facts} -> 'where', '[]'::jsonb)) w
    where position(lower(${name}) in lower(w ->> 'name')) > 0
  )`
}

function afterRow({ sort, after }: EventFilter, place: SQL<number>): SQL | undefined {
  if (!after) return undefined
  const at = after.lastUpdatedAt.toISOString()
  const older = sql`(${events.lastUpdatedAt}, ${events.id}) < (${at}::timestamptz, ${after.id}::uuid)`
  if (sort === 'recent') return older
  const rank = after.rank ?? UNRANKED
  return or(gt(place, rank), and(eq(place, rank), older))
}
