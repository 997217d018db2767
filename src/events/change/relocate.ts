import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventItems } from '../../db/schema/index.ts'
import type { Member } from '../member.ts'
import { markAbsorbed, saveEvents } from '../save/save-events.ts'
import { listMembers } from '../shard/members.ts'
import { markGroupDue } from './link-languages.ts'
import type { EventEnd } from './open-change.ts'

/** Items on their way from one event to another. */
export interface Relocation {
  from: EventEnd
  to: EventEnd
  itemIds: readonly string[]
  /** Who says they belong there; null when grouping does. */
  placedBy: string | null
}

const ROWS = 5_000

/**
 * Moves items between two events within the caller's transaction and describes both anew, which grows their versions. An
 * event left without items becomes part of the other one; `to` need not exist yet.
 */
export async function relocate(tx: Db, tenantId: string, { from, to, itemIds, placedBy }: Relocation, now: Date) {
  const moved = new Set(itemIds)
  const left: Member[] = []
  const joined: Member[] = []
  for (const member of await listMembers(tx, [from.id, to.id])) {
    const list = member.eventId === to.id || moved.has(member.itemId) ? joined : left
    list.push(member)
  }
  for (const [end, members] of [
    [from, left],
    [to, joined],
  ] as const) {
    await saveEvents(tx, { tenantId, language: end.language }, new Map([[end.id, members]]), now)
  }
  for (let at = 0; at < itemIds.length; at += ROWS) {
    await tx
      .update(eventItems)
      .set({ eventId: to.id, placedBy })
      .where(and(eq(eventItems.tenantId, tenantId), inArray(eventItems.itemId, itemIds.slice(at, at + ROWS))))
  }
  if (left.length === 0) await markAbsorbed(tx, [{ from: from.id, into: to.id }], now)
  await markGroupDue(tx, [from.id, to.id])
}
