import { sql } from 'drizzle-orm'
import type { Db } from '../../src/db/client.ts'
import { ensurePartitions } from '../../src/db/migrate.ts'

const dayMs = 86_400_000

/**
 * Multiplies what the pipeline has made of the items in the database (items, identities, events, their items, evidence) until
 * about `wanted` more items are there, each copy some days further back. The next arrivals find the numbers they would have.
 * Answers how many items there are then.
 */
export async function addHistory(db: Db, wanted: number): Promise<number> {
  const [{ items = 0, days = 1 } = {}] = await db.execute<{ items: number; days: number }>(sql`
    select count(*)::int as items, ceil(extract(epoch from max(published_at) - min(published_at)) / 86400)::int + 1 as days from items`)
  const rounds = Math.ceil(wanted / Math.max(1, items))
  const now = Date.now()
  for (let month = 0; month < 36; month++) await ensurePartitions(db, new Date(now - month * 30 * dayMs))
  // Copies arrive in the 30 days before now; what they report lies further and further back.
  const back = sql`make_interval(days => (r * ${days})::int)`
  // One instant for all tables: ids made of it must agree.
  const arrived = sql`${new Date(now).toISOString()}::timestamptz`
  const copiedId = (id: string) =>
    sql`(left(uuid_v7_floor(${arrived} - make_interval(secs => r * 2592000.0 / ${rounds}))::text, 14) || '7' || substr(md5(${sql.raw(id)}::text || r), 1, 3)
      || '-8' || substr(md5(${sql.raw(id)}::text || r), 4, 3) || '-' || substr(md5(${sql.raw(id)}::text || r), 7, 12))::uuid`
  const seq = sql`seq + r * ${items}`
  await multiply(db, 'item_identities', rounds, {
    item_id: copiedId('item_id'),
    external_id: sql`external_id || '-' || r`,
  })
  await multiply(db, 'events', rounds, {
    id: copiedId('id'),
    primary_item_id: copiedId('primary_item_id'),
    first_seen_at: sql`first_seen_at - ${back}`,
    last_updated_at: sql`last_updated_at - ${back}`,
    // What time has made of events that old; those merged stay as they were then.
    activity_state: sql`case when merged_into is null then 'closed' else activity_state end`,
    momentum_state: sql`case when merged_into is null then 'dead' else momentum_state end`,
    momentum_at: sql`${arrived}`,
    rank: sql`null::int`,
    merged_into: copiedId('merged_into'),
  })
  await multiply(db, 'event_items', rounds, { item_id: copiedId('item_id'), event_id: copiedId('event_id'), seq })
  await multiply(db, 'trend_evidence', rounds, {
    id: sql`gen_random_uuid()`,
    event_id: copiedId('event_id'),
    effective_at: sql`effective_at - ${back}`,
  })
  await multiply(db, 'items', rounds, {
    id: copiedId('id'),
    seq,
    external_id: sql`external_id || '-' || r`,
    published_at: sql`published_at - ${back}`,
    content_hash: sql`md5(content_hash || r)`,
    fingerprints: sql`array(select hashint4(print + r) from unnest(fingerprints) print)`,
    duplicate_of: sql`null::uuid`,
  })
  const [last] = await db.execute<{ items: number; seq: number }>(sql`
    select count(*)::int as items, max(seq)::int as seq from items`)
  await db.execute(sql`update tenants set item_seq = ${last?.seq ?? 0} where id = 'main'`)
  await db.execute(sql`update event_shards set cursor_seq = ${last?.seq ?? 0}, version = version + 1`)
  await db.execute(sql`vacuum analyze`)
  return last?.items ?? 0
}

/** Inserts every row of a table `rounds` times more; `r` counts the rounds in the columns that must differ. */
async function multiply(db: Db, table: string, rounds: number, differing: Record<string, unknown>): Promise<void> {
  const columns = await db.execute<{ name: string }>(sql`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`)
  const names = columns.map(({ name }) => name)
  const values = names.map((name) => (name in differing ? sql`${differing[name]}` : sql.identifier(name)))
  await db.execute(sql`
    insert into ${sql.identifier(table)} (${sql.join(
      names.map((name) => sql.identifier(name)),
      sql`, `,
    )})
    select ${sql.join(values, sql`, `)} from ${sql.identifier(table)} cross join generate_series(1, ${rounds}) r`)
}
