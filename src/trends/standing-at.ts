import type { TrendDirection, TrendLevel } from '../db/schema/index.ts'
import { definitionAt, type TrendHistory } from './history.ts'
import { displayProbability } from './log-odds.ts'
import { bandAround, directionOf, levelOf } from './standing.ts'
import { trendClock } from './trend-clock.ts'
import { dayMs, logOddsAt } from './value.ts'

/** A trend at an instant as people are shown it. `probability` is the displayed one, 0.001..0.999. */
export interface Standing {
  at: Date
  logOdds: number
  probability: number
  bandLow: number
  bandHigh: number
  level: TrendLevel
  direction: TrendDirection
  /** Different events that moved the trend in the 24 h before. */
  eventCount24h: number
  isBlind: boolean
  /** Start of the blind span `at` lies in. */
  blindSince: Date | null
  definitionVersion: number
}

/** Value, band, level and direction of a trend at any instant, straight from the closed form. */
export function standingAt(history: TrendHistory, at: Date): Standing {
  const clock = trendClock(history.blindSpans)
  const atMs = at.getTime()
  const logOdds = logOddsAt(history, at, clock)
  const weekAgo = logOddsAt(history, new Date(atMs - 7 * dayMs), clock)
  const probability = displayProbability(logOdds)
  const evidence = history.contributions.filter((row) => row.kind === 'evidence' && row.effectiveAt <= at)
  const within = (days: number) => evidence.filter((row) => row.effectiveAt.getTime() > atMs - days * dayMs)
  const month = within(30)
  const latestMs = evidence.reduce(
    (latest, row) => Math.max(latest, row.effectiveAt.getTime()),
    Number.NEGATIVE_INFINITY,
  )
  const isBlind = clock.isBlindAt(atMs)
  const band = bandAround(probability, {
    evidence30d: month.length,
    daysSinceEvidence: (atMs - latestMs) / dayMs,
    meanCorroboration:
      month.length === 0 ? 0 : month.reduce((sum, row) => sum + (row.corroboration ?? 0), 0) / month.length,
    isBlind,
  })
  const blindSince = history.blindSpans
    .filter((span) => span.startedAt <= at && (span.endedAt === null || span.endedAt > at))
    .reduce<Date | null>((first, span) => (first === null || span.startedAt < first ? span.startedAt : first), null)
  return {
    at,
    logOdds,
    probability,
    bandLow: band.low,
    bandHigh: band.high,
    level: levelOf(probability),
    direction: directionOf(probability, displayProbability(weekAgo)),
    eventCount24h: new Set(within(1).map((row) => row.eventId)).size,
    isBlind,
    blindSince,
    definitionVersion: definitionAt(history.definitions, at).version,
  }
}
