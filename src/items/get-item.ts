import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { eventItems, events, itemRevisions, items, sources } from '../db/schema/index.ts'
import { NotFoundError } from '../errors.ts'
import { itemColumns } from './list-items.ts'

/** One item with its text, what was found in it, its event and its earlier texts. Throws NotFoundError. */
export async function getItem(db: Db, tenantId: string, itemId: string) {
  const [found, revisions] = await Promise.all([
    db
      .select({ listed: itemColumns, item: items, event: events })
      .from(items)
      .leftJoin(sources, eq(sources.id, items.sourceId))
      .leftJoin(eventItems, eq(eventItems.itemId, items.id))
      .leftJoin(events, eq(events.id, eventItems.eventId))
      .where(and(eq(items.tenantId, tenantId), eq(items.id, itemId)))
      .limit(1),
    db
      .select()
      .from(itemRevisions)
      .where(and(eq(itemRevisions.tenantId, tenantId), eq(itemRevisions.itemId, itemId)))
      .orderBy(asc(itemRevisions.revision)),
  ])
  const [row] = found
  if (!row) throw new NotFoundError(`There is no item ${itemId}`)
  return { ...row, revisions }
}

export type ItemWithHistory = Awaited<ReturnType<typeof getItem>>
