import type { TrendDirection, TrendLevel } from '../db/schema/index.ts'

/** Level of a probability: below .10 low, .25 guarded, .50 elevated, .75 high, else severe. */
export function levelOf(probability: number): TrendLevel {
  if (probability < 0.1) return 'low'
  if (probability < 0.25) return 'guarded'
  if (probability < 0.5) return 'elevated'
  return probability < 0.75 ? 'high' : 'severe'
}

/** Direction over seven days: a move of .01 is rising or falling, of .05 fast. */
export function directionOf(probability: number, probabilityWeekAgo: number): TrendDirection {
  const move = probability - probabilityWeekAgo
  if (Math.abs(move) < 0.01) return 'stable'
  if (move > 0) return move >= 0.05 ? 'rising_fast' : 'rising'
  return move <= -0.05 ? 'falling_fast' : 'falling'
}

/** What the width of the band rests on. Means over the 30 days before; `daysSinceEvidence` is infinite when there is none. */
export interface BandGround {
  evidence30d: number
  daysSinceEvidence: number
  meanCorroboration: number
  isBlind: boolean
}

/** Half-width of the uncertainty band, in probability: wider with little, old or thinly corroborated evidence, ×1.5 while blind. */
export function bandHalfWidth(ground: BandGround): number {
  const amount = Math.max(0.3, 1 - ground.evidence30d / 50)
  const age = Math.min(2, 1 + ground.daysSinceEvidence / 30)
  const support = Math.max(0.5, 1.5 - ground.meanCorroboration)
  return 0.15 * amount * age * support * (ground.isBlind ? 1.5 : 1)
}

/** The band around a probability, within what people are shown: 0.001..0.999. */
export function bandAround(probability: number, ground: BandGround): { low: number; high: number } {
  const half = bandHalfWidth(ground)
  return { low: Math.max(0.001, probability - half), high: Math.min(0.999, probability + half) }
}
