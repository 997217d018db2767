import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { hourOf } from './grid.ts'
import { momentumIsDue } from './momentum-due.ts'

const trendsPerRun = 100

/** Trends of a tenant to snapshot, and whether its events are to be ranked. */
export interface DueSnapshots {
  tenantId: string
  trendIds: string[]
  momentum: boolean
}

/**
 * What there is to snapshot: active trends that lack the current hour or whose evidence changed, in batches by tenant, and
 * tenants whose events are to be ranked. All tenants, or one.
 */
export async function listDueSnapshots(
  db: Db,
  { now, tenantId }: { now: Date; tenantId?: string },
): Promise<DueSnapshots[]> {
  const only = (column: SQL) => (tenantId === undefined ? sql`true` : sql`${column} = ${tenantId}`)
  const hour = sql`${hourOf(now).toISOString()}::timestamptz`
  const rows = await db.execute<{ tenant_id: string; trend_id: string | null }>(sql`
    select t.tenant_id, t.id as trend_id from trends t
    where ${only(sql`t.tenant_id`)} and t.is_active and (t.snapshots_stale_from is not null
      or not exists (select from trend_snapshots s where s.trend_id = t.id and s.timestamp = ${hour}))
    union all
    select n.id, null from tenants n
    where ${only(sql`n.id`)} and ${momentumIsDue(sql`n.id`, now)}
    order by 1, 2 nulls last`)
  const batches: DueSnapshots[] = []
  for (const { tenant_id, trend_id } of rows) {
    let batch = batches.at(-1)
    if (batch?.tenantId !== tenant_id || (trend_id !== null && batch.trendIds.length >= trendsPerRun)) {
      batch = { tenantId: tenant_id, trendIds: [], momentum: false }
      batches.push(batch)
    }
    if (trend_id === null) batch.momentum = true
    else batch.trendIds.push(trend_id)
  }
  return batches
}
