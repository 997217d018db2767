import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { itemPages, items } from '../db/schema/index.ts'
import { chooseText, type PageText } from './choose-text.ts'
import { entryHash } from './content-hash.ts'
import { textFrom } from './pending-items.ts'

/** What a reading of an item's article page brought, as columns of `item_pages`. */
export type PageReading = Partial<Omit<typeof itemPages.$inferInsert, 'itemId' | 'tenantId'>>

/**
 * Keeps what was read of an item's page and, in the same transaction, makes the item pending again where its text would be
 * another one now. A page that has changed since the item took its text from it is an edit: the earlier text becomes a revision.
 * Saving the same reading twice changes nothing. Answers what became of the item.
 */
export async function savePage(
  db: Db,
  { tenantId, itemId, reading, now }: { tenantId: string; itemId: string; reading: PageReading; now: Date },
): Promise<'kept' | 'pending' | 'revised'> {
  return await db.transaction(async (tx) => {
    const mine = and(eq(items.id, itemId), eq(items.tenantId, tenantId))
    const [item] = await tx.select().from(items).where(mine).for('update')
    const [before] = await tx.select().from(itemPages).where(eq(itemPages.itemId, itemId)).for('update')
    if (!before) return 'kept'
    const [page] = await tx.update(itemPages).set(reading).where(eq(itemPages.itemId, itemId)).returning()
    if (!item || item.deletedAt || !page?.text || page.state !== 'read') return 'kept'
    // Not normalised yet: the reading is used when it is.
    if (item.processingStatus !== 'classified' && item.processingStatus !== 'noise') return 'kept'
    const text: PageText = { url: page.url, title: page.title, text: page.text, wall: page.wall }
    const from = textFrom(item.enrichmentMetadata)
    const chosen = chooseText({ title: item.title, text: item.text, from }, text)
    if (chosen.text !== page.text) return 'kept'
    if (entryHash('', chosen.text) === entryHash('', item.text)) return 'kept'
    if (from === 'page') await keepRevision(tx, item, now)
    await tx
      .update(items)
      .set({
        processingStatus: 'pending',
        errorMessage: null,
        attempts: 0,
        regroupDue: true,
        ...(from === 'page' ? { revision: sql`${items.revision} + 1`, revisedAt: now } : {}),
      })
      .where(mine)
    return from === 'page' ? 'revised' : 'pending'
  })
}

async function keepRevision(tx: Db, item: typeof items.$inferSelect, now: Date): Promise<void> {
  await tx.execute(sql`
    insert into item_revisions (id, tenant_id, item_id, revision, title, text, content_hash, reason, found_in, replaced_at)
    values (${newId(now)}::uuid, ${item.tenantId}, ${item.id}::uuid, ${item.revision}, ${item.title}, ${item.text},
      ${item.contentHash}, 'edited', 'page', ${now.toISOString()}::timestamptz)`)
  await tx.execute(sql`update item_pages set item_revision = ${item.revision + 1} where item_id = ${item.id}::uuid`)
}
