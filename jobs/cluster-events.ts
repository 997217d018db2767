import { z } from 'zod'
import {
  advanceIdleShards,
  createEngineCache,
  dropIdleMarks,
  type Grouped,
  groupLateItems,
  groupNextItems,
  listDueShards,
  listUnfinishedEvents,
  redescribeChangedItems,
} from '../src/events/index.ts'
import { markRegroupDue } from '../src/items/index.ts'
import { defineJob, to } from '../src/queue/job.ts'
import { embed } from './embed.ts'
import { scoreTrends } from './score-trends.ts'

/** Items grouped in one transaction: big enough to write in bulk, small enough to redo without regret. */
const batchSize = 250
/** Batches of one run; what is left comes with the next one, so a shard never keeps a worker for itself. */
const batchesPerRun = 40
/** Edited, deleted or late items of one transaction, each of which may bring a whole event with it; then as above. */
const changedBatchSize = 500
const changedBatchesPerRun = 10

const payload = z.object({ tenantId: z.string().min(1), language: z.string().min(1).max(35) })

const engines = createEngineCache()

/** Groups a tenant's items of one language into events, in order of arrival. */
export const clusterEvents = defineJob({
  name: 'cluster-events',
  payload,
  schedule: { every: 60_000 },
  options: { attempts: 5 },
  next: [scoreTrends, embed],

  async due({ db }) {
    return await listDueShards(db, 500)
  },

  async process(shard, { db, now, signal }) {
    const counts = { items: 0, opened: 0, merged: 0, moved: 0, setAside: 0 }
    const touched = new Set<string>()
    const note = (grouped: Grouped) => {
      counts.items += grouped.items
      counts.opened += grouped.opened
      counts.merged += grouped.merged
      counts.moved += grouped.moved
      counts.setAside += grouped.setAside
      for (const id of grouped.eventIds) touched.add(id)
      return grouped.more
    }
    await dropIdleMarks(db, shard.tenantId)
    for (let batch = 0; batch < changedBatchesPerRun && !signal.aborted; batch++) {
      if (!note(await redescribeChangedItems(db, shard, changedBatchSize, now))) break
    }
    for (let batch = 0; batch < changedBatchesPerRun && !signal.aborted; batch++) {
      if (!note(await groupLateItems(db, shard, changedBatchSize, now))) break
    }
    for (let batch = 0; batch < batchesPerRun && !signal.aborted; batch++) {
      if (!note(await groupNextItems(db, engines, shard, batchSize, now))) break
    }
    await advanceIdleShards(db, shard.tenantId, now)
    const due = await listUnfinishedEvents(db, shard.tenantId, [...touched])
    return {
      counts: { ...counts, events: touched.size },
      next: [
        ...to(
          scoreTrends,
          inBatches(due.unscored, 200).map((eventIds) => ({ tenantId: shard.tenantId, eventIds })),
        ),
        ...to(
          embed,
          inBatches(due.unembedded, 50).map((ids) => ({ tenantId: shard.tenantId, kind: 'event' as const, ids })),
        ),
      ],
    }
  },

  // Describes the events of those items anew and groups late ones; which item is in which event stays as it was decided.
  async replay({ db }, { after, ...page }) {
    const { items, lastSeq } = await markRegroupDue(db, { ...page, ...(after ? { afterSeq: Number(after) } : {}) })
    const payloads = (await listDueShards(db, 500)).filter((shard) => shard.tenantId === page.tenantId)
    return { payloads, rows: items.length, ...(lastSeq === undefined ? {} : { after: String(lastSeq) }) }
  },
})

function inBatches<T>(values: readonly T[], size: number): T[][] {
  const batches: T[][] = []
  for (let at = 0; at < values.length; at += size) batches.push(values.slice(at, at + size))
  return batches
}
