import { asc, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendDefinitions, trends } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import { displayProbability } from './log-odds.ts'
import { bandAround, directionOf, levelOf } from './standing.ts'
import type { Standing } from './standing-at.ts'
import { dayMs } from './value.ts'
import { valueQuery } from './value-sql.ts'

/** Trends of a tenant with their current definitions, active ones first, by name. */
export const listTrendRows = (db: Db, tenantId: string) =>
  db
    .select({ trend: trends, definition: trendDefinitions })
    .from(trends)
    .innerJoin(trendDefinitions, eq(trendDefinitions.id, trends.currentDefinitionId))
    .where(eq(trends.tenantId, tenantId))
    .orderBy(desc(trends.isActive), asc(trends.name), asc(trends.id))

export type TrendWithDefinition = Awaited<ReturnType<typeof listTrendRows>>[number]

/** A trend's standing with how much it rests on. */
export interface CountedStanding extends Standing {
  change7d: number
  evidenceCount: number
  lastEvidenceAt: Date | null
  snapshotCount: number
}

interface StandingRow extends Record<string, unknown> {
  trend_id: string
  version: number
  log_odds: number
  week_ago: number
  evidence: number
  evidence_30d: number
  corroboration: number | null
  events_24h: number
  latest: string | null
  blind_since: string | null
  snapshots: number
}

/** Standings of many trends at `now`, as known now, in one query: what `standingAt` answers for one, worked out by the database. */
export async function listStandings(
  db: Db,
  trendIds: readonly string[],
  now: Date,
): Promise<Map<string, CountedStanding>> {
  if (trendIds.length === 0) return new Map()
  const at = sql`${now.toISOString()}::timestamptz`
  const ids = uuids(trendIds)
  const rows = await db.execute<StandingRow>(sql`
    with standing as (${valueQuery({ trendIds, at: now })}),
    earlier as (${valueQuery({ trendIds, at: new Date(now.getTime() - 7 * dayMs) })}),
    ground as (
      select trend_id, count(*)::int as evidence,
        count(*) filter (where effective_at > ${at} - interval '30 days')::int as evidence_30d,
        avg(corroboration) filter (where effective_at > ${at} - interval '30 days') as corroboration,
        count(distinct event_id) filter (where effective_at > ${at} - interval '24 hours')::int as events_24h,
        max(effective_at) as latest
      from trend_evidence
      where trend_id = any(${ids}) and effective_at <= ${at} and retracted_at is null
      group by trend_id
    ), blind as (
      select trend_id, min(started_at) as since from trend_blind_spans
      where trend_id = any(${ids}) and started_at <= ${at} and (ended_at is null or ended_at > ${at})
      group by trend_id
    ), taken as (
      select trend_id, count(*)::int as snapshots from trend_snapshots where trend_id = any(${ids}) group by trend_id
    )
    select standing.trend_id, standing.version, standing.log_odds, earlier.log_odds as week_ago,
      coalesce(evidence, 0) as evidence, coalesce(evidence_30d, 0) as evidence_30d, corroboration,
      coalesce(events_24h, 0) as events_24h, latest, blind.since as blind_since, coalesce(snapshots, 0) as snapshots
    from standing join earlier using (trend_id)
    left join ground using (trend_id) left join blind using (trend_id) left join taken using (trend_id)`)
  return new Map(rows.map((row) => [row.trend_id, standingOf(row, now)]))
}

function standingOf(row: StandingRow, now: Date): CountedStanding {
  const logOdds = Number(row.log_odds)
  const probability = displayProbability(logOdds)
  const weekAgo = displayProbability(Number(row.week_ago))
  const latest = row.latest === null ? null : new Date(row.latest)
  const blindSince = row.blind_since === null ? null : new Date(row.blind_since)
  const band = bandAround(probability, {
    evidence30d: row.evidence_30d,
    daysSinceEvidence: latest ? (now.getTime() - latest.getTime()) / dayMs : Number.POSITIVE_INFINITY,
    meanCorroboration: Number(row.corroboration ?? 0),
    isBlind: blindSince !== null,
  })
  return {
    at: now,
    logOdds,
    probability,
    bandLow: band.low,
    bandHigh: band.high,
    level: levelOf(probability),
    direction: directionOf(probability, weekAgo),
    change7d: probability - weekAgo,
    eventCount24h: row.events_24h,
    isBlind: blindSince !== null,
    blindSince,
    definitionVersion: row.version,
    evidenceCount: row.evidence,
    lastEvidenceAt: latest,
    snapshotCount: row.snapshots,
  }
}
