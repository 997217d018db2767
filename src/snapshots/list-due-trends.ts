import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { hourOf } from './grid.ts'

const trendsPerRun = 100

/**
 * Tenants with something to snapshot: active trends that lack the current hour or whose evidence changed, in batches; a
 * tenant whose events were not yet ranked this hour is listed even without any. All tenants, or one.
 */
export async function listDueSnapshots(
  db: Db,
  { now, tenantId }: { now: Date; tenantId?: string },
): Promise<{ tenantId: string; trendIds: string[] }[]> {
  const only = (column: SQL) => (tenantId === undefined ? sql`true` : sql`${column} = ${tenantId}`)
  const hour = sql`${hourOf(now).toISOString()}::timestamptz`
  const rows = await db.execute<{ tenant_id: string; trend_id: string | null }>(sql`
    select t.tenant_id, t.id as trend_id from trends t
    where ${only(sql`t.tenant_id`)} and t.is_active and (t.snapshots_stale_from is not null
      or not exists (select from trend_snapshots s where s.trend_id = t.id and s.timestamp = ${hour}))
    union all
    select n.id, null from tenants n
    where ${only(sql`n.id`)} and exists (select from events e where e.tenant_id = n.id)
      and not exists (select from event_rankings r where r.tenant_id = n.id and r.taken_at >= ${hour})
    order by 1, 2`)
  const batches: { tenantId: string; trendIds: string[] }[] = []
  for (const { tenant_id: tenantId, trend_id: trendId } of rows) {
    const last = batches.at(-1)
    const open =
      last?.tenantId === tenantId && last.trendIds.length < trendsPerRun ? last : { tenantId, trendIds: [] as string[] }
    if (open !== last) batches.push(open)
    if (trendId !== null) open.trendIds.push(trendId)
  }
  return batches
}
