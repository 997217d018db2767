import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventItems } from '../../db/schema/index.ts'
import { grouping } from '../change/apart.ts'
import type { Member } from '../member.ts'
import { listMembers } from '../shard/members.ts'
import type { ShardKey } from '../shard/shard.ts'
import { markAbsorbed, saveEvents } from './save-events.ts'
import { saveLineage } from './save-lineage.ts'

/** An item and the event it was found to belong to. */
export interface Placement {
  item: Member
  eventId: string
  isNew: boolean
  score: number
}

/** Two events found to be one when `afterItemId` arrived. */
export interface Lineage {
  fromEventId: string
  toEventId: string
  afterItemId: string
}

export interface Groups {
  placements: readonly Placement[]
  lineage: readonly Lineage[]
  /** Grouped items whose text changed or went away. */
  changed: readonly { itemId: string; eventId: string }[]
}

const ROWS = 1_000

/** Writes what grouping found in a few statements and returns the ids of all events it touched, oldest first. */
export async function saveGroups(
  tx: Db,
  { tenantId, language }: ShardKey,
  groups: Groups,
  now: Date,
): Promise<string[]> {
  const mergedInto = new Map(groups.lineage.map(({ fromEventId, toEventId }) => [fromEventId, toEventId]))
  const finalEvent = (id: string): string => {
    let event = id
    for (let next = mergedInto.get(event); next !== undefined; next = mergedInto.get(event)) event = next
    return event
  }
  const touched = new Set([
    ...groups.placements.map((placement) => placement.eventId),
    ...groups.lineage.flatMap(({ fromEventId, toEventId }) => [fromEventId, toEventId]),
    ...groups.changed.map((item) => item.eventId),
  ])
  const members = new Map<string, Member[]>([...touched].map((id) => [finalEvent(id), []]))
  const known = await listMembers(tx, [...touched])
  const absorbed = new Map<string, string[]>()
  for (const member of known) {
    members.get(finalEvent(member.eventId))?.push(member)
    absorbed.set(member.eventId, [...(absorbed.get(member.eventId) ?? []), member.itemId])
  }
  for (const { item, eventId } of groups.placements) {
    members.get(finalEvent(eventId))?.push(item)
    absorbed.set(eventId, [...(absorbed.get(eventId) ?? []), item.itemId])
  }
  // an event that was opened and absorbed within the batch has a row too, so that the merge can be undone
  const opened = new Map<string, Member[]>()
  for (const { item, eventId, isNew } of groups.placements) {
    if (mergedInto.has(eventId) && (isNew || opened.has(eventId)))
      opened.set(eventId, [...(opened.get(eventId) ?? []), item])
  }
  await saveEvents(tx, { tenantId, language }, opened, now)
  await saveEvents(tx, { tenantId, language }, members, now)
  await saveMerges(tx, tenantId, groups.lineage, absorbed, finalEvent, now)
  const rows = groups.placements.map(({ item, eventId, score }) => ({
    itemId: item.itemId,
    tenantId,
    eventId: finalEvent(eventId),
    seq: item.seq,
    revision: item.revision,
    score,
    addedAt: now,
  }))
  for (let at = 0; at < rows.length; at += ROWS) await tx.insert(eventItems).values(rows.slice(at, at + ROWS))
  return [...touched].sort()
}

async function saveMerges(
  tx: Db,
  tenantId: string,
  lineage: readonly Lineage[],
  items: ReadonlyMap<string, readonly string[]>,
  finalEvent: (id: string) => string,
  now: Date,
): Promise<void> {
  const held = new Map(items)
  for (const { fromEventId, toEventId, afterItemId } of lineage) {
    const itemIds = [...(held.get(fromEventId) ?? [])]
    // a later merge of the same batch takes them along
    held.set(toEventId, [...(held.get(toEventId) ?? []), ...itemIds])
    const placed = finalEvent(toEventId)
    await tx.update(eventItems).set({ eventId: placed }).where(eq(eventItems.eventId, fromEventId))
    await markAbsorbed(tx, { from: fromEventId, into: toEventId }, now)
    await saveLineage(tx, {
      tenantId,
      kind: 'merge',
      fromEventId,
      toEventId,
      itemIds,
      actor: grouping,
      reason: `item ${afterItemId} showed both to report the same happening`,
      at: now,
    })
  }
}
