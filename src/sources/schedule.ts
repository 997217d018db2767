import { createHash } from 'node:crypto'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Shortest and longest interval between checks, seconds. */
export interface Bounds {
  min: number
  max: number
}

/**
 * The bounds a source's interval moves in. An interval that was set without bounds is kept as it is; the connector's own
 * moves between a third (at least 5 minutes) and 24 times of it.
 */
export function intervalBounds(source: {
  minIntervalSeconds: number | null
  maxIntervalSeconds: number | null
  intervalSeconds: number
}): Bounds {
  const min = source.minIntervalSeconds ?? source.intervalSeconds
  return { min, max: Math.max(min, source.maxIntervalSeconds ?? source.intervalSeconds) }
}

/** What the next interval is decided from. Seconds, except where the name says otherwise. */
export interface Rhythm {
  current: number
  bounds: Bounds
  /** Times of the entries the source lists now; empty when it said that nothing changed. */
  published: readonly Date[]
  /** New or changed entries this check brought. */
  news: number
  /** What the source asks for: ttl, syndication period, max-age. */
  askedSeconds: number | null
  now: Date
}

/**
 * The interval to the next check: half the median gap between the source's latest 20 entries; without news it grows by a
 * fifth, so a source that falls silent is asked ever less often. Never below what the source asks for, always within bounds.
 */
export function nextInterval({ current, bounds, published, news, askedSeconds, now }: Rhythm): number {
  const gap = medianGapSeconds(published, now)
  const wanted = gap === null ? current : gap / 2
  const moved = news > 0 ? Math.min(wanted, current * 2) : Math.max(current * 1.2, Math.min(wanted, current * 2))
  return Math.round(Math.min(bounds.max, Math.max(bounds.min, askedSeconds ?? 0, moved)))
}

/** Median time between the latest 20 of these instants, in seconds; null with fewer than 4. Future ones do not count. */
export function medianGapSeconds(instants: readonly Date[], now: Date): number | null {
  const past = [...new Set(instants.map((date) => date.getTime()))].filter((ms) => ms <= now.getTime())
  const latest = past.sort((a, b) => b - a).slice(0, 20)
  if (latest.length < 4) return null
  const gaps = latest.slice(1).map((ms, i) => ((latest[i] as number) - ms) / 1_000)
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? null
}

/**
 * Milliseconds until a source that failed `failures` times in a row is tried again: its interval, doubled with every failure up to
 * 64 times and a day; never sooner than it asked for (at most a week).
 */
export function backoffMs(intervalSeconds: number, failures: number, retryAfterMs: number | undefined): number {
  const doubled = intervalSeconds * 1_000 * 2 ** Math.min(Math.max(0, failures - 1), 6)
  return Math.max(Math.min(doubled, dayMs), Math.min(retryAfterMs ?? 0, 7 * dayMs))
}

/** A delay moved by up to ±10 %, differently for every source and check, so that sources do not march in step. */
export function withJitter(ms: number, sourceId: string, now: Date): number {
  const digest = createHash('sha256').update(`${sourceId} ${now.getTime()}`).digest()
  return Math.round(ms * (0.9 + (0.2 * digest.readUInt32BE(0)) / 0xffffffff))
}

/** The first instant from `at` on that is not in an hour or weekday (UTC) the feed asks to be left alone in. */
export function outsideQuietTimes(
  at: Date,
  quiet: { skipHours: readonly number[]; skipDays: readonly number[] },
): Date {
  let candidate = at
  for (let i = 0; i < 8 * 24; i++) {
    if (!quiet.skipHours.includes(candidate.getUTCHours()) && !quiet.skipDays.includes(candidate.getUTCDay()))
      return candidate
    candidate = new Date((Math.floor(candidate.getTime() / hourMs) + 1) * hourMs)
  }
  return at
}

/** Whether a source that answers has been without news for far longer than it used to be: 8 gaps or intervals, at least 2 days. */
export function isSilent(lastNewItemAt: Date, gapSeconds: number | null, intervalSeconds: number, now: Date): boolean {
  const patienceMs = Math.max(2 * dayMs, 8_000 * Math.max(gapSeconds ?? 0, intervalSeconds))
  return now.getTime() - lastNewItemAt.getTime() > patienceMs
}
