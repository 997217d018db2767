import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { isUnfinished } from '../../items/index.ts'
import type { ShardKey } from './shard.ts'

/** First arrival number of a tenant that normalising has not finished with: grouping stops before it. */
export const firstOpen = (tenantId: unknown) => sql`coalesce((
  select min(o.seq) from items o where o.tenant_id = ${tenantId} and ${isUnfinished(sql`o`)}
), 9223372036854775807)`

/**
 * Whether a grouped item `i` stands as it is: its new text is clean, or it is gone. While an edit cannot be normalised the
 * event keeps telling what it told.
 */
export const isSettled = (i: SQL) =>
  sql`(${i}.processing_status in ('classified', 'noise') or ${i}.processing_status = 'error' and ${i}.deleted_at is not null)`

/** Items waiting to be grouped that one look reads, of each tenant. Later ones are found when these are done. */
const ITEMS_LOOKED_AT = 20_000

/**
 * A tenant's first ungrouped items of any language with `after` < seq < `before`, in order of arrival. Items are asked one by one whether an
 * event has them: those past the lowest cursor are few, and a join would read both tables whole.
 */
const waitingItems = (tenantId: SQL, after: SQL, before: SQL) => sql`(
  select i.tenant_id, i.seq, coalesce(i.language, 'und') as language
  from items i
  where i.tenant_id = ${tenantId} and i.seq > ${after} and i.seq < ${before} and i.processing_status = 'classified'
    and (select m.item_id from event_items m where m.item_id = i.id) is null
  order by i.seq limit ${ITEMS_LOOKED_AT}
)`

/**
 * Shards with items to group, or with items marked `regroup_due` because they changed or were finished late, whatever
 * their age. A changed item is its event's shard's business, whatever language it is in now.
 */
export async function listDueShards(db: Db, limit: number): Promise<ShardKey[]> {
  const rows = await db.execute<{ tenant_id: string; language: string }>(sql`
    select tenant_id, language from (
      (
        select i.tenant_id, coalesce(e.language, i.language, 'und') as language
        from items i
        left join event_items m on m.item_id = i.id
        left join events e on e.id = m.event_id
        left join event_shards s on s.tenant_id = i.tenant_id and s.language = coalesce(i.language, 'und')
        where i.regroup_due and (
          m.item_id is not null and ${isSettled(sql`i`)}
          or m.item_id is null and i.processing_status = 'classified' and (s.language is null or i.seq <= s.cursor_seq)
        )
        limit ${ITEMS_LOOKED_AT}
      )
      union
      select e.tenant_id, e.language from events e where e.describe_due
      union
      -- Each step is fenced by its offset: the planner would ask for the bounds once per item, and read every item for them.
      select i.tenant_id, i.language
      from (
        select t.id, ${firstOpen(sql`t.id`)} as open,
          (select coalesce(min(s.cursor_seq), 0) from event_shards s where s.tenant_id = t.id) as low
        from tenants t offset 0
      ) span
      cross join lateral ${waitingItems(sql`span.id`, sql`span.low`, sql`span.open`)} i
      left join event_shards s on s.tenant_id = i.tenant_id and s.language = i.language
      where i.seq > coalesce(s.cursor_seq, 0)
    ) due
    limit ${limit}
  `)
  return rows.map((row) => ({ tenantId: row.tenant_id, language: row.language }))
}

/**
 * Moves the cursors of a tenant's idle shards up to where their next item may be, so that the look for due items stays
 * short. Shards that have a writer right now are left alone.
 */
export async function advanceIdleShards(db: Db, tenantId: string, now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  await db.transaction(async (tx) => {
    const [span] = await tx.execute<{ low: string | null; horizon: string | null }>(sql`
      select (select min(cursor_seq) from event_shards where tenant_id = ${tenantId}) as low,
        least(${firstOpen(tenantId)} - 1, coalesce((select item_seq from tenants where id = ${tenantId}), 0)) as horizon`)
    const low = Number(span?.low ?? 0)
    const last = Number(span?.horizon ?? 0)
    if (last <= low) return
    const waiting = await tx.execute<{ language: string; seq: string; reach: string }>(sql`
      select language, max(seq) as seq, case sum(count(*)) over () when ${ITEMS_LOOKED_AT} then max(max(seq)) over () else ${last} end as reach
      from ${waitingItems(sql`${tenantId}`, sql`${low}`, sql`${last + 1}`)} i group by language`)
    // Beyond the last item looked at there may be others.
    const horizon = Number(waiting[0]?.reach ?? last)
    await openShards(tx, tenantId, low, horizon, now)
    await tx.execute(sql`
      with idle as (
        select s.tenant_id, s.language
        from event_shards s
        where s.tenant_id = ${tenantId} and s.cursor_seq < ${horizon}
          and not exists (
            select from jsonb_to_recordset(${JSON.stringify(waiting)}::text::jsonb) as w(language text, seq bigint)
            where w.language = s.language and w.seq > s.cursor_seq)
        order by s.language
        for update of s skip locked
      )
      update event_shards s set cursor_seq = ${horizon}, updated_at = ${at}
      from idle where s.tenant_id = idle.tenant_id and s.language = idle.language and s.cursor_seq < ${horizon}`)
  })
}

/**
 * Makes the missing shards of the languages met in arrivals `after` < seq <= `upTo`, standing at `after`. Whoever moves a
 * cursor does this first: due items are looked for from the lowest cursor on, so no language may be left behind it unseen.
 */
export async function openShards(tx: Db, tenantId: string, after: number, upTo: number, now: Date): Promise<void> {
  await tx.execute(sql`
    insert into event_shards (tenant_id, language, cursor_seq, updated_at)
    select distinct i.tenant_id, coalesce(i.language, 'und') as language, ${after}::bigint, ${now.toISOString()}::timestamptz
    from items i
    where i.tenant_id = ${tenantId} and i.seq > ${after} and i.seq <= ${upTo} and i.processing_status = 'classified'
      and not exists (
        select 1 from event_shards s where s.tenant_id = i.tenant_id and s.language = coalesce(i.language, 'und'))
    order by language
    on conflict do nothing`)
}
