import { and, desc, eq, gte, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventItems, eventLineage, events } from '../../db/schema/index.ts'
import { ConflictError, NotFoundError } from '../../errors.ts'
import type { LineageRow } from '../save/save-lineage.ts'
import { markGroupDue } from './link-languages.ts'
import { type ChangeRequest, openChange } from './open-change.ts'
import { relocate } from './relocate.ts'

/**
 * Takes a merge, split or move back: its items return to the event they came from, whatever else has joined either event
 * since stays. Items removed from the workspace meanwhile stay gone. Throws NotFoundError, and ConflictError when it was
 * undone already or a later change moved some of its items on.
 */
export async function undoChange(db: Db, request: ChangeRequest & { lineageId: string }): Promise<LineageRow> {
  const { tenantId, lineageId, actor, now } = request
  const { fromEventId, toEventId } = await getLineage(db, tenantId, lineageId)
  return await openChange(db, request, [fromEventId, toEventId], async (tx, [from, to]) => {
    // read again: the shards are locked now
    const change = await getLineage(tx, tenantId, lineageId)
    if (change.undoneAt !== null)
      throw new ConflictError(
        `Change ${lineageId} was undone by ${change.undoneBy} at ${change.undoneAt.toISOString()}.`,
      )
    if (change.kind === 'link') {
      await markGroupDue(tx, [change.fromEventId])
      const apart = await tx
        .update(events)
        .set({ sameAs: null })
        .where(and(eq(events.id, change.fromEventId), isNotNull(events.sameAs)))
        .returning({ id: events.id })
      if (apart.length === 0) throw later(change, `event ${change.fromEventId} stands for itself already`)
      await tx.update(events).set({ describeDue: true }).where(eq(events.id, change.fromEventId))
      return await close(tx, change, request)
    }
    await requireUnmoved(tx, change)
    if (to!.mergedInto !== null) throw later(change, `event ${to!.id} has become part of event ${to!.mergedInto}`)
    if (from!.mergedInto !== null && from!.mergedInto !== to!.id)
      throw later(change, `event ${from!.id} has become part of event ${from!.mergedInto}`)
    await relocate(tx, tenantId, { from: to!, to: from!, itemIds: change.itemIds, placedBy: actor }, now)
    return await close(tx, change, request)
  })
}

async function close(tx: Db, change: LineageRow, { actor, reason, now }: ChangeRequest): Promise<LineageRow> {
  const undone = { undoneAt: now, undoneBy: actor, undoReason: reason }
  await tx.update(eventLineage).set(undone).where(eq(eventLineage.id, change.id))
  return { ...change, ...undone }
}

async function getLineage(db: Db, tenantId: string, id: string): Promise<LineageRow> {
  const [row] = await db
    .select()
    .from(eventLineage)
    .where(and(eq(eventLineage.tenantId, tenantId), eq(eventLineage.id, id)))
  if (!row) throw new NotFoundError(`There is no change ${id}`)
  return row
}

/** Throws ConflictError when some of the items are no longer where the change put them, naming the change to undo first. */
async function requireUnmoved(tx: Db, change: LineageRow): Promise<void> {
  const placed = await tx
    .select({ itemId: eventItems.itemId, eventId: eventItems.eventId })
    .from(eventItems)
    .where(inArray(eventItems.itemId, change.itemIds))
  const moved = placed.filter((row) => row.eventId !== change.toEventId)
  if (moved.length === 0) return
  const [next] = await tx
    .select({ id: eventLineage.id })
    .from(eventLineage)
    .where(
      and(
        eq(eventLineage.tenantId, change.tenantId),
        isNull(eventLineage.undoneAt),
        gte(eventLineage.at, change.at),
        ne(eventLineage.id, change.id),
        sql`${eventLineage.itemIds} && ${sql.param(moved.map((row) => row.itemId))}::uuid[]`,
      ),
    )
    .orderBy(desc(eventLineage.at), desc(eventLineage.id))
    .limit(1)
  const where = [...new Set(moved.map((row) => row.eventId))].slice(0, 3).join(', ')
  const first = next ? ` Undo change ${next.id} first.` : ''
  throw later(change, `${moved.length} of its ${change.itemIds.length} items have gone on to event ${where}.${first}`)
}

const later = (change: LineageRow, why: string) =>
  new ConflictError(`Change ${change.id} cannot be undone: ${why.replace(/\.$/, '')}.`)
