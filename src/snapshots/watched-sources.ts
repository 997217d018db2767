import { and, eq, isNotNull, notInArray, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { sources } from '../db/schema/index.ts'
import type { WatchedSource } from '../trends/index.ts'

/** Connectors that are handed their items: silence on them means nothing happened, not that nobody looked. */
const unpolled = ['push', 'file']

/** The tenant's active polled sources by name, with the times they were read successfully since shortly before `from`. */
export async function listWatchedSources(
  db: Db,
  tenantId: string,
  from: Date,
): Promise<(WatchedSource & { name: string })[]> {
  const rows = await db
    .select()
    .from(sources)
    .where(
      and(
        eq(sources.tenantId, tenantId),
        eq(sources.isActive, true),
        isNotNull(sources.intervalSeconds),
        notInArray(sources.connector, unpolled),
      ),
    )
  if (rows.length === 0) return []
  // A success further back than twice the interval makes no difference at `from`.
  const checks = await db.execute<{ source_id: string; times: string[] }>(sql`
    select c.source_id, array_agg((extract(epoch from c.checked_at) * 1000)::bigint::text order by c.checked_at) as times
    from source_health_checks c join sources s on s.id = c.source_id
    where s.tenant_id = ${tenantId} and s.is_active and c.outcome <> 'failed'
      and c.checked_at >= ${from.toISOString()}::timestamptz - 2 * coalesce(s.interval_seconds, 0) * interval '1 second'
    group by c.source_id`)
  const successes = new Map(checks.map((row) => [row.source_id, row.times.map((time) => new Date(Number(time)))]))
  return rows.map((row) => {
    const recorded = successes.get(row.id) ?? []
    const last = row.lastSuccessAt
    return {
      name: row.name,
      intervalSeconds: row.intervalSeconds ?? 0,
      knownSince: row.createdAt,
      successes: last === null || recorded.some((at) => at >= last) ? recorded : [...recorded, last],
    }
  })
}
