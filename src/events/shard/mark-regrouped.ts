import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { isUnfinished } from '../../items/index.ts'

/**
 * Takes the mark `regroup_due` off items that were grouped or described anew. An item that changed again since it was
 * read has another revision and keeps its mark.
 */
export async function markRegrouped(
  tx: Db,
  tenantId: string,
  read: readonly { itemId: string; revision: number }[],
): Promise<void> {
  if (read.length === 0) return
  const rows = read.map(({ itemId, revision }) => ({ id: itemId, revision }))
  await tx.execute(sql`
    update items set regroup_due = false
    from json_to_recordset(${JSON.stringify(rows)}::json) as done(id uuid, revision int)
    where items.id = done.id and items.tenant_id = ${tenantId} and items.revision = done.revision and items.regroup_due
      and not ${isUnfinished()}`)
}

/** Takes the mark off a tenant's items that are in no event and belong in none: set aside as noise, or in error. */
export async function dropIdleMarks(db: Db, tenantId: string): Promise<void> {
  await db.execute(sql`
    update items set regroup_due = false
    where tenant_id = ${tenantId} and regroup_due and processing_status in ('noise', 'error')
      and not exists (select 1 from event_items m where m.item_id = items.id)`)
}
