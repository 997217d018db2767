import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'

/**
 * Records that a source withdrew entries (HTTP 410, a deletion notice): their text moves to the revisions, the items stay as
 * marked stubs so that what rested on them can be taken back, and the entries never come back as new. Answers the ids of the
 * items; entries deleted before or never seen are passed over.
 */
export async function deleteItems(
  db: Db,
  {
    tenantId,
    sourceId,
    externalIds,
    foundIn = 'entry',
    notice = null,
    now,
  }: {
    tenantId: string
    sourceId: string
    externalIds: readonly string[]
    /** Where the withdrawal was seen, and in which words. */
    foundIn?: 'entry' | 'page'
    notice?: string | null
    now: Date
  },
): Promise<string[]> {
  if (externalIds.length === 0) return []
  const at = now.toISOString()
  const entries = externalIds.map((externalId) => ({ external_id: externalId, revision_id: newId(now) }))
  const entry = sql`json_to_recordset(${JSON.stringify(entries)}::json) as entry(external_id text, revision_id uuid)`
  return await db.transaction(async (tx) => {
    const gone = await tx.execute<{ item_id: string; revision_id: string }>(sql`
      update item_identities set deleted_at = ${at}::timestamptz from ${entry}
      where item_identities.source_id = ${sourceId} and item_identities.tenant_id = ${tenantId}
        and item_identities.external_id = entry.external_id and item_identities.deleted_at is null
      returning item_id, revision_id`)
    const stubs = sql`json_to_recordset(${JSON.stringify(gone)}::json) as stub(item_id uuid, revision_id uuid)`
    await tx.execute(sql`
      insert into item_revisions (id, tenant_id, item_id, revision, title, text, content_hash, reason, notice, found_in, replaced_at)
      select stub.revision_id, ${tenantId}, items.id, items.revision, items.title, items.text, items.content_hash, 'deleted', ${notice}::text, ${foundIn}::text, ${at}::timestamptz
      from ${stubs} join items on items.id = stub.item_id and items.tenant_id = ${tenantId}`)
    await tx.execute(sql`
      update items set deleted_at = ${at}::timestamptz, revised_at = ${at}::timestamptz, revision = items.revision + 1,
        text = '', fts = null, fingerprints = '{}', regroup_due = true
      from ${stubs} where items.id = stub.item_id and items.tenant_id = ${tenantId}`)
    return gone.map((row) => row.item_id)
  })
}
