import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { sources, tenants } from '../db/schema/index.ts'
import { NotFoundError } from '../errors.ts'
import { type EntryRow, entryRow } from './entry-row.ts'
import { type NewItem, type NewItemInput, newItem } from './new-item.ts'

export interface RejectedEntry {
  /** Position in the entries given. */
  index: number
  problems: { field: string; message: string }[]
}

export interface SavedItems {
  /** One per entry, in order: the id of its item, null when it was rejected or its item is no longer kept. */
  ids: (string | null)[]
  inserted: number
  revised: number
  unchanged: number
  rejected: RejectedEntry[]
}

interface Identity extends Record<string, unknown> {
  external_id: string
  item_id: string
  content_hash: string
  deleted: boolean
}

/**
 * Stores entries of one source in one transaction: new ones as pending items with the next arrival numbers of their
 * tenant, changed ones as a revision that keeps id and seq and goes through `normalize` again, known ones not at all.
 * Of several entries with the same external id the one updated last counts, of equal ones the last. Entries that cannot be
 * stored are reported, the others go through. Content deleted here stays deleted.
 */
export async function saveItems(
  db: Db,
  batch: { tenantId: string; sourceId: string; entries: readonly NewItemInput[]; now: Date },
): Promise<SavedItems> {
  const rejected: RejectedEntry[] = []
  const chosen = new Map<string, NewItem>()
  const externalIds = batch.entries.map((input, index) => {
    const entry = parseEntry(input)
    if ('problems' in entry) {
      rejected.push({ index, problems: entry.problems })
      return null
    }
    const other = chosen.get(entry.externalId)
    if (!other || (entry.updatedAt?.getTime() ?? 0) >= (other.updatedAt?.getTime() ?? 0))
      chosen.set(entry.externalId, entry)
    return entry.externalId
  })
  const rows = [...chosen.values()].map(entryRow)
  if (rows.length === 0) return { ids: externalIds, inserted: 0, revised: 0, unchanged: 0, rejected }
  const stored = await db.transaction((tx) => store(tx, batch, rows))
  return {
    ids: externalIds.map((id) => (id === null ? null : (stored.itemIds.get(id) ?? null))),
    inserted: stored.inserted,
    revised: stored.revised,
    unchanged: rows.length - stored.inserted - stored.revised,
    rejected,
  }
}

function parseEntry(input: NewItemInput): NewItem | { problems: RejectedEntry['problems'] } {
  const parsed = newItem.safeParse(input)
  if (!parsed.success) {
    return { problems: parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message })) }
  }
  return parsed.data
}

interface Batch {
  tenantId: string
  sourceId: string
  now: Date
}

async function store(
  tx: Db,
  batch: Batch,
  rows: readonly EntryRow[],
): Promise<{ itemIds: Map<string, string>; inserted: number; revised: number }> {
  const { tenantId, sourceId, now } = batch
  // The tenant's row is locked before anything is read: savers of one tenant queue up, so commit order is seq order.
  const [locked] = await tx
    .select({ seq: tenants.itemSeq, connector: sources.connector })
    .from(tenants)
    .innerJoin(sources, and(eq(sources.tenantId, tenants.id), eq(sources.id, sourceId)))
    .where(eq(tenants.id, tenantId))
    .for('update', { of: tenants })
  if (!locked) throw new NotFoundError(`Tenant ${tenantId} has no source ${sourceId}.`)
  const known = await identitiesOf(tx, sourceId, rows)
  const fresh = rows.filter((row) => !known.has(row.external_id))
  const changed = rows.filter((row) => {
    const identity = known.get(row.external_id)
    return identity && !identity.deleted && identity.content_hash !== row.entry_hash
  })
  const itemIds = new Map([...known].map(([externalId, identity]) => [externalId, identity.item_id]))
  const arrivals = fresh.map((row, i) => ({ ...row, id: newId(now), seq: locked.seq + i + 1 }))
  for (const { external_id, id } of arrivals) itemIds.set(external_id, id)
  if (arrivals.length > 0) await insertItems(tx, { ...batch, connector: locked.connector }, arrivals)
  const revised =
    changed.length > 0
      ? await reviseItems(
          tx,
          batch,
          changed.map((row) => ({ ...row, id: itemIds.get(row.external_id)! })),
        )
      : 0
  await saveEngagement(
    tx,
    rows
      .filter((row) => row.counted && known.has(row.external_id))
      .map((row) => ({ ...row, id: itemIds.get(row.external_id)! })),
  )
  return { itemIds, inserted: arrivals.length, revised }
}

