import { and, asc, desc, eq, gte, inArray, lte, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendSnapshots, trends } from '../db/schema/index.ts'

export type SnapshotRow = typeof trendSnapshots.$inferSelect

/** Snapshots of a trend from `from` to `to`, oldest first: the last one of every `bucketHours` hours (counted from the epoch, UTC). */
export async function listSnapshots(
  db: Db,
  trendId: string,
  range: { from: Date; to: Date; bucketHours: number },
): Promise<SnapshotRow[]> {
  const bucket = bucketOf(range.bucketHours)
  const rows = await db
    .selectDistinctOn([bucket])
    .from(trendSnapshots)
    .where(
      and(
        eq(trendSnapshots.trendId, trendId),
        gte(trendSnapshots.timestamp, range.from),
        lte(trendSnapshots.timestamp, range.to),
      ),
    )
    .orderBy(bucket, desc(trendSnapshots.timestamp))
  return rows
}

/** A thin curve of each trend since `from`, oldest first: one point per bucket. */
export async function listCurves(
  db: Db,
  trendIds: readonly string[],
  range: { from: Date; bucketHours: number },
): Promise<Map<string, Pick<SnapshotRow, 'timestamp' | 'probability' | 'bandLow' | 'bandHigh'>[]>> {
  const curves = new Map<string, Pick<SnapshotRow, 'timestamp' | 'probability' | 'bandLow' | 'bandHigh'>[]>()
  if (trendIds.length === 0) return curves
  const bucket = bucketOf(range.bucketHours)
  const rows = await db
    .selectDistinctOn([trendSnapshots.trendId, bucket], {
      trendId: trendSnapshots.trendId,
      timestamp: trendSnapshots.timestamp,
      probability: trendSnapshots.probability,
      bandLow: trendSnapshots.bandLow,
      bandHigh: trendSnapshots.bandHigh,
    })
    .from(trendSnapshots)
    .where(and(inArray(trendSnapshots.trendId, [...trendIds]), gte(trendSnapshots.timestamp, range.from)))
    .orderBy(asc(trendSnapshots.trendId), bucket, desc(trendSnapshots.timestamp))
  for (const { trendId, ...point } of rows) {
    const curve = curves.get(trendId)
    if (curve) curve.push(point)
    else curves.set(trendId, [point])
  }
  return curves
}

/** First and last instant a trend has snapshots for. */
export async function findSnapshotRange(db: Db, trendId: string): Promise<{ first: Date; last: Date } | undefined> {
  const [row] = await db
    .select({
      first: sql<string | null>`min(${trendSnapshots.timestamp})`,
      last: sql<string | null>`max(${trendSnapshots.timestamp})`,
    })
    .from(trendSnapshots)
    .where(eq(trendSnapshots.trendId, trendId))
  return row?.first && row.last ? { first: new Date(row.first), last: new Date(row.last) } : undefined
}

/** The last snapshot of each trend of a tenant, by slug. */
export async function listLatestSnapshots(db: Db, tenantId: string): Promise<(SnapshotRow & { slug: string })[]> {
  const latest = db
    .select()
    .from(trendSnapshots)
    .where(eq(trendSnapshots.trendId, trends.id))
    .orderBy(desc(trendSnapshots.timestamp))
    .limit(1)
    .as('latest')
  const rows = await db
    .select()
    .from(trends)
    .innerJoinLateral(latest, sql`true`)
    .where(eq(trends.tenantId, tenantId))
    .orderBy(asc(trends.slug))
  return rows.map((row) => ({ ...row.latest, slug: row.trends.slug }))
}

const bucketOf = (hours: number) =>
  sql`floor(extract(epoch from ${trendSnapshots.timestamp}) / ${sql.raw(String(Math.round(hours * 3600)))})`

/** How many snapshots of a trend are stored. */
export const countSnapshots = (db: Db, trendId: string): Promise<number> =>
  db.$count(trendSnapshots, eq(trendSnapshots.trendId, trendId))
