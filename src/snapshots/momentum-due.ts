import { type SQL, sql } from 'drizzle-orm'
import { isMoving } from '../events/index.ts'
import { hourOf } from './grid.ts'

/** Condition on a tenant id: events that still move were not ranked this hour, or some were never ranked. */
export function momentumIsDue(tenantId: SQL, now: Date): SQL {
  const hour = sql`${hourOf(now).toISOString()}::timestamptz`
  const moving = sql`select from events e where e.tenant_id = ${tenantId} and ${isMoving(sql`e`)}
    and (e.activity_state <> 'closed' or e.momentum_at is null)`
  return sql`(exists (${moving} and e.momentum_at is null) or exists (${moving})
    and not exists (select from event_rankings r where r.tenant_id = ${tenantId} and r.taken_at >= ${hour}))`
}
