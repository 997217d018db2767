import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import type { Member } from '../member.ts'
import type { Lineage, Placement } from '../save/save-groups.ts'
import { saveGroups } from '../save/save-groups.ts'
import { LOOK_BACK } from './due.ts'
import type { EngineCache, ShardEngine } from './engine-cache.ts'
import { itemTextOf } from './item-text.ts'
import { listChangedMembers, listLateItems, listNextItems } from './members.ts'
import { restoreEngine } from './restore.ts'
import { lockShard, type ShardKey, saveShard } from './shard.ts'

export interface Grouped {
  items: number
  /** Events opened, or changed by an item, a merge, an edit or a deletion. */
  eventIds: string[]
  opened: number
  merged: number
}

const nothing: Grouped = { items: 0, eventIds: [], opened: 0, merged: 0 }

/**
 * Groups the shard's next items, at most `limit`, in one transaction under the shard's lock. What it does depends only
 * on the rows: not on batch sizes, restarts or which process runs it.
 */
export async function groupNextItems(
  db: Db,
  cache: EngineCache,
  key: ShardKey,
  limit: number,
  now: Date,
): Promise<Grouped> {
  return await inShard(db, cache, key, now, async (tx, cursor, engine) => {
    const due = await listNextItems(tx, key, cursor, limit)
    if (due.length === 0) return undefined
    const { placements, lineage } = place(due, engine, now)
    return { due, placements, lineage, changed: [], cursor: due.at(-1)?.seq ?? cursor, keep: true }
  })
}

/**
 * Groups items that were normalised after the shard had gone past them, and describes anew the events whose items were
 * edited or deleted.
 */
export async function regroupChangedItems(db: Db, cache: EngineCache, key: ShardKey, now: Date): Promise<Grouped> {
  return await inShard(db, cache, key, now, async (tx, cursor, engine) => {
    const due = await listLateItems(tx, key, cursor - LOOK_BACK, cursor)
    const changed = await listChangedMembers(tx, key, cursor - LOOK_BACK)
    if (due.length === 0 && changed.length === 0) return undefined
    const { placements, lineage } = place(due, engine, now)
    // the engine met these out of order, or still knows the old texts: it must be made again
    return { due, placements, lineage, changed, cursor, keep: false }
  })
}

interface Work {
  due: Member[]
  placements: Placement[]
  lineage: Lineage[]
  changed: { itemId: string; eventId: string }[]
  cursor: number
  keep: boolean
}

async function inShard(
  db: Db,
  cache: EngineCache,
  key: ShardKey,
  now: Date,
  work: (tx: Db, cursor: number, engine: Omit<ShardEngine, 'version'>) => Promise<Work | undefined>,
): Promise<Grouped> {
  let next: ShardEngine | undefined
  const grouped = await db.transaction(async (tx) => {
    const row = await lockShard(tx, key, now)
    const engine = cache.take(db, key, row.version) ?? (await restoreEngine(tx, key, row.cursorSeq))
    const done = await work(tx, row.cursorSeq, engine)
    if (!done) {
      next = { ...engine, version: row.version }
      return nothing
    }
    const eventIds = await saveGroups(tx, key, done, now)
    const version = await saveShard(tx, key, done.cursor, now)
    if (done.keep) next = { ...engine, version }
    return {
      items: done.due.length,
      eventIds,
      opened: done.placements.filter((placement) => placement.isNew).length,
      merged: done.lineage.length,
    }
  })
  // only once the transaction stands
  if (next) cache.put(db, key, next)
  return grouped
}

function place(due: readonly Member[], { engine, eventIds }: Omit<ShardEngine, 'version'>, now: Date) {
  const placements: Placement[] = []
  const lineage: Lineage[] = []
  for (const item of due) {
    const { event, isNew, score, merged } = engine.assign(itemTextOf(item))
    const eventId = eventIds.get(event) ?? newId(now)
    eventIds.set(event, eventId)
    for (const other of merged) {
      const from = eventIds.get(other)
      if (from !== undefined) lineage.push({ fromEventId: from, toEventId: eventId, afterItemId: item.itemId })
      eventIds.delete(other)
    }
    placements.push({ item, eventId, isNew, score })
  }
  for (const event of eventIds.keys()) if (!engine.isActive(event)) eventIds.delete(event)
  return { placements, lineage }
}