async function identitiesOf(tx: Db, sourceId: string, rows: readonly EntryRow[]): Promise<Map<string, Identity>> {
  const found = await tx.execute<Identity>(sql`
    select external_id, item_id, content_hash, deleted_at is not null as deleted
    from item_identities
    where source_id = ${sourceId} and external_id in (select value from json_array_elements_text(${JSON.stringify(rows.map((row) => row.external_id))}::json))`)
  return new Map(found.map((row) => [row.external_id, row]))
}

// One JSON parameter for all rows: a statement with one parameter per value is limited to 65,534 and slower to build.
const columns = sql.raw(`
  id uuid, seq bigint, external_id text, url text, title text, text text, author text, published_at timestamptz,
  language text, publisher text, entry_hash text, views bigint, likes bigint, shares bigint, comments bigint,
  metadata jsonb, raw jsonb`)

async function insertItems(
  tx: Db,
  { tenantId, sourceId, connector, now }: Batch & { connector: string },
  arrivals: readonly object[],
): Promise<void> {
  const at = now.toISOString()
  await tx.execute(sql`
    with entry as materialized (select * from json_to_recordset(${JSON.stringify(arrivals)}::json) as entry(${columns})),
    numbered as (update tenants set item_seq = item_seq + ${arrivals.length} where id = ${tenantId}),
    identified as (
      insert into item_identities (source_id, external_id, tenant_id, item_id, content_hash, first_seen_at)
      select ${sourceId}::uuid, external_id, ${tenantId}, id, entry_hash, ${at}::timestamptz from entry)
    insert into items (id, tenant_id, seq, source_id, connector, external_id, url, title, text, author, publisher, published_at,
      fetched_at, ingested_at, language, views, likes, shares, comments, enrichment_metadata, raw)
    select id, ${tenantId}, seq, ${sourceId}::uuid, ${connector}, external_id, url, title, text, author, publisher, published_at,
      ${at}::timestamptz, ${at}::timestamptz, language, views, likes, shares, comments, metadata, raw
    from entry order by seq`)
}

/** Keeps the old text, puts the new one in its place and makes the item pending again. Items no longer kept are skipped. */
async function reviseItems(
  tx: Db,
  { tenantId, sourceId, now }: Batch,
  changed: readonly (EntryRow & { id: string })[],
): Promise<number> {
  const at = now.toISOString()
  const withRevisionIds = changed.map((row) => ({ ...row, revision_id: newId(now) }))
  const entries = sql`json_to_recordset(${JSON.stringify(withRevisionIds)}::json) as entry(${columns}, revision_id uuid, corrected boolean)`
  const reason = sql`case when entry.corrected then 'corrected' else 'edited' end`
  await tx.execute(sql`
    insert into item_revisions (id, tenant_id, item_id, revision, title, text, content_hash, reason, replaced_at)
    select entry.revision_id, ${tenantId}, items.id, items.revision, items.title, items.text, items.content_hash, ${reason}, ${at}::timestamptz
    from ${entries} join items on items.id = entry.id and items.tenant_id = ${tenantId}`)
  const [result] = await tx.execute<{ revised: number }>(sql`
    with entry as materialized (select * from ${entries}),
    noted as (
      update item_identities set content_hash = entry.entry_hash from entry
      where item_identities.source_id = ${sourceId} and item_identities.external_id = entry.external_id),
    revised as (
      update items set title = entry.title, text = entry.text, url = coalesce(entry.url, items.url),
        author = coalesce(entry.author, items.author), publisher = entry.publisher, language = entry.language,
        published_at = entry.published_at, enrichment_metadata = entry.metadata || jsonb_build_object('pending', ${reason}),
        raw = entry.raw, revision = items.revision + 1, revised_at = ${at}::timestamptz, fetched_at = ${at}::timestamptz,
        processing_status = 'pending', error_message = null, attempts = 0
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
