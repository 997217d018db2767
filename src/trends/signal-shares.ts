import type { Contribution, TrendHistory } from './history.ts'
import { trendClock } from './trend-clock.ts'
import { contributionAt } from './value.ts'

/** What evidence of one indicator amounts to. */
export interface SignalShare {
  evidenceCount: number
  /** Sum of what is left of it at the instant asked for, log-odds. */
  contribution: number
}

/** Evidence up to `at`, added up by signal. */
export function signalShares<C extends Contribution & { signal: string | null }>(
  history: TrendHistory<C>,
  at: Date,
): Map<string, SignalShare> {
  const clock = trendClock(history.blindSpans)
  const shares = new Map<string, SignalShare>()
  for (const row of history.contributions) {
    if (row.signal === null || row.effectiveAt > at) continue
    const share = shares.get(row.signal) ?? { evidenceCount: 0, contribution: 0 }
    share.evidenceCount += 1
    share.contribution += contributionAt(row, clock, at.getTime())
    shares.set(row.signal, share)
  }
  return shares
}
