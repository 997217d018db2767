import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { eventItems } from '../../db/schema/index.ts'
import { ConflictError, InputError } from '../../errors.ts'
import { type LineageRow, saveLineage } from '../save/save-lineage.ts'
import { type ChangeRequest, type EventEnd, openChange, requireStanding } from './open-change.ts'
import { relocate } from './relocate.ts'

/** A change to one event: `version` is the one the person looked at, when they say it. */
export interface EventChange extends ChangeRequest {
  eventId: string
  version?: number | undefined
}

/**
 * Makes an event part of another one. Throws NotFoundError, StaleError, ConflictError when either is part of another
 * already, InputError for an event and itself.
 */
export async function mergeEvents(db: Db, change: EventChange & { into: string }): Promise<LineageRow> {
  requireTwo(change.eventId, change.into, 'into')
  return await openChange(db, change, [change.eventId, change.into], async (tx, [from, to]) => {
    requireStanding(from!, change.version)
    requireStanding(to!)
    if (from!.language !== to!.language)
      throw new ConflictError(
        `Event ${from!.id} is told in ${from!.language}, event ${to!.id} in ${to!.language}; events of two languages are linked, not merged.`,
      )
    const itemIds = await listItemIds(tx, from!.id)
    return await carryOut(tx, change, 'merge', from!, to!, itemIds)
  })
}

/** Takes items out of an event into a new one. Throws as mergeEvents does; InputError for items it does not hold, or all of them. */
export async function splitEvent(db: Db, change: EventChange & { itemIds: readonly string[] }): Promise<LineageRow> {
  return await openChange(db, change, [change.eventId], async (tx, [from]) => {
    requireStanding(from!, change.version)
    const held = await requireHeld(tx, from!.id, change.itemIds)
    if (held.size === new Set(change.itemIds).size)
      throw refusal('itemIds', `are all of event ${from!.id}; leave it at least one`)
    const to = { id: newId(change.now), language: from!.language, version: 0, mergedInto: null }
    return await carryOut(tx, change, 'split', from!, to, change.itemIds)
  })
}

/** Moves items from an event into another existing one. Throws as splitEvent does, but all items may go. */
export async function moveItems(
  db: Db,
  change: EventChange & { itemIds: readonly string[]; to: string },
): Promise<LineageRow> {
  requireTwo(change.eventId, change.to, 'to')
  return await openChange(db, change, [change.eventId, change.to], async (tx, [from, to]) => {
    requireStanding(from!, change.version)
    requireStanding(to!)
    await requireHeld(tx, from!.id, change.itemIds)
    return await carryOut(tx, change, 'move', from!, to!, change.itemIds)
  })
}

async function carryOut(
  tx: Db,
  { tenantId, actor, reason, now }: ChangeRequest,
  kind: LineageRow['kind'],
  from: EventEnd,
  to: EventEnd,
  items: readonly string[],
): Promise<LineageRow> {
  const itemIds = [...new Set(items)]
  await relocate(tx, tenantId, { from, to, itemIds, placedBy: actor }, now)
  const ends = { fromEventId: from.id, toEventId: to.id }
  const [row] = await saveLineage(tx, [{ tenantId, kind, ...ends, itemIds, actor, reason, at: now }])
  return row!
}

async function listItemIds(tx: Db, eventId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: eventItems.itemId })
    .from(eventItems)
    .where(eq(eventItems.eventId, eventId))
    .orderBy(eventItems.seq)
  return rows.map((row) => row.id)
}

async function requireHeld(tx: Db, eventId: string, itemIds: readonly string[]): Promise<Set<string>> {
  const held = new Set(await listItemIds(tx, eventId))
  const problems = itemIds.flatMap((id, index) =>
    held.has(id) ? [] : [{ field: `itemIds[${index}]`, message: `${id} is not an item of event ${eventId}` }],
  )
  if (itemIds.length === 0) throw refusal('itemIds', 'must name at least one item')
  if (problems.length > 0)
    throw new InputError(`Nothing was changed: ${problems.map(({ message }) => message).join('; ')}`, problems)
  return held
}

function requireTwo(a: string, b: string, field: string): void {
  if (a === b) throw refusal(field, 'is the event itself')
}

const refusal = (field: string, message: string) =>
  new InputError(`Nothing was changed: ${field} ${message}.`, [{ field, message }])
