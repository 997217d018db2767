import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import type { Engine } from '../engine/engine.ts'
import type { Member } from '../member.ts'
import { saveGroups } from '../save/save-groups.ts'
import { openShards } from './due.ts'
import type { EngineCache, ShardEngine } from './engine-cache.ts'
import { type Grouped, nothingGrouped } from './grouped.ts'
import { itemTextOf } from './item-text.ts'
import { markRegrouped } from './mark-regrouped.ts'
import { listLateItems, listNextItems } from './members.ts'
import { restoreEngine } from './restore.ts'
import { lockShard, openShard, type ShardKey, saveShard } from './shard.ts'
import { stepAside } from './step-aside.ts'

/**
 * Groups the shard's next items, at most `limit`, in one transaction under the shard's lock. What it does depends only
 * on the rows: not on batch sizes, restarts or which process runs it. An item that cannot be grouped ends in `error`.
 */
export async function groupNextItems(
  db: Db,
  cache: EngineCache,
  key: ShardKey,
  limit: number,
  now: Date,
): Promise<Grouped> {
  await openShard(db, key, now)
  return await stepAside(db, key, limit, {
    run: (on, most) => groupNext(on, cache, key, most, now),
    first: async (on) => (await listNextItems(on, key, (await lockShard(on, key)).cursorSeq, 1))[0],
  })
}

async function groupNext(db: Db, cache: EngineCache, key: ShardKey, limit: number, now: Date): Promise<Grouped> {
  let next: ShardEngine | undefined
  const grouped = await db.transaction(async (tx) => {
    const row = await lockShard(tx, key)
    const due = await listNextItems(tx, key, row.cursorSeq, limit)
    const last = due.at(-1)
    if (!last) return nothingGrouped
    const engine = cache.take(db, key, row.version)?.engine ?? (await restoreEngine(tx, key, row.cursorSeq))
    const grouped = await group(tx, key, due, engine, now)
    await openShards(tx, key.tenantId, row.cursorSeq, last.seq, now)
    next = { engine, version: await saveShard(tx, key, last.seq, now) }
    return { ...grouped, more: due.length === limit }
  })
  // only once the transaction stands
  if (next) cache.put(db, key, next)
  return grouped
}

/** Groups items that were finished after the shard had gone past them, at most `limit`, like `groupNextItems`. */
export async function groupLateItems(db: Db, key: ShardKey, limit: number, now: Date): Promise<Grouped> {
  await openShard(db, key, now)
  return await stepAside(db, key, limit, {
    run: (on, most) => groupLate(on, key, most, now),
    first: async (on) => (await listLateItems(on, key, (await lockShard(on, key)).cursorSeq, 1))[0],
  })
}

async function groupLate(db: Db, key: ShardKey, limit: number, now: Date): Promise<Grouped> {
  return await db.transaction(async (tx) => {
    const { cursorSeq } = await lockShard(tx, key)
    const due = await listLateItems(tx, key, cursorSeq, limit)
    if (due.length === 0) return nothingGrouped
    const grouped = await group(tx, key, due, await restoreEngine(tx, key, cursorSeq), now)
    // the grown version ends every kept engine: one that met these out of order is not what the rows make
    await saveShard(tx, key, cursorSeq, now)
    return { ...grouped, more: due.length === limit }
  })
}

async function group(tx: Db, key: ShardKey, due: readonly Member[], engine: Engine, now: Date): Promise<Grouped> {
  const assignments = due.map((item) => ({ item, ...engine.assign(itemTextOf(item), () => newId(now)) }))
  const placements = assignments.map(({ item, event, score, changes }) => ({ item, eventId: event, score, changes }))
  const eventIds = await saveGroups(tx, key, { placements }, now)
  await markRegrouped(tx, key.tenantId, due)
  const changes = assignments.flatMap((assignment) => assignment.changes)
  return {
    ...nothingGrouped,
    items: due.length,
    eventIds,
    opened: assignments.filter(({ isNew }) => isNew).length,
    merged: changes.filter(({ kind }) => kind === 'merge').length,
    moved: changes.filter(({ kind }) => kind === 'move').length,
  }
}
