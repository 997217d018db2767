import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { uuids } from '../../db/uuids.ts'

/** An article page that is to be read. */
export interface DuePage extends Record<string, unknown> {
  itemId: string
  tenantId: string
  sourceId: string
  externalId: string
  url: string
  host: string
  attempts: number
  state: 'due' | 'read' | 'failed'
  etag: string | null
  lastModified: string | null
  /** Its source may lie on a private network. */
  allowPrivate: boolean
}

/** Items of the pages due at `now`, in batches; the pages of one host share a batch where they fit. */
export async function listDuePages(
  db: Db,
  now: Date,
  { batch, limit }: { batch: number; limit: number },
): Promise<string[][]> {
  const rows = await db.execute<{ item_id: string; host: string }>(sql`
    select item_id, host from item_pages where due_at <= ${now.toISOString()}::timestamptz
    order by due_at, item_id limit ${limit}`)
  const place = new Map<string, number>()
  for (const { host } of rows) if (!place.has(host)) place.set(host, place.size)
  const ids = [...rows].sort((a, b) => (place.get(a.host) ?? 0) - (place.get(b.host) ?? 0)).map((row) => row.item_id)
  return Array.from({ length: Math.ceil(ids.length / batch) }, (_, i) => ids.slice(i * batch, (i + 1) * batch))
}

/** Takes those of the given items' pages that are due, and puts them off until `leaseUntil` so that nobody else reads them meanwhile. */
export async function claimDuePages(
  db: Db,
  itemIds: readonly string[],
  now: Date,
  leaseUntil: Date,
): Promise<DuePage[]> {
  return await db.execute<DuePage>(sql`
    with due as (
      select item_id from item_pages
      where due_at <= ${now.toISOString()}::timestamptz
        and item_id = any(${uuids(itemIds)})
      order by item_id for update skip locked),
    claimed as (
      update item_pages set due_at = ${leaseUntil.toISOString()}::timestamptz from due
      where item_pages.item_id = due.item_id returning item_pages.*)
    select claimed.item_id as "itemId", claimed.tenant_id as "tenantId", items.source_id as "sourceId",
      items.external_id as "externalId", claimed.url, claimed.host, claimed.attempts, claimed.state,
      claimed.etag, claimed.last_modified as "lastModified", coalesce(sources.config ->> 'allowPrivate' = 'true', false) as "allowPrivate"
    from claimed join items on items.id = claimed.item_id left join sources on sources.id = items.source_id
    order by items.seq desc`)
}

/** Puts a page off without counting it as tried; its item waits for it no longer when the page has to wait itself. */
export async function putOffPage(db: Db, itemId: string, until: Date, now: Date): Promise<void> {
  await db.execute(sql`
    update item_pages set due_at = ${until.toISOString()}::timestamptz,
      hold_until = case when ${until > now} then null else hold_until end
    where item_id = ${itemId}::uuid and due_at is not null`)
}
