import type { AlertKind } from '../db/schema/index.ts'
import { type AlertRule, displayProbability, toLogOdds, tripwire } from '../trends/index.ts'
import type { TrendView } from './trend-views.ts'

/** What a rule makes of a trend: `on` = speak up, `off` = far enough back to speak up again, `between` = leave it as it is. */
export interface Verdict {
  state: 'on' | 'off' | 'between'
  /** The event a `viral` verdict is about. */
  eventId: string | null
  message: string
  details: Record<string, unknown>
}

/** How far, in log-odds, a value has to go back over a level before the level counts as crossed again. */
const rearmLogOdds = 0.1

const kinds = {
  above: 'above',
  below: 'below',
  moveOver: 'move',
  blind: 'blind',
  viral: 'viral',
  tripwire: 'tripwire',
} as const

/** Which kind of rule it is. */
export function kindOf(rule: AlertRule): AlertKind {
  const [key] = Object.keys(kinds).filter((name) => name in rule) as (keyof typeof kinds)[]
  return kinds[key as keyof typeof kinds]
}

/** Holds a rule against a trend. One verdict; for `viral` one per event that is or was viral. */
export function judgeRule(rule: AlertRule, view: TrendView): Verdict[] {
  if ('above' in rule) return [judgeLevel(rule.above, rule.rearmBelow, view, 1)]
  if ('below' in rule) return [judgeLevel(rule.below, rule.rearmAbove, view, -1)]
  if ('moveOver' in rule) return [judgeMove(rule, view)]
  if ('tripwire' in rule) return [judgeTripwire(rule.tripwire, view)]
  if ('blind' in rule) return [judgeBlindness(view)]
  return view.movingEvents.map((event) => ({
    state: event.momentum === 'viral' ? 'on' : event.momentum === 'sustained' ? 'between' : 'off',
    eventId: event.id,
    message: `${view.name}: an event that moves it went viral: ${event.headline}`,
    details: { headline: event.headline, momentum: event.momentum },
  }))
}

/** `side` 1: reached from below, −1: from above. */
function judgeLevel(level: number, rearm: number | undefined, view: TrendView, side: 1 | -1): Verdict {
  const beyond = side * (view.logOdds - toLogOdds(level))
  const backAt = rearm === undefined ? -rearmLogOdds : side * (toLogOdds(rearm) - toLogOdds(level))
  return {
    state: beyond >= 0 ? 'on' : beyond <= backAt ? 'off' : 'between',
    eventId: null,
    message: `${view.name} is at ${percent(displayProbability(view.logOdds))}, ${side === 1 ? 'at or above' : 'at or below'} ${percent(level)}`,
    details: { threshold: level },
  }
}

function judgeMove(rule: { moveOver: number; withinHours: number }, view: TrendView): Verdict {
  const before = displayProbability(view.logOddsBefore.get(rule.withinHours) ?? view.logOdds)
  const now = displayProbability(view.logOdds)
  const moved = now - before
  const points = (100 * Math.abs(moved)).toFixed(1)
  return {
    state: Math.abs(moved) > rule.moveOver ? 'on' : Math.abs(moved) <= rule.moveOver / 2 ? 'off' : 'between',
    eventId: null,
    message: `${view.name} ${moved >= 0 ? 'rose' : 'fell'} by ${points} points within ${rule.withinHours} hours, from ${percent(before)} to ${percent(now)}`,
    details: { before, moved, withinHours: rule.withinHours },
  }
}

/** Within one strong hit of crossing the threshold, away from the baseline. */
function judgeTripwire(threshold: number, view: TrendView): Verdict {
  const side = view.baselineLogOdds <= toLogOdds(threshold) ? 'above' : 'below'
  const { daysSinceSeen, logOdds, indicators } = view
  const found = tripwire({ definition: { indicators }, logOdds, threshold, side, daysSinceSeen })
  const oneHit = found.sets.filter((set) => set.length === 1).flat()
  // Once across, the level has its own rule; this one keeps still until a hit no longer suffices by a margin.
  const isFar = found.missing > 1.25 * found.strongest
  const state = oneHit.length > 0 ? 'on' : found.missing > 0 && isFar ? 'off' : 'between'
  return {
    state,
    eventId: null,
    message: `${view.name} is one strong hit away from ${percent(threshold)}: ${oneHit.map((hit) => `${hit.signal} (${hit.delta.toFixed(3)})`).join(' or ')}; ${found.missing.toFixed(3)} log-odds are missing`,
    details: { threshold, missing: found.missing, hits: oneHit.map(({ signal, delta }) => ({ signal, delta })) },
  }
}

function judgeBlindness(view: TrendView): Verdict {
  const since = view.blindSince
  return {
    state: since === null ? 'off' : 'on',
    eventId: null,
    message: `${view.name} is blind${since === null ? '' : ` since ${since.toISOString()}`}: none of its sources could be read for twice its interval`,
    details: { blindSince: since?.toISOString() ?? null },
  }
}

const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`
