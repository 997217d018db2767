import { desc, eq } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendOutcomes, trends } from '../db/schema/index.ts'
import {
  asKnownAt,
  dayMs,
  displayProbability,
  type Grade,
  type GradedForecast,
  grade,
  gradedOutcome,
  loadRecord,
  logOddsAt,
  type OutcomeRow,
} from '../trends/index.ts'
import { listSnapshots } from './list-snapshots.ts'

/** How far before the resolution single forecasts are graded, in days. */
const leadDays = [1, 7, 30] as const

interface TrendGrades {
  /** Resolved trends graded. */
  outcomes: { slug: string; outcome: OutcomeRow['outcome']; resolvedAt: Date; brier: number | null }[]
  /** Every hourly snapshot before its trend's resolution. */
  snapshots: Grade
  /** What was said so many days before, from what was known then. */
  atLeadDays: { days: number; grade: Grade }[]
}

/** Grades the forecasts of every resolved trend of a tenant, against always forecasting the trend's first baseline. */
export async function gradeTrends(db: Db, tenantId: string): Promise<TrendGrades> {
  const resolved = await listResolved(db, tenantId)
  const all: Pair[] = []
  const atLead = new Map<number, Pair[]>(leadDays.map((days) => [days, []]))
  const outcomes: TrendGrades['outcomes'] = []
  for (const { trendId, slug, row, outcome } of resolved) {
    const record = await loadRecord(db, trendId)
    const baseline = displayProbability(record.definitions[0]?.baselineLogOdds ?? 0)
    const pair = (probability: number): Pair => [
      { probability, outcome },
      { probability: baseline, outcome },
    ]
    const rows = await listSnapshots(db, trendId, { from: new Date(0), to: row.resolvedAt, bucketHours: 1 })
    const own = rows
      .filter((snapshot) => snapshot.timestamp < row.resolvedAt)
      .map(({ probability }) => pair(probability))
    all.push(...own)
    for (const [days, pairs] of atLead) {
      const at = new Date(row.resolvedAt.getTime() - days * dayMs)
      if (rows[0] === undefined || at < rows[0].timestamp) continue
      pairs.push(pair(displayProbability(logOddsAt(asKnownAt(record, at), at))))
    }
    const brier = own.length === 0 ? null : gradeOf(own, resolved.length).brier
    outcomes.push({ slug, outcome: row.outcome, resolvedAt: row.resolvedAt, brier })
  }
  return {
    outcomes,
    snapshots: gradeOf(all, resolved.length),
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

/** Trends whose latest outcome can be graded. */
async function listResolved(db: Db, tenantId: string) {
  const rows = await db
    .selectDistinctOn([trendOutcomes.trendId], { row: trendOutcomes, slug: trends.slug })
    .from(trendOutcomes)
    .innerJoin(trends, eq(trends.id, trendOutcomes.trendId))
    .where(eq(trendOutcomes.tenantId, tenantId))
    .orderBy(trendOutcomes.trendId, desc(trendOutcomes.recordedAt), desc(trendOutcomes.id))
  return rows.flatMap(({ row, slug }) => {
    const outcome = gradedOutcome(row.outcome)
    return outcome === null ? [] : [{ trendId: row.trendId, slug, row, outcome }]
  })
}
