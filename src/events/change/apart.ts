import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'

/** Actor of changes that grouping makes by itself; every other actor is a person. */
export const grouping = 'cluster-events'

/**
 * Pairs of a tenant's events that a person keeps apart: by splitting one off the other, by moving items between them, or
 * by undoing their merge. An event that has since become part of another is given by that one's id.
 */
export async function listEventsApart(db: Db, tenantId: string): Promise<[string, string][]> {
  const rows = await db.execute<{ a: string; b: string }>(sql`
    with recursive said as (
      select id, from_event_id as a, to_event_id as b from event_lineage
      where tenant_id = ${tenantId}
        and (kind in ('split', 'move') and actor <> ${grouping} and undone_at is null or kind = 'merge' and undone_at is not null)
    ), walk as (
      select id, 1 as side, a as event from said
      union select id, 2, b from said
      union select walk.id, walk.side, e.merged_into from walk join events e on e.id = walk.event where e.merged_into is not null
    ), stands as (
      select walk.id, walk.side, walk.event from walk join events e on e.id = walk.event where e.merged_into is null
    )
    select distinct one.event as a, other.event as b
    from stands one join stands other on other.id = one.id and other.side = 2
    where one.side = 1 and one.event <> other.event
    order by a, b`)
  return rows.map(({ a, b }) => [a, b])
}
