import { FadingSums } from './fading-sums.ts'
import {
  type Bitemporal,
  type Contribution,
  definitionAt,
  definitionsKnownAt,
  spansKnownAt,
  type TrendRecord,
} from './history.ts'
import { type TrendClock, trendClock } from './trend-clock.ts'

/**
 * A trend's log-odds at each of the instants (ascending) from what was known at that very instant: `logOddsAt(asKnownAt(t), t)`
 * for every t, in one pass over instants and contributions. A rewritten past does not show in it.
 */
export function seenCurve(record: TrendRecord, instants: readonly Date[]): number[] {
  const arrivals = [...record.contributions].sort((a, b) => countsFrom(a) - countsFrom(b))
  const leavings = record.contributions
    .filter((row) => countsUntil(row) < Number.POSITIVE_INFINITY)
    .sort((a, b) => countsUntil(a) - countsUntil(b))
  const clockChanges = record.blindSpans
    .flatMap((span) => [span.recordedAt, span.endedRecordedAt ?? []].flat().map((at) => at.getTime()))
    .sort((a, b) => a - b)
  let sums = new FadingSums()
  let counted = new Set<Contribution>()
  let clock: TrendClock | undefined
  let [arrived, left, changed] = [0, 0, 0]
  return instants.map((at) => {
    const atMs = at.getTime()
    const changedBefore = changed
    while (changed < clockChanges.length && clockChanges[changed]! <= atMs) changed += 1
    if (clock === undefined || changed !== changedBefore) {
      // What was blind is now seen otherwise, so everything has faded otherwise: add it all up again.
      clock = trendClock(spansKnownAt(record.blindSpans, at))
      sums = new FadingSums()
      counted = new Set()
      arrived = 0
      left = 0
    }
    const { tau } = clock
    sums.advanceTo(tau(atMs))
    for (; arrived < arrivals.length && countsFrom(arrivals[arrived]!) <= atMs; arrived += 1) {
      const row = arrivals[arrived]!
      if (countsUntil(row) <= atMs) continue
      sums.add(row.halfLifeDays, row.delta, tau(row.effectiveAt.getTime()))
      counted.add(row)
    }
    for (; left < leavings.length && countsUntil(leavings[left]!) <= atMs; left += 1) {
      const row = leavings[left]!
      if (counted.delete(row)) sums.add(row.halfLifeDays, -row.delta, tau(row.effectiveAt.getTime()))
    }
    return definitionAt(definitionsKnownAt(record.definitions, at), at).baselineLogOdds + sums.total()
  })
}

const countsFrom = (row: Contribution & Bitemporal): number =>
  Math.max(row.recordedAt.getTime(), row.effectiveAt.getTime())
const countsUntil = (row: Bitemporal): number => row.retractedAt?.getTime() ?? Number.POSITIVE_INFINITY
