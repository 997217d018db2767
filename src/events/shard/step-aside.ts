import type { Db } from '../../db/client.ts'
import { isDatabaseAway, refusedValue } from '../../db/failures.ts'
import { conflictOf } from '../../db/retry-conflicts.ts'
import { messageOf } from '../../errors.ts'
import { failItems } from '../../items/index.ts'
import type { Grouped } from './grouped.ts'
import type { ShardKey } from './shard.ts'

/** Work on a shard's items in their order, the first `limit` of those due in one transaction. */
export interface ShardWork {
  run(db: Db, limit: number): Promise<Grouped>
  /** The item `run` would take first. */
  first(db: Db): Promise<{ itemId: string; revision: number } | undefined>
}

/** Items in a row that may be set aside; when more fail, the fault is not theirs. */
const mostInARow = 10

/** What fails is taken an eighth at a time: each time something fails, what was read for it is lost. */
const parts = 8

/**
 * Works on `limit` items. When that fails for a reason of its own, fewer are taken at a time, in the same order, until the item
 * that cannot be worked on comes first: it ends in `error` with the reason, and the shard goes on without it.
 *
 * An item is to blame when the database refuses a value of it, or when the next one goes through in its stead. Else the error
 * is thrown and nothing is set aside.
 */
export async function stepAside(db: Db, key: ShardKey, limit: number, work: ShardWork): Promise<Grouped> {
  let done: Grouped | undefined
  let within = limit // how many items from here on hold one that fails
  let size = limit
  for (;;) {
    const taken = Math.min(size, within)
    try {
      done = both(done, await work.run(db, taken))
      if (taken === within) return done
      within -= taken
    } catch (error) {
      if (isDatabaseAway(error) || conflictOf(error) !== undefined) throw error
      if (taken === 1) return both(done, await setFirstAside(db, key, work, error))
      within = taken
      size = Math.ceil(taken / parts)
    }
  }
}

async function setFirstAside(db: Db, { tenantId }: ShardKey, work: ShardWork, error: unknown): Promise<Grouped> {
  return await db.transaction(async (tx) => {
    let reason = error
    for (let aside = 1; aside <= mostInARow; aside++) {
      const item = await work.first(tx)
      if (!item) break
      const failed = { id: item.itemId, revision: item.revision, message: `grouping: ${messageOf(reason)}` }
      await failItems(tx, tenantId, [failed], ['classified', 'noise'])
      try {
        const next = await tx.transaction((inner) => work.run(inner, 1))
        if (next.eventIds.length === 0 && !refusedValue(reason)) break
        return { ...next, setAside: aside, more: true }
      } catch (another) {
        reason = another
      }
    }
    throw error
  })
}

const both = (a: Grouped | undefined, b: Grouped): Grouped =>
  a === undefined
    ? b
    : {
        items: a.items + b.items,
        eventIds: [...new Set([...a.eventIds, ...b.eventIds])],
        opened: a.opened + b.opened,
        merged: a.merged + b.merged,
        moved: a.moved + b.moved,
        setAside: a.setAside + b.setAside,
        more: b.more,
      }
