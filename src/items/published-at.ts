/** What was wrong with a publication time. */
export type DateProblem = 'missing' | 'epoch' | 'future' | 'implausible' | 'reused' | 'shared'

export interface RepairedDate {
  at: Date
  /** Absent when the source's time was taken and nothing is wrong with it. */
  problem?: DateProblem
  /** The time the source gave, when something is wrong with it. */
  given?: string
  /** Where the time taken instead comes from. */
  from: 'source' | 'page' | 'updated' | 'url' | 'fetched'
  /** 0..1 */
  confidence: number
}

const HOUR_MS = 3_600_000
/** Clocks of publishers run ahead by minutes; more than this is a mistake. */
const MAX_AHEAD_MS = HOUR_MS
/** Addresses keep the day of the first version; articles are finished within days of it. */
const REUSED_MS = 7 * 24 * HOUR_MS
const EPOCH_END_MS = Date.UTC(1971, 0, 1)
/** Nothing on the web is older; earlier times are placeholders. */
const WEB_START_MS = Date.UTC(1991, 0, 1)

/**
 * The publication time to work with. Missing, 1970, pre-web and future times, and new dates on old addresses, are replaced by the time on the
 * article page, else the entry's `updated` time, else by a date in its address, else by when it was read; the reason is kept.
 * A time all entries of a feed share is replaced only by a better one: it is as near as anything else.
 */
export function repairPublishedAt(entry: {
  publishedAt: Date | null
  updatedAt?: Date | null
  dateIsShared?: boolean
  /** What the article page says. */
  pagePublishedAt?: Date | null
  url?: string | null
  fetchedAt: Date
}): RepairedDate {
  const { publishedAt, fetchedAt } = entry
  const problem =
    problemWith(publishedAt, fetchedAt) ??
    (isReused(publishedAt, entry.url) ? 'reused' : entry.dateIsShared ? 'shared' : undefined)
  if (!problem && publishedAt) return { at: publishedAt, from: 'source', confidence: 1 }
  const given =
    publishedAt && !Number.isNaN(publishedAt.getTime()) && problem !== 'missing'
      ? { given: publishedAt.toISOString() }
      : {}
  const reason = { problem: problem ?? ('missing' as const), ...given }
  if (entry.pagePublishedAt && !problemWith(entry.pagePublishedAt, fetchedAt)) {
    return { at: entry.pagePublishedAt, ...reason, from: 'page', confidence: 0.9 }
  }
  if (problem !== 'reused' && problem !== 'shared' && entry.updatedAt && !problemWith(entry.updatedAt, fetchedAt)) {
    return { at: entry.updatedAt, ...reason, from: 'updated', confidence: 0.8 }
  }
  const inUrl = dateInUrl(entry.url)
  if (problem === 'shared' && publishedAt && (!inUrl || dayOf(inUrl) === dayOf(publishedAt)))
    return { at: publishedAt, ...reason, from: 'source', confidence: 0.6 }
  if (inUrl && !problemWith(inUrl, fetchedAt)) {
    // The address gives the day only; on the day it was read the time of reading is the better guess.
    return { at: dayOf(inUrl) === dayOf(fetchedAt) ? fetchedAt : inUrl, ...reason, from: 'url', confidence: 0.7 }
  }
  return { at: fetchedAt, ...reason, from: 'fetched', confidence: 0.4 }
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** An old article under a new date: its address names a day more than a week before. */
function isReused(publishedAt: Date | null, url: string | null | undefined): boolean {
  const inUrl = dateInUrl(url)
  return !!inUrl && !!publishedAt && publishedAt.getTime() - inUrl.getTime() > REUSED_MS
}

/** Noon UTC of a `/2025/04/18/`-like date in an address, or undefined. */
export function dateInUrl(url: string | null | undefined): Date | undefined {
  const match = url ? /[/-]((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/\-_.]|$)/.exec(url) : null
  if (!match) return undefined
  const [, year, month, day] = match.map(Number) as [number, number, number, number]
  const at = new Date(Date.UTC(year, month - 1, day, 12))
  return at.getUTCDate() === day ? at : undefined
}

function problemWith(at: Date | null | undefined, fetchedAt: Date): DateProblem | undefined {
  if (!at || Number.isNaN(at.getTime())) return 'missing'
  if (Math.abs(at.getTime()) < EPOCH_END_MS) return 'epoch'
  if (at.getTime() < WEB_START_MS) return 'implausible'
  if (at.getTime() > fetchedAt.getTime() + MAX_AHEAD_MS) return 'future'
  return undefined
}
