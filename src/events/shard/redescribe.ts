import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { events } from '../../db/schema/index.ts'
import type { Member } from '../member.ts'
import { saveEvents } from '../save/save-events.ts'
import { saveGroups } from '../save/save-groups.ts'
import { type Grouped, nothingGrouped } from './grouped.ts'
import { markRegrouped } from './mark-regrouped.ts'
import { listChangedItems, listMembers, listPlaces } from './members.ts'
import { placeAnew } from './place-anew.ts'
import { isReadByEngine } from './restore.ts'
import { lockShard, openShard, type ShardKey, saveShard } from './shard.ts'
import { stepAside } from './step-aside.ts'

/**
 * Places edited items anew and describes the events whose items were edited or deleted, however old, at most `limit` items
 * in one transaction under the shard's lock. An engine that read those items is made again afterwards. An item for which that
 * cannot be done ends in `error`, and its event tells what it told.
 */
export async function redescribeChangedItems(db: Db, key: ShardKey, limit: number, now: Date): Promise<Grouped> {
  await openShard(db, key, now)
  return await stepAside(db, key, limit, {
    run: (on, most) => redescribe(on, key, most, now),
    first: async (on) => (await listChangedItems(on, key, 1))[0],
  })
}

async function redescribe(db: Db, key: ShardKey, limit: number, now: Date): Promise<Grouped> {
  return await db.transaction(async (tx) => {
    const { cursorSeq } = await lockShard(tx, key)
    const changed = await listChangedItems(tx, key, limit)
    const told = await describeMarked(tx, key, limit, now)
    if (changed.length === 0) return { ...nothingGrouped, eventIds: told, more: told.length === limit }
    // asked before and after: an edit moves the time of an event too
    const wasRead = await isReadByEngine(tx, key, cursorSeq, changed)
    const moved = await placeAnew(tx, key, cursorSeq, changed, now)
    const stayed = (await listPlaces(tx, changed)).filter(({ eventId }) => !moved.includes(eventId))
    const described = await saveGroups(tx, key, { changed: stayed }, now)
    const eventIds = [...new Set([...told, ...moved, ...described])].sort()
    await markRegrouped(tx, key.tenantId, changed)
    if (wasRead || (await isReadByEngine(tx, key, cursorSeq, changed))) await saveShard(tx, key, cursorSeq, now)
    return { ...nothingGrouped, eventIds, more: changed.length === limit }
  })
}

/** Describes anew the shard's events whose standing hangs on an event of another language that changed. */
async function describeMarked(tx: Db, key: ShardKey, limit: number, now: Date): Promise<string[]> {
  const marked = await tx
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.tenantId, key.tenantId), eq(events.language, key.language), eq(events.describeDue, true)))
    .orderBy(asc(events.id))
    .limit(limit)
  const members = new Map<string, Member[]>(marked.map(({ id }) => [id, []]))
  for (const member of await listMembers(tx, [...members.keys()])) members.get(member.eventId)?.push(member)
  await saveEvents(tx, key, members, now)
  return [...members.keys()]
}
