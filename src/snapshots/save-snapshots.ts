import { and, asc, eq, lt, max, min, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendSnapshots, trends } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import {
  asKnownNow,
  type Contribution,
  dayMs,
  listSummedEvidence,
  loadRecord,
  refreshCurrentValues,
  type Standing,
  type TrendHistory,
} from '../trends/index.ts'
import { gridStart, hourMs, hourOf } from './grid.ts'
import { sweep } from './sweep.ts'
import { addSnapshots, replaceSnapshots } from './write-rows.ts'

/** No part of a row but its sums looks back further: the band 30 days (older evidence than that counts as 30 days old). */
const windowDays = 31

/**
 * Brings the hourly rows of trends up to `now`: hours that are missing, and hours since the earliest change of their evidence.
 * Returns how many hours were computed. Running it again leaves the same rows. Several trends at once are written faster than one
 * by one: COPY sets up each month's partition once. All of them are locked meanwhile.
 */
export async function saveSnapshots(
  db: Db,
  { tenantId, trendIds, now }: { tenantId: string; trendIds: readonly string[]; now: Date },
): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(trends)
      .where(and(sql`${trends.id} = any(${uuids(trendIds)})`, eq(trends.tenantId, tenantId)))
      .orderBy(asc(trends.id))
      .for('update')
    const due: DueRows[] = []
    for (const trend of rows) due.push(await findDueRows(tx, trend, now))
    const fresh = due.filter(({ overwrites }) => !overwrites)
    await addSnapshots(tx, fresh, { tenantId, now })
    for (const trend of due) {
      if (trend.overwrites) await replaceSnapshots(tx, trend, { tenantId, now })
      // The trend's first evidence may have been retracted, and old hours leave the bounded history.
      await tx
        .delete(trendSnapshots)
        .where(and(eq(trendSnapshots.trendId, trend.trendId), lt(trendSnapshots.timestamp, trend.start)))
    }
    const saved = due.map(({ trendId }) => trendId)
    await tx
      .update(trends)
      .set({ snapshotsStaleFrom: null })
      .where(sql`${trends.id} = any(${uuids(saved)})`)
    await refreshCurrentValues(tx, saved, now)
    return due.reduce((hours, trend) => hours + trend.rows.length, 0)
  })
}

/** Trends written together: a year of all their hours is 13 MB. */
const trendsAtOnce = 8

/**
 * Which trends to save together: those without any hour by the eight, since a whole grid is due. The others are written alone: there
 * is little to write, and scoring would wait for the locks of all.
 */
export async function inTransactions(db: Db, trendIds: readonly string[]): Promise<string[][]> {
  const rows = await db.execute<{ id: string; is_kept: boolean }>(sql`
    select id, exists (select from trend_snapshots s where s.trend_id = id) as is_kept from unnest(${uuids(trendIds)}) as t(id)`)
  const fresh = rows.filter((row) => !row.is_kept).map(({ id }) => id)
  const batches = rows.filter((row) => row.is_kept).map(({ id }) => [id])
  for (let at = 0; at < fresh.length; at += trendsAtOnce) batches.push(fresh.slice(at, at + trendsAtOnce))
  return batches
}

interface DueRows {
  trendId: string
  /** First hour of its grid. */
  start: Date
  rows: Standing[]
  /** There are rows of these hours already. */
  overwrites: boolean
}

async function findDueRows(tx: Db, trend: typeof trends.$inferSelect, now: Date): Promise<DueRows> {
  const trendId = trend.id
  const start = gridStart(trend.createdAt, await findFirstContribution(tx, trendId), now)
  const kept = await findKeptHours(tx, trendId)
  const from = firstHourDue(trend, kept, start)
  const rows = sweep(await loadHistory(tx, trendId, from), from, hourOf(now))
  return { trendId, start, rows, overwrites: kept !== undefined && kept.last >= from }
}

/** Enough for every row from `from` on: what is older than the longest window counts as sums, so the cost does not grow with it. */
async function loadHistory(tx: Db, trendId: string, from: Date): Promise<TrendHistory> {
  const summedUntil = new Date(Math.floor((from.getTime() - windowDays * dayMs) / dayMs) * dayMs)
  const history = asKnownNow(await loadRecord(tx, trendId, { activeOnly: true, evidenceAfter: summedUntil }))
  const summed = await listSummedEvidence(tx, trendId, summedUntil)
  const older = summed.map((sum, index): Contribution => {
    return { ...sum, id: `until-${index}`, kind: 'override', corroboration: null, eventId: null }
  })
  return { ...history, contributions: [...older, ...history.contributions] }
}

async function findFirstContribution(tx: Db, trendId: string): Promise<Date | null> {
  const [row] = await tx.execute<{ first: string | null }>(sql`
    select least(
      (select min(effective_at) from trend_evidence where trend_id = ${trendId} and retracted_at is null),
      (select min(effective_at) from trend_overrides where trend_id = ${trendId} and retracted_at is null)) as first`)
  return row?.first ? new Date(row.first) : null
}

/** First and last hour there are rows of. */
interface KeptHours {
  first: Date
  last: Date
}

async function findKeptHours(tx: Db, trendId: string): Promise<KeptHours | undefined> {
  const [kept] = await tx
    .select({ first: min(trendSnapshots.timestamp), last: max(trendSnapshots.timestamp) })
    .from(trendSnapshots)
    .where(eq(trendSnapshots.trendId, trendId))
  return kept?.first && kept.last ? { first: kept.first, last: kept.last } : undefined
}

/** The earliest hour that is missing or stale; never before the start of the grid. */
function firstHourDue(trend: typeof trends.$inferSelect, kept: KeptHours | undefined, start: Date): Date {
  if (kept === undefined || kept.first > start) return start
  const missing = new Date(kept.last.getTime() + hourMs)
  const stale = trend.snapshotsStaleFrom === null ? missing : hourOf(trend.snapshotsStaleFrom)
  const due = stale < missing ? stale : missing
  return due < start ? start : due
}
