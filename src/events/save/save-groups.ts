import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { eventItems, eventLineage, events } from '../../db/schema/index.ts'
import type { Member } from '../member.ts'
import { listMembers } from '../shard/members.ts'
import type { ShardKey } from '../shard/shard.ts'
import { saveEvents } from './save-events.ts'

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
  await saveEvents(tx, { tenantId, language }, members, now)
  await saveMerges(tx, tenantId, groups.lineage, absorbed, finalEvent, now)
  const rows = groups.placements.map(({ item, eventId, score }) => ({
    itemId: item.itemId,
    tenantId,
    eventId: finalEvent(eventId),
    seq: item.seq,
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
  absorbed: ReadonlyMap<string, string[]>,
  finalEvent: (id: string) => string,
  now: Date,
): Promise<void> {
  for (const { fromEventId, toEventId, afterItemId } of lineage) {
    const into = finalEvent(toEventId)
    await tx.update(eventItems).set({ eventId: into }).where(eq(eventItems.eventId, fromEventId))
    await tx
      .update(events)
      .set({ mergedInto: into, version: sql`${events.version} + 1`, rank: null, updatedAt: now })
      .where(and(eq(events.id, fromEventId), isNull(events.mergedInto)))
    await tx.insert(eventLineage).values({
      id: newId(now),
      tenantId,
      kind: 'merge',
      fromEventId,
      toEventId,
      itemIds: absorbed.get(fromEventId) ?? [],
      actor: 'cluster-events',
      reason: `item ${afterItemId} showed both to report the same happening`,
      at: now,
    })
  }
}
