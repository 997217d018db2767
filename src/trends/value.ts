import { type Contribution, definitionAt, type TrendHistory } from './history.ts'
import { type TrendClock, trendClock } from './trend-clock.ts'

export const dayMs = 86_400_000

/** What is left of a contribution at `atMs`, log-odds: Δ · 2^(−(τ(t) − τ(tᵢ)) / H), nothing before it happened. */
export function contributionAt(contribution: Contribution, clock: TrendClock, atMs: number): number {
  const happenedMs = contribution.effectiveAt.getTime()
  if (happenedMs > atMs) return 0
  const ageDays = (clock.tau(atMs) - clock.tau(happenedMs)) / dayMs
  return contribution.delta * 2 ** (-ageDays / contribution.halfLifeDays)
}

/** Baseline log-odds of the version in force at `at`. */
export function baselineAt(history: Pick<TrendHistory, 'definitions'>, at: Date): number {
  return definitionAt(history.definitions, at).baselineLogOdds
}

/**
 * A trend's log-odds at any instant, past or future: L(t) = b(t) + Σ Δᵢ · 2^(−(τ(t) − τ(tᵢ)) / Hᵢ) (docs/scoring.md).
 * Depends on the set of contributions alone, not on their order or on when it is asked.
 */
export function logOddsAt(history: TrendHistory, at: Date, clock = trendClock(history.blindSpans)): number {
  const atMs = at.getTime()
  let sum = 0
  for (const contribution of history.contributions) sum += contributionAt(contribution, clock, atMs)
  return baselineAt(history, at) + sum
}
