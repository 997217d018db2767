import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { insertRows } from '../../db/insert-rows.ts'
import { eventItems } from '../../db/schema/index.ts'
import { grouping } from '../change/apart.ts'
import { markGroupDue } from '../change/link-languages.ts'
import type { Change } from '../engine/engine.ts'
import type { Member } from '../member.ts'
import { listMembers } from '../shard/members.ts'
import type { ShardKey } from '../shard/shard.ts'
import { Holdings } from './holdings.ts'
import { markAbsorbed, saveEvents } from './save-events.ts'
import { saveLineage } from './save-lineage.ts'

/** An item, the event it was found to belong to, and what it showed of earlier placements. */
export interface Placement {
  item: Member
  eventId: string
  score: number
  changes: readonly Change[]
}

export interface Groups {
  placements?: readonly Placement[]
  /** What items that have their place showed of other placements. */
  shown?: readonly { itemId: string; changes: readonly Change[] }[]
  /** Grouped items whose text changed or went away. */
  changed?: readonly { itemId: string; eventId: string }[]
}

const ROWS = 1_000

/** Writes what grouping found in a few statements and returns the ids of all events it touched, oldest first. */
export async function saveGroups(
  tx: Db,
  { tenantId, language }: ShardKey,
  { placements = [], shown = [], changed = [] }: Groups,
  now: Date,
): Promise<string[]> {
  const touched = new Set([
    ...[...placements, ...shown].flatMap(({ changes }) => changes.flatMap(({ from, to }) => [from, to])),
    ...[...placements, ...changed].map(({ eventId }) => eventId),
  ])
  const before = await listMembers(tx, [...touched])
  const holdings = new Holdings(before)
  for (const { item, eventId, changes } of placements) holdings.place(item, eventId, changes)
  for (const { itemId, changes } of shown) holdings.apply(itemId, changes)
  // an event that came and went within the batch has a row too, so that the change can be undone
  await saveEvents(tx, { tenantId, language }, holdings.passing(), now)
  await saveEvents(tx, { tenantId, language }, holdings.standing(touched), now)
  const rows = placements.map(({ item, score }) => ({
    itemId: item.itemId,
    tenantId,
    eventId: holdings.eventOf(item.seq),
    seq: item.seq,
    revision: item.revision,
    score,
    addedAt: now,
  }))
  for (let at = 0; at < rows.length; at += ROWS) await insertRows(tx, eventItems, rows.slice(at, at + ROWS))
  const moved = before.flatMap(({ seq, itemId, eventId }) => {
    const place = holdings.eventOf(seq)
    return place === eventId ? [] : [{ item: itemId, event: place }]
  })
  if (moved.length > 0)
    await tx.execute(sql`
      update event_items set event_id = moved.event
      from json_to_recordset(${JSON.stringify(moved)}::json) as moved(item uuid, event uuid)
      where event_items.item_id = moved.item`)
  const merges = holdings.lineage.filter(({ kind }) => kind === 'merge')
  await markAbsorbed(
    tx,
    merges.map(({ from, to }) => ({ from, into: to })),
    now,
  )
  await saveLineage(
    tx,
    holdings.lineage.map(({ kind, from, to, itemIds, afterItemId }) => ({
      tenantId,
      kind,
      fromEventId: from,
      toEventId: to,
      itemIds,
      actor: grouping,
      reason:
        kind === 'merge'
          ? `item ${afterItemId} showed both to report the same happening`
          : `item ${afterItemId} showed these to report another happening`,
      at: now,
    })),
  )
  await markGroupDue(tx, [...touched])
  return [...touched].sort()
}
