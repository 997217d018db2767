import type { Db } from '../../src/db/client.ts'
import {
  displayProbability,
  explainTrend,
  gradeTrends,
  listTrendRows,
  loadRecord,
  seenCurve,
  type TrackRecord,
} from '../../src/trends/index.ts'
import type { DefinitionSet, ReplayedItems } from './replay.ts'

const hourMs = 3_600_000
const dayHours = 24
const linesQuoted = 3

/** The largest move of a trend within a day, as it was seen then, and what it rested on. */
export interface Move {
  trend: string
  from: Date
  to: Date
  probabilityFrom: number
  probabilityTo: number
  causes: { label: string; signals: string[]; deltaProbability: number }[]
  /** Everything else, fading included. */
  rest: { count: number; deltaProbability: number }
}

/** One trend over the replayed time, as it was seen at each instant. */
export interface TrendRun {
  trend: string
  /** Pieces of evidence that held at the end, and those restated or withdrawn on the way. */
  evidence: number
  restated: number
  start: number
  low: { probability: number; at: Date }
  high: { probability: number; at: Date }
  end: number
  largestMove: Move | null
  /** One point a day. */
  curve: { at: Date; probability: number }[]
}

export interface SetReport {
  name: string
  trends: TrendRun[]
  record: TrackRecord
}

/** What a backtest found. Without clock times of its own: the same input gives the same report. */
export interface Backtest {
  from: Date
  to: Date
  items: ReplayedItems
  /** Files and lines of the recording that were left out. */
  problems: string[]
  sets: SetReport[]
}

/** What a set of definitions made of the replayed items. */
export async function reportOn(
  db: Db,
  { tenantId, name }: DefinitionSet,
  { from, to }: { from: Date; to: Date },
): Promise<SetReport> {
  const rows = await listTrendRows(db, tenantId)
  const runs: TrendRun[] = []
  for (const { trend } of [...rows].sort((a, b) => (a.trend.slug < b.trend.slug ? -1 : 1)))
    runs.push(await runOf(db, trend, from, to))
  return { name, trends: runs, record: await gradeTrends(db, tenantId) }
}

async function runOf(db: Db, trend: { id: string; slug: string }, from: Date, to: Date): Promise<TrendRun> {
  const record = await loadRecord(db, trend.id)
  const instants: Date[] = []
  for (let atMs = from.getTime(); atMs <= to.getTime(); atMs += hourMs) instants.push(new Date(atMs))
  const points = seenCurve(record, instants).map((logOdds, i) => ({
    at: instants[i] as Date,
    probability: displayProbability(logOdds),
  }))
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) throw new Error(`the time to replay ends before it begins`)
  const evidence = record.contributions.filter((row) => row.kind === 'evidence')
  const held = evidence.filter((row) => row.retractedAt === null).length
  return {
    trend: trend.slug,
    evidence: held,
    restated: evidence.length - held,
    start: first.probability,
    low: points.reduce((low, point) => (point.probability < low.probability ? point : low)),
    high: points.reduce((high, point) => (point.probability > high.probability ? point : high)),
    end: last.probability,
    largestMove: await largestMove(db, trend, points),
    curve: points.filter((_, i) => i % dayHours === 0),
  }
}

async function largestMove(
  db: Db,
  trend: { id: string; slug: string },
  points: readonly { at: Date; probability: number }[],
): Promise<Move | null> {
  let at = -1
  let most = 0
  for (let i = dayHours; i < points.length; i += 1) {
    const moved = Math.abs(points[i]!.probability - points[i - dayHours]!.probability)
    if (moved > most) [at, most] = [i, moved]
  }
  if (at < 0) return null
  const [start, end] = [points[at - dayHours]!, points[at]!]
  const { groups } = await explainTrend(db, trend.id, {
    ...{ from: start.at, to: end.at, asSeen: true },
    ...{ by: 'event', limit: linesQuoted },
  })
  return {
    trend: trend.slug,
    from: start.at,
    to: end.at,
    probabilityFrom: start.probability,
    probabilityTo: end.probability,
    causes: (groups?.shown ?? []).map(({ label, signals, deltaProbability }) => ({ label, signals, deltaProbability })),
    rest: { count: groups?.rest.count ?? 0, deltaProbability: groups?.rest.deltaProbability ?? 0 },
  }
}
