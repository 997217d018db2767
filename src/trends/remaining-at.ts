import { asc, eq } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendBlindSpans } from '../db/schema/index.ts'
import type { Contribution } from './history.ts'
import type { BlindSpan, TrendClock } from './trend-clock.ts'
import { contributionAt } from './value.ts'

/** Times in which a trend was blind, oldest first. */
export const loadBlindSpans = (db: Db, trendId: string): Promise<BlindSpan[]> =>
  db
    .select({ startedAt: trendBlindSpans.startedAt, endedAt: trendBlindSpans.endedAt })
    .from(trendBlindSpans)
    .where(eq(trendBlindSpans.trendId, trendId))
    .orderBy(asc(trendBlindSpans.startedAt))

/** What is left of a row of evidence at an instant, log-odds. */
export const remainingAt = (
  row: Pick<Contribution, 'delta' | 'halfLifeDays' | 'effectiveAt'> & {
    id: string
    corroboration: number
    eventId: string
  },
  clock: TrendClock,
  at: Date,
): number => contributionAt({ ...row, kind: 'evidence' }, clock, at.getTime())
