import type { TrendDefinition } from './definition.ts'
import { corroborationOf, noveltyOf, uncappedDelta } from './factors.ts'
import { toLogOdds } from './log-odds.ts'

/** How good the hypothetical hits are taken to be; all 0..1. */
export interface HitAssumption {
  severity: number
  confidence: number
  credibility: number
  corroboration: number
}

/** A strong happening, surely matched, reported by three independent first-hand sources that are fully believed. */
export const strongHit: HitAssumption = {
  severity: 1,
  confidence: 1,
  credibility: 1,
  corroboration: corroborationOf(3, 0),
}

export interface TripwireHit {
  signal: string
  /** Log-odds this hit would add, towards the threshold. */
  delta: number
  /** 1 for the first hit of the signal, 2 for the same again … */
  occurrence: number
}

export interface Tripwire {
  threshold: number
  logOdds: number
  /** Log-odds still missing; 0 when the trend is already across. */
  missing: number
  /** Every smallest set (at most `limit`), strongest first; empty when already across or out of reach. */
  sets: TripwireHit[][]
  reachable: boolean
  /** What the strongest single hit would add; 0 when no indicator points that way. */
  strongest: number
}

const mostHits = 200

/**
 * The smallest sets of indicator hits that carry a trend from `logOdds` across `threshold` (a probability), from below or,
 * with `side: 'below'`, from above. Repeats of a signal count with the novelty of something just seen (0.3).
 */
export function tripwire(input: {
  definition: Pick<TrendDefinition, 'indicators'>
  logOdds: number
  threshold: number
  side?: 'above' | 'below'
  /** Days since each signal was last seen; missing = never. */
  daysSinceSeen?: ReadonlyMap<string, number>
  assumption?: HitAssumption
  limit?: number
}): Tripwire {
  const sign = input.side === 'below' ? -1 : 1
  const missing = Math.max(0, sign * (toLogOdds(input.threshold) - input.logOdds))
  const hits = candidateHits(input, sign === 1 ? 'escalatory' : 'deescalatory')
  const base = { threshold: input.threshold, logOdds: input.logOdds, missing, strongest: hits[0]?.delta ?? 0 }
  if (missing === 0) return { ...base, sets: [], reachable: true }
  const size = smallestSize(hits, missing)
  if (size === undefined) return { ...base, sets: [], reachable: false }
  return { ...base, sets: setsOfSize(hits, size, missing, input.limit ?? 5), reachable: true }
}

/** Every hit worth considering, strongest first: each signal once fresh, then repeated. */
function candidateHits(input: Parameters<typeof tripwire>[0], direction: 'escalatory' | 'deescalatory'): TripwireHit[] {
  const assumption = input.assumption ?? strongHit
  const hits: TripwireHit[] = []
  for (const indicator of input.definition.indicators) {
    if (indicator.direction !== direction) continue
    for (let occurrence = 1; occurrence <= mostHits; occurrence += 1) {
      const novelty = noveltyOf(occurrence === 1 ? input.daysSinceSeen?.get(indicator.signal) : 0)
      const delta = uncappedDelta({ ...assumption, direction: 1, weight: indicator.weight, novelty })
      hits.push({ signal: indicator.signal, delta, occurrence })
    }
  }
  return hits.sort((a, b) => b.delta - a.delta || a.occurrence - b.occurrence || (a.signal < b.signal ? -1 : 1))
}

function smallestSize(hits: readonly TripwireHit[], missing: number): number | undefined {
  let sum = 0
  for (let size = 1; size <= Math.min(mostHits, hits.length); size += 1) {
    sum += hits[size - 1]!.delta
    if (sum >= missing) return size
  }
  return undefined
}

/** Depth-first over hits in falling strength: a branch ends as soon as even the strongest remaining hits fall short. */
function setsOfSize(hits: readonly TripwireHit[], size: number, missing: number, limit: number): TripwireHit[][] {
  const strongest = [0]
  for (const hit of hits) strongest.push(strongest.at(-1)! + hit.delta)
  const sets: TripwireHit[][] = []
  const chosen: TripwireHit[] = []
  const search = (from: number, sum: number): void => {
    const open = size - chosen.length
    if (open === 0) {
      sets.push([...chosen])
      return
    }
    for (let index = from; index + open <= hits.length && sets.length < limit; index += 1) {
      if (sum + strongest[index + open]! - strongest[index]! < missing) return
      const hit = hits[index]!
      // Repeats of a signal are alike: only ever take them in order.
      if (hit.occurrence > 1 && !chosen.some((c) => c.signal === hit.signal && c.occurrence === hit.occurrence - 1))
        continue
      chosen.push(hit)
      search(index + 1, sum + hit.delta)
      chosen.pop()
    }
  }
  search(0, 0)
  return sets
}
