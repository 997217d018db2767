import type { Db } from '../../db/client.ts'
import { saveGroups } from '../save/save-groups.ts'
import { markRegrouped } from './mark-regrouped.ts'
import { listChangedItems } from './members.ts'
import { isReadByEngine } from './restore.ts'
import { lockShard, openShard, type ShardKey, saveShard } from './shard.ts'

/**
 * Describes anew the events whose items were edited or deleted, however old, at most `limit` items in one transaction
 * under the shard's lock. No engine is needed; one that read those items is made again afterwards.
 */
export async function redescribeChangedItems(
  db: Db,
  key: ShardKey,
  limit: number,
  now: Date,
): Promise<{ eventIds: string[]; more: boolean }> {
  await openShard(db, key, now)
  return await db.transaction(async (tx) => {
    const { cursorSeq } = await lockShard(tx, key)
    const changed = await listChangedItems(tx, key, limit)
    if (changed.length === 0) return { eventIds: [], more: false }
    // asked before and after: an edit moves the time of an event too
    const wasRead = await isReadByEngine(tx, key, cursorSeq, changed)
    const eventIds = await saveGroups(tx, key, { placements: [], changed }, now)
    await markRegrouped(tx, key.tenantId, changed)
    if (wasRead || (await isReadByEngine(tx, key, cursorSeq, changed))) await saveShard(tx, key, cursorSeq, now)
    return { eventIds, more: changed.length === limit }
  })
}
