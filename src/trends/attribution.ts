import type { Contribution, TrendHistory } from './history.ts'
import { probabilityPerLogOdds, toProbability } from './log-odds.ts'
import { trendClock } from './trend-clock.ts'
import { baselineAt, contributionAt } from './value.ts'

/** A point of a trend: an instant and what is known of the trend when looking at it. */
export interface Viewpoint<C extends Contribution = Contribution> {
  at: Date
  history: TrendHistory<C>
}

/** What one cause did to the trend between two points. `contribution` is null for a change of the baseline. */
export interface AttributionLine<C extends Contribution = Contribution> {
  id: string
  kind: 'baseline' | C['kind']
  contribution: C | null
  deltaLogOdds: number
  deltaProbability: number
}

export interface Attribution<C extends Contribution = Contribution> {
  from: { at: Date; logOdds: number; probability: number }
  to: { at: Date; logOdds: number; probability: number }
  /** Largest move first. They add up to the whole move, in log-odds and in probability. */
  lines: AttributionLine<C>[]
}

/**
 * Splits the move between two points without remainder. Each contribution's ΔL is exact; Δp = ΔL · (p₂ − p₁)/(L₂ − L₁) is the
 * Aumann–Shapley split. When the points differ in what was known, late and retracted evidence shows as lines of its own.
 */
export function attribute<C extends Contribution>(from: Viewpoint<C>, to: Viewpoint<C>): Attribution<C> {
  const before = partsAt(from)
  const after = partsAt(to)
  const fromLogOdds = total(before)
  const toLogOdds = total(after)
  const slope = probabilityPerLogOdds(fromLogOdds, toLogOdds)
  const lines: AttributionLine<C>[] = []
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const contribution = after.get(id)?.contribution ?? before.get(id)?.contribution ?? null
    const deltaLogOdds = (after.get(id)?.logOdds ?? 0) - (before.get(id)?.logOdds ?? 0)
    if (deltaLogOdds === 0) continue
    const kind = contribution?.kind ?? 'baseline'
    lines.push({ id, kind, contribution, deltaLogOdds, deltaProbability: deltaLogOdds * slope })
  }
  lines.sort((a, b) => Math.abs(b.deltaLogOdds) - Math.abs(a.deltaLogOdds) || (a.id < b.id ? -1 : 1))
  return {
    from: { at: from.at, logOdds: fromLogOdds, probability: toProbability(fromLogOdds) },
    to: { at: to.at, logOdds: toLogOdds, probability: toProbability(toLogOdds) },
    lines,
  }
}

interface Part<C extends Contribution> {
  contribution: C | null
  logOdds: number
}

function partsAt<C extends Contribution>({ at, history }: Viewpoint<C>): Map<string, Part<C>> {
  const clock = trendClock(history.blindSpans)
  const parts = new Map<string, Part<C>>([['baseline', { contribution: null, logOdds: baselineAt(history, at) }]])
  for (const contribution of history.contributions) {
    if (contribution.effectiveAt > at) continue
    parts.set(contribution.id, { contribution, logOdds: contributionAt(contribution, clock, at.getTime()) })
  }
  return parts
}

function total<C extends Contribution>(parts: Map<string, Part<C>>): number {
  let sum = 0
  for (const part of parts.values()) sum += part.logOdds
  return sum
}
