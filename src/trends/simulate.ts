import { InputError } from '../errors.ts'
import type { TrendDefinition } from './definition.ts'
import { deltaOf, noveltyOf } from './factors.ts'
import type { Contribution, TrendHistory } from './history.ts'
import { displayProbability } from './log-odds.ts'
import { trendClock } from './trend-clock.ts'
import { type HitAssumption, strongHit } from './tripwire.ts'
import { dayMs, logOddsAt } from './value.ts'

/** A happening that did not happen: an indicator's signal at an instant, as good as `strongHit` unless said otherwise. */
export interface HypotheticalHit extends Partial<HitAssumption> {
  signal: string
  at: Date
}

export interface Simulation {
  hits: { signal: string; at: Date; delta: number }[]
  curve: { at: Date; probability: number; simulated: number }[]
}

/**
 * The curve from `from` to `until` with and without hypothetical evidence. Each hit takes its novelty from the last real or
 * hypothetical sighting of its signal before it. Throws InputError for a signal the definition does not know.
 */
export function simulate(input: {
  history: TrendHistory<Contribution & { signal: string | null }>
  definition: Pick<TrendDefinition, 'indicators' | 'halfLifeDays'>
  hits: readonly HypotheticalHit[]
  from: Date
  until: Date
  stepHours: number
}): Simulation {
  const { history, definition } = input
  const added: (Contribution & { signal: string })[] = []
  for (const hit of [...input.hits].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const indicator = definition.indicators.find((entry) => entry.signal === hit.signal)
    if (indicator === undefined) throw unknownSignal(hit.signal, definition)
    const { signal, at, ...given } = hit
    const delta = deltaOf({
      ...strongHit,
      ...given,
      direction: indicator.direction === 'escalatory' ? 1 : -1,
      weight: indicator.weight,
      novelty: noveltyOf(daysSinceSeen([...history.contributions, ...added], signal, at)),
      ownerCap: 1,
    })
    added.push({
      id: `hypothetical-${added.length + 1}`,
      kind: 'evidence',
      signal,
      delta,
      halfLifeDays: indicator.halfLifeDays ?? definition.halfLifeDays,
      effectiveAt: at,
      corroboration: given.corroboration ?? strongHit.corroboration,
      eventId: `hypothetical-${added.length + 1}`,
    })
  }
  const clock = trendClock(history.blindSpans)
  const simulated = { ...history, contributions: [...history.contributions, ...added] }
  const curve: Simulation['curve'] = []
  for (let atMs = input.from.getTime(); atMs <= input.until.getTime(); atMs += input.stepHours * 3_600_000) {
    const at = new Date(atMs)
    curve.push({
      at,
      probability: displayProbability(logOddsAt(history, at, clock)),
      simulated: displayProbability(logOddsAt(simulated, at, clock)),
    })
  }
  return { hits: added.map(({ signal, effectiveAt, delta }) => ({ signal, at: effectiveAt, delta })), curve }
}

function unknownSignal(signal: string, { indicators }: Pick<TrendDefinition, 'indicators'>): InputError {
  const known = indicators.map((entry) => entry.signal).join(', ')
  return new InputError(`There is no signal "${signal}"; there are ${known}`, [
    { field: 'hits', message: `"${signal}" is none of ${known}` },
  ])
}

/** Days since a signal was last seen before `at`; undefined when it never was. */
export function daysSinceSeen(
  contributions: readonly { signal: string | null; effectiveAt: Date }[],
  signal: string,
  at: Date,
): number | undefined {
  const seen = contributions.filter((row) => row.signal === signal && row.effectiveAt <= at)
  if (seen.length === 0) return undefined
  return (at.getTime() - Math.max(...seen.map((row) => row.effectiveAt.getTime()))) / dayMs
}
