import { eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { tenants } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import { NotFoundError } from '../errors.ts'
import type { EntryRow } from './entry-row.ts'
import { requestPages, requestUpdatedPages } from './request-pages.ts'

/** An entry's columns with its source. */
export type KeyedRow = EntryRow & { source_id: string }

interface Identity extends Record<string, unknown> {
  source_id: string
  external_id: string
  item_id: string
  content_hash: string
  deleted: boolean
}

interface Batch {
  tenantId: string
  now: Date
}

/** An entry's identity as one string. */
export const entryKey = (sourceId: string, externalId: string): string => `${sourceId} ${externalId}`
const keyOf = (row: { source_id: string; external_id: string }): string => entryKey(row.source_id, row.external_id)

/** Writes entries, each external id at most once per source, in the transaction given; answers item ids by `entryKey`. */
export async function storeEntries(
  tx: Db,
  batch: Batch,
  rows: readonly KeyedRow[],
): Promise<{ itemIds: Map<string, string>; inserted: number; revised: number }> {
  // The tenant's row is locked before anything is read: savers of one tenant queue up, so commit order is seq order.
  const [tenant] = await tx
    .select({ seq: tenants.itemSeq })
    .from(tenants)
    .where(eq(tenants.id, batch.tenantId))
    .for('update')
  if (!tenant) throw new NotFoundError(`There is no tenant ${batch.tenantId}.`)
  const sources = await sourcesOf(tx, batch.tenantId, rows)
  const known = await identitiesOf(tx, rows)
  const arrivals = rows
    .filter((row) => !known.has(keyOf(row)))
    .map((row, i) => ({
      ...row,
      connector: sources.get(row.source_id)?.connector,
      id: newId(batch.now),
      seq: tenant.seq + i + 1,
    }))
  const kept = rows.flatMap((row) => {
    const identity = known.get(keyOf(row))
    return identity && !identity.deleted ? [{ ...row, id: identity.item_id, known_hash: identity.content_hash }] : []
  })
  if (arrivals.length > 0) await insertItems(tx, batch, arrivals)
  const changed = kept.filter((row) => row.known_hash !== row.entry_hash)
  const revised = await reviseItems(tx, batch, changed)
  const wantsPage = (row: { source_id: string }) => sources.get(row.source_id)?.full_text
  const readable = [...arrivals, ...changed].filter(wantsPage).map((row) => row.id)
  if (readable.length > 0) await requestPages(tx, batch.tenantId, readable, batch.now)
  await requestUpdatedPages(
    tx,
    kept.filter((row) => wantsPage(row) && row.known_hash === row.entry_hash),
    batch.now,
  )
  await saveEngagement(
    tx,
    kept.filter((row) => row.counted),
  )
  const itemIds = new Map([...arrivals, ...kept].map((row) => [keyOf(row), row.id]))
  return { itemIds, inserted: arrivals.length, revised }
}

interface SourceFacts extends Record<string, unknown> {
  id: string
  connector: string
  full_text: boolean
}

async function sourcesOf(tx: Db, tenantId: string, rows: readonly KeyedRow[]): Promise<Map<string, SourceFacts>> {
  const ids = [...new Set(rows.map((row) => row.source_id))]
  const found = await tx.execute<SourceFacts>(sql`
    select id, connector, full_text from sources where tenant_id = ${tenantId}
      and id = any(${uuids(ids)})`)
  const sources = new Map(found.map((row) => [row.id, row]))
  const missing = ids.find((id) => !sources.has(id))
  if (missing) throw new NotFoundError(`Tenant ${tenantId} has no source ${missing}.`)
  return sources
}

async function identitiesOf(tx: Db, rows: readonly KeyedRow[]): Promise<Map<string, Identity>> {
  const wanted = rows.map(({ source_id, external_id }) => ({ source_id, external_id }))
  const found = await tx.execute<Identity>(sql`
    select known.source_id, known.external_id, item_id, content_hash, deleted_at is not null as deleted
    from json_to_recordset(${JSON.stringify(wanted)}::json) as wanted(source_id uuid, external_id text)
    join item_identities known on known.source_id = wanted.source_id and known.external_id = wanted.external_id`)
  return new Map(found.map((row) => [keyOf(row), row]))
}

// One JSON parameter for all rows: a statement with one parameter per value is limited to 65,534 and slower to build.
const columns = sql.raw(`
  id uuid, seq bigint, source_id uuid, connector text, external_id text, url text, title text, text text, author text, published_at timestamptz,
  language text, publisher text, entry_hash text, views bigint, likes bigint, shares bigint, comments bigint,
  search_terms json, metadata jsonb, raw jsonb`)

async function insertItems(tx: Db, { tenantId, now }: Batch, arrivals: readonly object[]): Promise<void> {
  const at = now.toISOString()
  await tx.execute(sql`
    with entry as materialized (select * from json_to_recordset(${JSON.stringify(arrivals)}::json) as entry(${columns})),
    numbered as (update tenants set item_seq = item_seq + ${arrivals.length} where id = ${tenantId}),
    identified as (
      insert into item_identities (source_id, external_id, tenant_id, item_id, content_hash, first_seen_at)
      select source_id, external_id, ${tenantId}, id, entry_hash, ${at}::timestamptz from entry)
    insert into items (id, tenant_id, seq, source_id, connector, external_id, url, title, text, author, publisher, published_at,
      fetched_at, ingested_at, language, views, likes, shares, comments, search_terms_matched, enrichment_metadata, raw)
    select id, ${tenantId}, seq, source_id, connector, external_id, url, title, text, author, publisher, published_at,
      ${at}::timestamptz, ${at}::timestamptz, language, views, likes, shares, comments,
      array(select json_array_elements_text(search_terms)), metadata, raw
    from entry order by seq`)
}

/** Keeps the old text, puts the new one in its place and makes the item pending again. Items no longer kept are skipped. */
async function reviseItems(
  tx: Db,
  { tenantId, now }: Batch,
  changed: readonly (EntryRow & { id: string })[],
): Promise<number> {
  if (changed.length === 0) return 0
  const at = now.toISOString()
  const withRevisionIds = changed.map((row) => ({ ...row, revision_id: newId(now) }))
  const entries = sql`json_to_recordset(${JSON.stringify(withRevisionIds)}::json) as entry(${columns}, revision_id uuid)`
  await tx.execute(sql`
    insert into item_revisions (id, tenant_id, item_id, revision, title, text, content_hash, reason, replaced_at)
    select entry.revision_id, ${tenantId}, items.id, items.revision, items.title, items.text, items.content_hash, 'edited', ${at}::timestamptz
    from ${entries} join items on items.id = entry.id and items.tenant_id = ${tenantId}`)
  const [result] = await tx.execute<{ revised: number }>(sql`
    with entry as materialized (select * from ${entries}),
    noted as (
      update item_identities set content_hash = entry.entry_hash from entry
      where item_identities.source_id = entry.source_id and item_identities.external_id = entry.external_id),
    revised as (
      update items set title = entry.title, text = entry.text, url = coalesce(entry.url, items.url),
        author = coalesce(entry.author, items.author), publisher = entry.publisher, language = entry.language,
        published_at = entry.published_at, enrichment_metadata = entry.metadata,
        raw = entry.raw, revision = items.revision + 1, revised_at = ${at}::timestamptz, fetched_at = ${at}::timestamptz,
        processing_status = 'pending', error_message = null, attempts = 0, regroup_due = true
      from entry where items.id = entry.id and items.tenant_id = ${tenantId} returning 1)
    select count(*)::int as revised from revised`)
  return result?.revised ?? 0
}

/** Counts of views and the like move without the words changing; they are no revision. */
async function saveEngagement(tx: Db, rows: readonly { id: string }[]): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(sql`
    update items set views = coalesce(entry.views, items.views), likes = coalesce(entry.likes, items.likes),
      shares = coalesce(entry.shares, items.shares), comments = coalesce(entry.comments, items.comments)
    from json_to_recordset(${JSON.stringify(rows)}::json) as entry(${columns})
    where items.id = entry.id and (entry.views, entry.likes, entry.shares, entry.comments)
      is distinct from (items.views, items.likes, items.shares, items.comments)`)
}
