import { z } from 'zod'
import { listDueShards } from '../src/events/index.ts'
import { listPendingItemIds, normalizeItems, reopenItems } from '../src/items/index.ts'
import { defineJob, LOCK_MS, to } from '../src/queue/job.ts'
import { clusterEvents } from './cluster-events.ts'

/** Items of one run: a second or two of language work, written in four statements. */
const batchSize = 250
const dueAtOnce = 10_000
const shardsAtOnce = 500

const payload = z.object({ tenantId: z.string().min(1), itemIds: z.array(z.uuid()).min(1).max(500) })
type Batch = z.input<typeof payload>

/** Turns what sources sent into clean items: text, language, names, topics, tone, dates, copies. */
export const normalize = defineJob({
  name: 'normalize',
  payload,
  batch: 'itemIds',
  schedule: { every: 60_000 },
  // While one run waits for the database, the other does its language work.
  options: { attempts: 5, concurrency: 2 },
  next: [clusterEvents],

  async due({ db, now }) {
    return inBatches(await listPendingItemIds(db, now, dueAtOnce))
  },

  async process(batch, { db, now, lockMs = LOCK_MS, signal }) {
    const { classified, noise, errors, exact, near } = await normalizeItems(db, { ...batch, now, lockMs, signal })
    // Finishing these may have freed later arrivals of any language, so the tables are asked, not this batch.
    const shards = (await listDueShards(db, shardsAtOnce)).filter((shard) => shard.tenantId === batch.tenantId)
    return {
      counts: { items: classified, noise, errors, exactCopies: exact, nearCopies: near },
      next: to(clusterEvents, shards),
    }
  },

  async replay({ db }, { after, ...page }) {
    const { tenantId } = page
    const { items, lastSeq } = await reopenItems(db, { ...page, ...(after ? { afterSeq: Number(after) } : {}) })
    const payloads = inBatches(items.map(({ id }) => ({ tenantId, id })))
    return { payloads, rows: items.length, ...(lastSeq === undefined ? {} : { after: String(lastSeq) }) }
  },
})

/** Payloads of one tenant each, in arrival order. */
export function inBatches(pending: readonly { tenantId: string; id: string }[]): Batch[] {
  const batches: Batch[] = []
  for (const { tenantId, id } of pending) {
    const last = batches.at(-1)
    if (last?.tenantId === tenantId && last.itemIds.length < batchSize) last.itemIds.push(id)
    else batches.push({ tenantId, itemIds: [id] })
  }
  return batches
}
