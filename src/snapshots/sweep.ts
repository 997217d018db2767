import {
  type BandGround,
  bandAround,
  type Contribution,
  type DefinitionVersion,
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
  const happenedMs = contributions.map((row) => row.effectiveAt.getTime())
  const sums = new FadingSums()
  const window = new EvidenceWindow(contributions)
  const definitionOf = definitionsInOrder(history)
  const fromMs = from.getTime()
  // A week earlier than asked, for the first rows' direction.
  const startMs = fromMs - weekHours * hourMs
  const hours = Math.max(0, Math.floor((to.getTime() - startMs) / hourMs) + 1)
  const probabilities = new Float64Array(hours)
  const rows: Standing[] = []
  let next = 0
  for (let hour = 0; hour < hours; hour += 1) {
    const atMs = startMs + hour * hourMs
    sums.advanceTo(clock.tau(atMs))
    for (; next < contributions.length && happenedMs[next]! <= atMs; next += 1)
      sums.add(contributions[next]!.halfLifeDays, contributions[next]!.delta, clock.tau(happenedMs[next]!))
    const definition = definitionOf(atMs)
    const logOdds = definition.baselineLogOdds + sums.total()
    const probability = displayProbability(logOdds)
    probabilities[hour] = probability
    if (atMs < fromMs) continue
    const isBlind = clock.isBlindAt(atMs)
    const band = bandAround(probability, window.at(atMs, isBlind))
    rows.push({
      at: new Date(atMs),
      logOdds,
      probability,
      bandLow: band.low,
      bandHigh: band.high,
      level: levelOf(probability),
      direction: directionOf(probability, probabilities[hour - weekHours]!),
      eventCount24h: window.eventCount24h,
      isBlind,
      blindSince: null,
      definitionVersion: definition.version,
    })
  }
  return rows
}

/** `definitionAt` for instants that only move forward: looked up anew where a version takes effect. */
function definitionsInOrder({ definitions }: TrendHistory): (atMs: number) => DefinitionVersion {
  const changesMs = definitions.map((row) => row.effectiveFrom.getTime()).sort((a, b) => a - b)
  let inForce: DefinitionVersion | undefined
  let passed = 0
  return (atMs) => {
    const before = passed
    while (passed < changesMs.length && changesMs[passed]! <= atMs) passed += 1
    if (inForce === undefined || passed !== before) inForce = definitionAt(definitions, new Date(atMs))
    return inForce
  }
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

  /** Different events of the 24 hours before the instant last asked about. */
  get eventCount24h(): number {
    return this.eventsIn24h.size
  }

  /** What the band at an instant rests on; instants only move forward. */
  at(atMs: number, isBlind: boolean): BandGround {
    for (; this.seen < this.times.length && this.times[this.seen]! <= atMs; this.seen += 1)
      this.count(this.events[this.seen]!, 1)
    for (; this.dayFirst < this.seen && this.times[this.dayFirst]! <= atMs - dayMs; this.dayFirst += 1)
      this.count(this.events[this.dayFirst]!, -1)
    while (this.monthFirst < this.seen && this.times[this.monthFirst]! <= atMs - 30 * dayMs) this.monthFirst += 1
    const evidence30d = this.seen - this.monthFirst
    const corroboration = this.corroborationBefore[this.seen]! - this.corroborationBefore[this.monthFirst]!
    return {
      evidence30d,
      daysSinceEvidence: this.seen === 0 ? Number.POSITIVE_INFINITY : (atMs - this.times[this.seen - 1]!) / dayMs,
      meanCorroboration: evidence30d === 0 ? 0 : corroboration / evidence30d,
      isBlind,
    }
  }

  private count(event: string | null, by: 1 | -1): void {
    const count = (this.eventsIn24h.get(event) ?? 0) + by
    if (count === 0) this.eventsIn24h.delete(event)
    else this.eventsIn24h.set(event, count)
  }
}
