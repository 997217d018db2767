import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import type { ShardKey } from './shard.ts'

/** How many arrivals behind the cursor are looked at for items that were normalised late, edited or deleted. */
export const LOOK_BACK = 20_000

/** First arrival number of a tenant that normalising has not finished with: grouping stops before it. */
export const firstOpen = (tenantId: unknown) => sql`coalesce((
  select min(o.seq) from items o where o.tenant_id = ${tenantId} and o.processing_status in ('pending', 'processing')
), 9223372036854775807)`

/** Shards with items to group, or with grouped items that changed since. */
export async function listDueShards(db: Db, limit: number): Promise<ShardKey[]> {
  const rows = await db.execute<{ tenant_id: string; language: string }>(sql`
    select distinct t.id as tenant_id, coalesce(i.language, 'und') as language
    from tenants t
    cross join lateral (
      select coalesce(min(s.cursor_seq), 0) as low from event_shards s where s.tenant_id = t.id
    ) shards
    join items i on i.tenant_id = t.id and i.seq > shards.low - ${LOOK_BACK}
      and i.seq < ${firstOpen(sql`t.id`)} and i.processing_status = 'classified'
    left join event_items m on m.item_id = i.id
    where m.item_id is null or i.revised_at > m.added_at or i.deleted_at > m.added_at
    limit ${limit}
  `)
  return rows.map((row) => ({ tenantId: row.tenant_id, language: row.language }))
}

/**
 * Moves the cursors of a tenant's idle shards up to where their next item may be, so that the look for due items stays
 * short. Shards that have a writer right now are left alone.
 */
export async function advanceIdleShards(db: Db, tenantId: string, now: Date): Promise<void> {
  await db.execute(sql`
    with horizon as (
      select least(${firstOpen(tenantId)} - 1, (select item_seq from tenants where id = ${tenantId})) as seq
    ), idle as (
      select s.tenant_id, s.language, h.seq
      from event_shards s, horizon h
      where s.tenant_id = ${tenantId} and s.cursor_seq < h.seq
        and not exists (
          select 1 from items i
          where i.tenant_id = s.tenant_id and i.seq > s.cursor_seq and i.seq <= h.seq
            and i.processing_status = 'classified' and coalesce(i.language, 'und') = s.language
        )
      order by s.language
      for update of s skip locked
    )
    update event_shards s set cursor_seq = idle.seq, updated_at = ${now.toISOString()}::timestamptz
    from idle where s.tenant_id = idle.tenant_id and s.language = idle.language and s.cursor_seq < idle.seq
  `)
}
