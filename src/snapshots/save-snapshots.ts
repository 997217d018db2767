import { and, eq, lt, max, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendSnapshots, trends } from '../db/schema/index.ts'
import {
  asKnownNow,
  type Contribution,
  dayMs,
  listSummedEvidence,
  loadRecord,
  refreshCurrentValues,
  type TrendHistory,
} from '../trends/index.ts'
import { gridStart, hourMs, hourOf } from './grid.ts'
import { sweep } from './sweep.ts'
import { writeSnapshots } from './write-rows.ts'

/** No part of a row but its sums looks back further: the band 30 days (older evidence than that counts as 30 days old). */
const windowDays = 31

/**
 * Brings a trend's hourly rows up to `now`: hours that are missing, and hours since the earliest change of its evidence.
 * `rebuild` writes them all anew. Returns how many hours were computed. Running it again leaves the same rows.
 */
export async function saveSnapshots(
  db: Db,
  { tenantId, trendId, now, rebuild = false }: { tenantId: string; trendId: string; now: Date; rebuild?: boolean },
): Promise<number> {
  return db.transaction(async (tx) => {
    const [trend] = await tx
      .select()
      .from(trends)
      .where(and(eq(trends.id, trendId), eq(trends.tenantId, tenantId)))
      .for('update')
    if (trend === undefined) return 0
    const start = gridStart(trend.createdAt, await findFirstContribution(tx, trendId), now)
    const from = rebuild ? start : await firstHourDue(tx, trend, start)
    const rows = sweep(await loadHistory(tx, trendId, from), from, hourOf(now))
    await writeSnapshots(tx, { tenantId, trendId, rows, now })
    // The trend's first evidence may have been retracted, and old hours leave the bounded history.
    await tx.delete(trendSnapshots).where(and(eq(trendSnapshots.trendId, trendId), lt(trendSnapshots.timestamp, start)))
    await tx.update(trends).set({ snapshotsStaleFrom: null }).where(eq(trends.id, trendId))
    await refreshCurrentValues(tx, [trendId], now)
    return rows.length
  })
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

/** The earliest hour that is missing or stale; never before the start of the grid. */
async function firstHourDue(tx: Db, trend: typeof trends.$inferSelect, start: Date): Promise<Date> {
  const [kept] = await tx
    .select({ last: max(trendSnapshots.timestamp), first: sql<Date | null>`min(${trendSnapshots.timestamp})` })
    .from(trendSnapshots)
    .where(eq(trendSnapshots.trendId, trend.id))
  if (!kept?.last || kept.first === null || new Date(kept.first) > start) return start
  const missing = new Date(kept.last.getTime() + hourMs)
  const stale = trend.snapshotsStaleFrom === null ? missing : hourOf(trend.snapshotsStaleFrom)
  const due = stale < missing ? stale : missing
  return due < start ? start : due
}
