import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import type { events } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import { type AlertRule, dayMs, logOddsOf, type TrendDefinition, trendDefinition } from '../trends/index.ts'

/** A trend as far as alert rules look at it, as known now. */
export interface TrendView {
  trendId: string
  slug: string
  name: string
  definitionVersion: number
  rules: readonly AlertRule[]
  indicators: TrendDefinition['indicators']
  baselineLogOdds: number
  logOdds: number
  /** By how many hours before, for every move the rules ask about. */
  logOddsBefore: ReadonlyMap<number, number>
  blindSince: Date | null
  /** Days since each signal was last seen; missing = never. */
  daysSinceSeen: ReadonlyMap<string, number>
  /** Events that moved it and are viral now, or are spoken of by an open alert. */
  movingEvents: readonly MovingEvent[]
}

type MomentumState = (typeof events.$inferSelect)['momentumState']

interface MovingEvent {
  id: string
  headline: string
  momentum: MomentumState
}

const hourMs = 3_600_000

/** Views of the tenant's active trends that have alert rules or open alerts: the given ones, or all. */
export async function loadTrendViews(
  db: Db,
  { tenantId, trendIds, now }: { tenantId: string; trendIds?: readonly string[]; now: Date },
): Promise<TrendView[]> {
  const rows = await listRuledTrends(db, tenantId, trendIds)
  if (rows.length === 0) return []
  const having = (key: string) =>
    rows.filter(({ definition }) => definition.alerts.some((rule) => key in rule)).map((row) => row.trendId)
  const ids = rows.map((row) => row.trendId)
  const [values, before, blind, seen, moving] = await Promise.all([
    logOddsOf(db, { trendIds: ids, at: now }),
    loadEarlierValues(db, rows, now),
    loadBlindSince(db, having('blind'), now),
    loadDaysSinceSeen(db, having('tripwire'), now),
    loadMovingEvents(db, having('viral')),
  ])
  return rows.map(({ trendId, definition, ...row }) => ({
    ...row,
    trendId,
    rules: definition.alerts,
    indicators: definition.indicators,
    logOdds: values.get(trendId) ?? row.baselineLogOdds,
    logOddsBefore: before.get(trendId) ?? new Map(),
    blindSince: blind.get(trendId) ?? null,
    daysSinceSeen: seen.get(trendId) ?? new Map(),
    movingEvents: moving.get(trendId) ?? [],
  }))
}

interface RuledTrend {
  trendId: string
  slug: string
  name: string
  definitionVersion: number
  baselineLogOdds: number
  definition: TrendDefinition
}

async function listRuledTrends(db: Db, tenantId: string, trendIds?: readonly string[]): Promise<RuledTrend[]> {
  const rows = await db.execute<{
    id: string
    slug: string
    name: string
    version: number
    baseline: number
    definition: unknown
  }>(sql`
    select t.id, t.slug, t.name, d.version, d.baseline_log_odds as baseline, d.definition
    from trends t join trend_definitions d on d.id = t.current_definition_id
    where t.tenant_id = ${tenantId} and t.is_active
      ${trendIds === undefined ? sql`` : sql`and t.id = any(${uuids(trendIds)})`}
      and (jsonb_array_length(coalesce(d.definition -> 'alerts', '[]')) > 0
        or exists (select from alerts a where a.trend_id = t.id and a.cleared_at is null))
    order by t.id`)
  return rows.map((row) => ({
    trendId: row.id,
    slug: row.slug,
    name: row.name,
    definitionVersion: row.version,
    baselineLogOdds: row.baseline,
    definition: trendDefinition.parse(row.definition),
  }))
}

async function loadEarlierValues(
  db: Db,
  trends: readonly RuledTrend[],
  now: Date,
): Promise<Map<string, Map<number, number>>> {
  const byHours = new Map<number, string[]>()
  for (const { trendId, definition } of trends)
    for (const rule of definition.alerts)
      if ('moveOver' in rule) byHours.set(rule.withinHours, [...(byHours.get(rule.withinHours) ?? []), trendId])
  const found = new Map<string, Map<number, number>>()
  for (const [hours, trendIds] of byHours)
    for (const [trendId, value] of await logOddsOf(db, { trendIds, at: new Date(now.getTime() - hours * hourMs) }))
      found.set(trendId, (found.get(trendId) ?? new Map<number, number>()).set(hours, value))
  return found
}

async function loadBlindSince(db: Db, trendIds: readonly string[], now: Date): Promise<Map<string, Date>> {
  if (trendIds.length === 0) return new Map()
  const at = sql`${now.toISOString()}::timestamptz`
  const rows = await db.execute<{ trend_id: string; since: string }>(sql`
    select trend_id, min(started_at) as since from trend_blind_spans
    where trend_id = any(${uuids(trendIds)}) and started_at <= ${at} and (ended_at is null or ended_at > ${at})
    group by trend_id`)
  return new Map(rows.map((row) => [row.trend_id, new Date(row.since)]))
}

async function loadDaysSinceSeen(
  db: Db,
  trendIds: readonly string[],
  now: Date,
): Promise<Map<string, Map<string, number>>> {
  const found = new Map<string, Map<string, number>>()
  if (trendIds.length === 0) return found
  const rows = await db.execute<{ trend_id: string; signal: string; at: string }>(sql`
    select trend_id, signal, max(effective_at) as at from trend_evidence
    where trend_id = any(${uuids(trendIds)}) and retracted_at is null and effective_at <= ${now.toISOString()}::timestamptz
    group by trend_id, signal`)
  for (const row of rows) {
    const days = (now.getTime() - Date.parse(row.at)) / dayMs
    found.set(row.trend_id, (found.get(row.trend_id) ?? new Map<string, number>()).set(row.signal, days))
  }
  return found
}

async function loadMovingEvents(db: Db, trendIds: readonly string[]): Promise<Map<string, MovingEvent[]>> {
  const found = new Map<string, MovingEvent[]>()
  if (trendIds.length === 0) return found
  const rows = await db.execute<{ trend_id: string; id: string; headline: string; momentum: MomentumState }>(sql`
    select distinct e.trend_id, v.id, v.headline, v.momentum_state as momentum
    from events v join trend_evidence e on e.event_id = v.id
    where v.momentum_state = 'viral' and v.merged_into is null and v.activity_state <> 'closed'
      and e.trend_id = any(${uuids(trendIds)}) and e.retracted_at is null
    union
    select a.trend_id, v.id, v.headline, v.momentum_state
    from alerts a join events v on v.id = a.event_id
    where a.trend_id = any(${uuids(trendIds)}) and a.kind = 'viral' and a.cleared_at is null
    order by 1, 2`)
  for (const { trend_id, ...event } of rows) found.set(trend_id, [...(found.get(trend_id) ?? []), event])
  return found
}
