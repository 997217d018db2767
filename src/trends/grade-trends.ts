import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendOutcomes, trends } from '../db/schema/index.ts'
import { type Grade, type GradedForecast, grade } from './grading.ts'
import { loadRecord } from './load-record.ts'
import { displayProbability } from './log-odds.ts'
import { gradedOutcome, type OutcomeRow } from './outcomes.ts'
import { seenCurve } from './seen-curve.ts'
import { dayMs } from './value.ts'

const hourMs = 3_600_000
/** How far before the resolution single forecasts are graded, in days. */
const leadDays = [1, 7, 30] as const

/** One trend's question, how it came out and how well it was forecast. */
export interface GradedTrend {
  trendId: string
  slug: string
  name: string
  outcome: OutcomeRow['outcome']
  resolvedAt: Date
  note: string
  author: string
  /** The first definition's probability, which the forecasts are measured against. */
  baseline: number
  /** What was said so many days before the resolution; null when nothing was yet. */
  atLeadDays: { days: number; probability: number | null }[]
  /** Of every full hour before the resolution; null for outcomes that are not graded and trends made after they were resolved. */
  grade: Grade | null
}

/** How good a tenant's forecasts were. */
export interface TrackRecord {
  trends: GradedTrend[]
  /** Graded trends. */
  outcomes: number
  /** Every full hour from a trend's first definition to its resolution. */
  hourly: Grade
  /** One forecast per trend, so many days before its resolution. */
  atLeadDays: { days: number; grade: Grade }[]
}

/**
 * Grades the forecasts of every resolved trend of a tenant against always forecasting the trend's first baseline. A forecast is
 * what was said at the time: the value at an instant from what was known at that instant, never a curve rewritten later.
 */
export async function gradeTrends(
  db: Db,
  tenantId: string,
  options: { trendIds?: readonly string[] } = {},
): Promise<TrackRecord> {
  const all: Pair[] = []
  const atLead = new Map<number, Pair[]>(leadDays.map((days) => [days, []]))
  const graded: GradedTrend[] = []
  for (const { row, slug, name } of await listResolved(db, tenantId, options.trendIds)) {
    const { trendId, outcome: kind, resolvedAt, note, author } = row
    const record = await loadRecord(db, trendId)
    const first = record.definitions[0]
    const outcome = gradedOutcome(kind)
    const baseline = displayProbability(first?.baselineLogOdds ?? 0)
    const pair = (probability: number): Pair => [
      { probability, outcome: outcome ?? 0 },
      { probability: baseline, outcome: outcome ?? 0 },
    ]
    const said = (instants: readonly Date[]) => seenCurve(record, instants).map(displayProbability)
    const since = first?.recordedAt ?? resolvedAt
    const leads = leadDays.map((days) => {
      const at = new Date(resolvedAt.getTime() - days * dayMs)
      return { days, probability: at < since ? null : said([at])[0]! }
    })
    const own = outcome === null ? [] : said(fullHours(since, resolvedAt)).map(pair)
    all.push(...own)
    if (outcome !== null)
      for (const { days, probability } of leads) if (probability !== null) atLead.get(days)?.push(pair(probability))
    graded.push({
      ...{ trendId, slug, name, outcome: kind, resolvedAt, note, author, baseline },
      atLeadDays: leads,
      grade: own.length === 0 ? null : gradeOf(own, 1),
    })
  }
  const outcomes = graded.filter((row) => row.grade !== null).length
  return {
    trends: graded,
    outcomes,
    hourly: gradeOf(all, outcomes),
    atLeadDays: [...atLead].map(([days, pairs]) => ({ days, grade: gradeOf(pairs, pairs.length) })),
  }
}

/** A forecast and the baseline's forecast of the same. */
type Pair = [GradedForecast, GradedForecast]

const gradeOf = (pairs: readonly Pair[], outcomes: number): Grade =>
  grade(
    pairs.map(([forecast]) => forecast),
    pairs.map(([, baseline]) => baseline),
    outcomes,
  )

function fullHours(since: Date, until: Date): Date[] {
  const hours: Date[] = []
  for (let atMs = Math.ceil(since.getTime() / hourMs) * hourMs; atMs < until.getTime(); atMs += hourMs)
    hours.push(new Date(atMs))
  return hours
}

/** Trends with their latest recorded outcome, by slug. */
async function listResolved(db: Db, tenantId: string, trendIds: readonly string[] | undefined) {
  const latest = db
    .selectDistinctOn([trendOutcomes.trendId])
    .from(trendOutcomes)
    .where(
      and(
        eq(trendOutcomes.tenantId, tenantId),
        trendIds === undefined ? undefined : inArray(trendOutcomes.trendId, [...trendIds]),
      ),
    )
    .orderBy(trendOutcomes.trendId, desc(trendOutcomes.recordedAt), desc(trendOutcomes.id))
    .as('latest')
  const rows = await db.select().from(latest).innerJoin(trends, eq(trends.id, latest.trendId)).orderBy(asc(trends.slug))
  return rows.map(({ latest: row, trends: { slug, name } }) => ({ row, slug, name }))
}
