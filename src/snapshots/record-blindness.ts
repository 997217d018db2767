import { desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { trendBlindSpans, trends } from '../db/schema/index.ts'
import { blindSpansOf, type WatchedSource } from '../trends/index.ts'
import { listWatchedSources } from './watched-sources.ts'

/** A trend whose sources are to be looked at: since when, and what was last known. */
interface TrendWatch extends Record<string, unknown> {
  trendId: string
  /** Names of its sources; empty = all of the tenant. */
  sources: string[]
  /** Everything before was looked at already. */
  from: Date
  lastSpanId: string | null
  openSince: Date | null
}

/**
 * Notes since when, and until when, all of a trend's polled sources were stale beyond twice their interval; ends open spans.
 * Looks at the time since the trend's last snapshot, from the record of checks, so an outage of Bellwether itself is seen
 * after a restart too. Time before the trend existed is never blind. Returns how many spans began or ended.
 */
export async function recordBlindness(db: Db, { tenantId, now }: { tenantId: string; now: Date }): Promise<number> {
  const watches = await listTrendWatches(db, tenantId)
  const earliestMs = Math.min(now.getTime(), ...watches.map((watch) => watch.from.getTime()))
  const watched = await listWatchedSources(db, tenantId, new Date(earliestMs))
  let changes = 0
  for (const watch of watches) {
    const own = watch.sources.length === 0 ? watched : watched.filter((source) => watch.sources.includes(source.name))
    changes += await recordTrend(db, { tenantId, now, watch, sources: own })
  }
  return changes
}

async function recordTrend(
  db: Db,
  input: { tenantId: string; now: Date; watch: TrendWatch; sources: readonly WatchedSource[] },
): Promise<number> {
  const { tenantId, now, watch } = input
  const spans = blindSpansOf(input.sources, watch.from, now)
  const continued = watch.openSince === null ? undefined : spans[0]
  const begun = watch.openSince === null ? spans : spans.slice(1)
  // Without a span left some source was, after all, being read: the open span never was.
  const endedAt = watch.openSince === null ? null : continued === undefined ? watch.openSince : continued.endedAt
  const stale = endedAt ?? begun[0]?.startedAt
  if (stale === undefined) return 0
  return db.transaction(async (tx) => {
    await tx.select({ id: trends.id }).from(trends).where(eq(trends.id, watch.trendId)).for('update')
    // Somebody else has looked meanwhile: the next run starts from what they found.
    if (!(await isStillLast(tx, watch))) return 0
    if (endedAt !== null && watch.lastSpanId !== null)
      await tx
        .update(trendBlindSpans)
        .set({ endedAt, endedRecordedAt: now })
        .where(eq(trendBlindSpans.id, watch.lastSpanId))
    for (const span of begun)
      await tx.insert(trendBlindSpans).values({
        ...span,
        id: newId(now),
        tenantId,
        trendId: watch.trendId,
        recordedAt: now,
        endedRecordedAt: span.endedAt === null ? null : now,
      })
    await tx
      .update(trends)
      .set({ snapshotsStaleFrom: sql`least(${trends.snapshotsStaleFrom}, ${stale.toISOString()}::timestamptz)` })
      .where(eq(trends.id, watch.trendId))
    return begun.length + (endedAt === null ? 0 : 1)
  })
}

async function isStillLast(tx: Db, watch: TrendWatch): Promise<boolean> {
  const [last] = await tx
    .select({ id: trendBlindSpans.id, endedAt: trendBlindSpans.endedAt })
    .from(trendBlindSpans)
    .where(eq(trendBlindSpans.trendId, watch.trendId))
    .orderBy(desc(trendBlindSpans.startedAt), desc(trendBlindSpans.id))
    .limit(1)
  return (
    (last?.id ?? null) === watch.lastSpanId &&
    (last === undefined || (last.endedAt === null) === (watch.openSince !== null))
  )
}

async function listTrendWatches(db: Db, tenantId: string): Promise<TrendWatch[]> {
  const rows = await db.execute<{
    trend_id: string
    sources: string[] | null
    created_at: string
    snapshot_at: string | null
    span_id: string | null
    started_at: string | null
    ended_at: string | null
  }>(sql`
    select t.id as trend_id, d.definition -> 'sources' as sources, t.created_at, last_span.id as span_id,
      last_span.started_at, last_span.ended_at,
      (select max(s.timestamp) from trend_snapshots s where s.trend_id = t.id) as snapshot_at
    from trends t
    join trend_definitions d on d.id = t.current_definition_id
    left join lateral (
      select b.id, b.started_at, b.ended_at from trend_blind_spans b
      where b.trend_id = t.id order by b.started_at desc, b.id desc limit 1
    ) last_span on true
    where t.tenant_id = ${tenantId} and t.is_active
    order by t.id`)
  return rows.map((row) => {
    const openSince = row.started_at !== null && row.ended_at === null ? new Date(row.started_at) : null
    const seen = [row.created_at, row.snapshot_at, row.ended_at].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
    return {
      trendId: row.trend_id,
      sources: row.sources ?? [],
      from: openSince ?? new Date(Math.max(...seen)),
      lastSpanId: row.span_id,
      openSince,
    }
  })
}
