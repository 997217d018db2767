import { and, eq, lt, max, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendSnapshots, trends } from '../db/schema/index.ts'
import { asKnownNow, loadRecord, refreshCurrentValues } from '../trends/index.ts'
import { gridStart, hourMs, hourOf } from './grid.ts'
import { sweep } from './sweep.ts'
import { writeSnapshots } from './write-rows.ts'

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
    const history = asKnownNow(await loadRecord(tx, trendId, { activeOnly: true }))
    const firstMs = history.contributions.reduce(
      (first, row) => Math.min(first, row.effectiveAt.getTime()),
      Number.POSITIVE_INFINITY,
    )
    const start = gridStart(trend.createdAt, Number.isFinite(firstMs) ? new Date(firstMs) : null, now)
    const from = rebuild ? start : await firstHourDue(tx, trend, start)
    const rows = sweep(history, from, hourOf(now))
    await writeSnapshots(tx, { tenantId, trendId, rows, now })
    // The trend's first evidence may have been retracted, and old hours leave the bounded history.
    await tx.delete(trendSnapshots).where(and(eq(trendSnapshots.trendId, trendId), lt(trendSnapshots.timestamp, start)))
    await tx.update(trends).set({ snapshotsStaleFrom: null }).where(eq(trends.id, trendId))
    await refreshCurrentValues(tx, [trendId], now)
    return rows.length
  })
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
