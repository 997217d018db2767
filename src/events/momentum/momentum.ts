import type { momentumState } from '../../db/schema/index.ts'

export type MomentumState = (typeof momentumState.enumValues)[number]

/** One report of an event: when (ms since the epoch, the item's own time) and whose. */
export interface Report {
  time: number
  owner: string
}

/** What decides a state; all relative to the tenant's own volume except the times. */
export interface MomentumParams {
  windowHours: number
  /** Velocity that counts as high: this many times the tenant's usual one, and at least `minimumViral` items per hour. */
  viralFactor: number
  minimumViral: number
  /** Fall of velocity that makes an event decline, as a share of the window before. */
  decline: number
  youngHours: number
  emergingHours: number
  sustainedHours: number
  deadHours: number
}

export const momentumDefaults: MomentumParams = {
  windowHours: 12,
  viralFactor: 3,
  minimumViral: 0.4,
  decline: 0.3,
  youngHours: 12,
  emergingHours: 48,
  sustainedHours: 24,
  deadHours: 72,
}

export interface Momentum {
  /** Items per hour over the last window, and its change against the window before. */
  velocity: number
  acceleration: number
  /** Effective number of owners, e^(Shannon entropy) of their shares; 0 without items. */
  diversity: number
  state: MomentumState
}

const HOUR = 3_600_000

/**
 * Momentum of an event at `now` (ms) from its reports: states of scoring.md, "Event momentum". `usual` is the tenant's
 * usual velocity, the mean over its active events in items per hour. A pure function; reports later than `now` do not count.
 */
export function momentumAt(
  reports: readonly Report[],
  now: number,
  usual: number,
  params: MomentumParams = momentumDefaults,
): Momentum {
  const known = reports.filter((report) => report.time <= now).sort((a, b) => a.time - b.time)
  const first = known[0]
  const last = known.at(-1)
  const diversity = effectiveOwners(known)
  if (!first || !last) return { velocity: 0, acceleration: 0, diversity, state: 'emerging' }
  const times = known.map((report) => report.time)
  const { velocity, acceleration } = pace(times, now, params)
  return { velocity, acceleration, diversity, state: stateAt(times, now, velocity, acceleration, usual, params) }
}

function stateAt(
  times: readonly number[],
  now: number,
  velocity: number,
  acceleration: number,
  usual: number,
  params: MomentumParams,
): MomentumState {
  const ageHours = (now - times[0]!) / HOUR
  if (now - times.at(-1)! >= params.deadHours * HOUR) return 'dead'
  const high = Math.max(params.minimumViral, params.viralFactor * usual)
  if (velocity >= high && acceleration > 0) return 'viral'
  if (ageHours < params.youngHours) return 'emerging'
  const before = velocity - acceleration
  if (before > 0 && velocity < (1 - params.decline) * before) return 'declining'
  const wasViral = times.some((time) => {
    const then = pace(times, time, params)
    return then.velocity >= high && then.acceleration > 0
  })
  if (wasViral) return ageHours > params.sustainedHours ? 'sustained' : 'emerging'
  return ageHours > params.emergingHours ? 'declining' : 'emerging'
}

function pace(
  times: readonly number[],
  at: number,
  { windowHours }: MomentumParams,
): { velocity: number; acceleration: number } {
  const window = windowHours * HOUR
  const within = between(times, at - window, at)
  const before = between(times, at - 2 * window, at - window)
  return { velocity: within / windowHours, acceleration: (within - before) / windowHours }
}

/** How many of the sorted times lie in (from, to]. */
function between(times: readonly number[], from: number, to: number): number {
  return upTo(times, to) - upTo(times, from)
}

function upTo(times: readonly number[], limit: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low
}

function effectiveOwners(reports: readonly Report[]): number {
  if (reports.length === 0) return 0
  const counts = new Map<string, number>()
  for (const { owner } of reports) counts.set(owner, (counts.get(owner) ?? 0) + 1)
  let entropy = 0
  for (const count of counts.values()) {
    const share = count / reports.length
    entropy -= share * Math.log(share)
  }
  return Math.exp(entropy)
}
