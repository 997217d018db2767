import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { uuids } from '../db/uuids.ts'

/** So long an item waits for its article page before it goes on with what the feed said, clock time. */
const HOLD_MS = 90_000

/**
 * Asks for the article pages of those of the given items that are new or changed, have an address, and whose source wants full
 * text. Asked again for the same revision, it changes nothing.
 */
export async function requestPages(tx: Db, tenantId: string, itemIds: readonly string[], now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  await tx.execute(sql`
    insert into item_pages as page (item_id, tenant_id, url, host, item_revision, state, due_at, hold_until)
    select items.id, items.tenant_id, items.url, lower(split_part(items.url, '/', 3)), items.revision, 'due', ${at},
      ${new Date(now.getTime() + HOLD_MS).toISOString()}::timestamptz
    from items join sources on sources.id = items.source_id and sources.full_text
    where items.tenant_id = ${tenantId} and items.processing_status = 'pending' and items.deleted_at is null
      and items.url ~* '^https?://[^/]'
      and items.id = any(${uuids(itemIds)})
    on conflict (item_id) do update set url = excluded.url, host = excluded.host, item_revision = excluded.item_revision,
      state = 'due', due_at = excluded.due_at, hold_until = excluded.hold_until, attempts = 0, error = null
    where page.item_revision < excluded.item_revision`)
}

/**
 * Makes the pages of entries due again that say they were updated since, though their words in the feed are the same: what
 * changed is on the page.
 */
export async function requestUpdatedPages(
  tx: Db,
  rows: readonly { id: string; metadata: { entry: { updatedAt: string | null } } }[],
  now: Date,
): Promise<void> {
  const updated = rows.flatMap(({ id, metadata }) =>
    metadata.entry.updatedAt ? [{ id, updated: metadata.entry.updatedAt }] : [],
  )
  if (updated.length === 0) return
  await tx.execute(sql`
    with seen as (
      update items set enrichment_metadata = jsonb_set(enrichment_metadata, '{entry,updatedAt}', to_jsonb(entry.updated))
      from json_to_recordset(${JSON.stringify(updated)}::json) as entry(id uuid, updated text)
      where items.id = entry.id and entry.updated > coalesce(items.enrichment_metadata -> 'entry' ->> 'updatedAt', '')
      returning items.id)
    update item_pages set due_at = ${now.toISOString()}::timestamptz
    from seen where item_pages.item_id = seen.id and item_pages.state = 'read'`)
}

/** SQL: the row of `items` does not wait for its article page any longer. */
export const isNotHeld = (now: Date) => sql`not exists (
  select 1 from item_pages where item_pages.item_id = items.id and item_pages.state = 'due'
    and item_pages.hold_until > ${now.toISOString()}::timestamptz)`
