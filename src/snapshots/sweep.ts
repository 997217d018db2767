import {
  bandAround,
  type Contribution,
  dayMs,
  definitionAt,
  directionOf,
  displayProbability,
  FadingSums,
  levelOf,
  type Standing,
  type TrendHistory,
  trendClock,
} from '../trends/index.ts'
import { hourMs } from './grid.ts'

const weekHours = 168

/**
 * A trend's standing at every full hour from `from` to `to` (both on the grid, both included), in one pass over hours and
 * contributions: contributions of one half-life fade together, so one running sum per half-life is the closed form.
 */
export function sweep(history: TrendHistory, from: Date, to: Date): Standing[] {
  const clock = trendClock(history.blindSpans)
  const contributions = [...history.contributions].sort(byTime)
  const sums = new FadingSums()
  const window = new EvidenceWindow(contributions)
  const probabilities: number[] = []
  const rows: Standing[] = []
  let next = 0
  // A week earlier than asked, for the first rows' direction.
  const startMs = from.getTime() - weekHours * hourMs
  for (let atMs = startMs; atMs <= to.getTime(); atMs += hourMs) {
    const at = new Date(atMs)
    const tauDays = clock.tau(atMs) / dayMs
    sums.advanceTo(tauDays)
    for (; next < contributions.length && contributions[next]!.effectiveAt.getTime() <= atMs; next += 1) {
      const row = contributions[next]!
      sums.add(row.halfLifeDays, row.delta, clock.tau(row.effectiveAt.getTime()) / dayMs)
    }
    const definition = definitionAt(history.definitions, at)
    const logOdds = definition.baselineLogOdds + sums.total()
    const probability = displayProbability(logOdds)
    probabilities.push(probability)
    if (atMs < from.getTime()) continue
    const isBlind = clock.isBlindAt(atMs)
    const { ground, eventCount24h } = window.at(atMs)
    const band = bandAround(probability, { ...ground, isBlind })
    rows.push({
      at,
      logOdds,
      probability,
      bandLow: band.low,
      bandHigh: band.high,
      level: levelOf(probability),
      direction: directionOf(probability, probabilities[probabilities.length - 1 - weekHours]!),
      eventCount24h,
      isBlind,
      blindSince: null,
      definitionVersion: definition.version,
    })
  }
  return rows
}

function byTime(a: Contribution, b: Contribution): number {
  return a.effectiveAt.getTime() - b.effectiveAt.getTime() || (a.id < b.id ? -1 : 1)
}

/** Evidence of the last 30 days and 24 hours, by pointers that only move forward. */
class EvidenceWindow {
  private readonly times: number[] = []
  private readonly events: (string | null)[] = []
  /** Prefix sums of corroboration, so that leaving rows take nothing but their own share away. */
  private readonly corroborationBefore: number[] = [0]
  private readonly eventsIn24h = new Map<string | null, number>()
  private seen = 0
  private monthFirst = 0
  private dayFirst = 0

  constructor(contributions: readonly Contribution[]) {
    for (const row of contributions) {
      if (row.kind !== 'evidence') continue
      this.times.push(row.effectiveAt.getTime())
      this.events.push(row.eventId)
      this.corroborationBefore.push(this.corroborationBefore.at(-1)! + (row.corroboration ?? 0))
    }
  }

  at(atMs: number) {
    for (; this.seen < this.times.length && this.times[this.seen]! <= atMs; this.seen += 1)
      this.count(this.events[this.seen]!, 1)
    for (; this.dayFirst < this.seen && this.times[this.dayFirst]! <= atMs - dayMs; this.dayFirst += 1)
      this.count(this.events[this.dayFirst]!, -1)
    while (this.monthFirst < this.seen && this.times[this.monthFirst]! <= atMs - 30 * dayMs) this.monthFirst += 1
    const evidence30d = this.seen - this.monthFirst
    const corroboration = this.corroborationBefore[this.seen]! - this.corroborationBefore[this.monthFirst]!
    return {
      ground: {
        evidence30d,
        daysSinceEvidence: this.seen === 0 ? Number.POSITIVE_INFINITY : (atMs - this.times[this.seen - 1]!) / dayMs,
        meanCorroboration: evidence30d === 0 ? 0 : corroboration / evidence30d,
      },
      eventCount24h: this.eventsIn24h.size,
    }
  }

  private count(event: string | null, by: 1 | -1): void {
    const count = (this.eventsIn24h.get(event) ?? 0) + by
    if (count === 0) this.eventsIn24h.delete(event)
    else this.eventsIn24h.set(event, count)
  }
}
