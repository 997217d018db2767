import { z } from 'zod'
import { embedOwners, listDueOwnerIds, readyVectors } from '../src/embedding/index.ts'
import { linkLanguages } from '../src/events/index.ts'
import { defineJob } from '../src/queue/job.ts'

/** Few enough that a run of the local model lasts seconds: stopping is quick and nothing of it is lost. */
const batchSize = 50
const duePerKind = 1_000

const payload = z.object({
  tenantId: z.string().min(1),
  kind: z.enum(['event', 'item']),
  ids: z.array(z.uuid()).min(1).max(200),
})
type Batch = z.input<typeof payload>

/** Gives items and events their vectors, so that they can be found by meaning. Behind every other stage: nothing waits for it. */
export const embed = defineJob({
  name: 'embed',
  payload,
  batch: 'ids',
  isOutside: true,
  schedule: { every: 60_000 },
  // One run at a time per process: a backfill must not take the machine from the stages people wait for.
  options: { attempts: 5, backoff: { type: 'exponential', delay: 5_000 }, concurrency: 1 },

  async due({ db }) {
    return inBatches(await listDueOwnerIds(db, duePerKind))
  },

  async process(work, { db, embedder, vectors, now, signal }) {
    await readyVectors({ db, embedder, vectors, now, signal })
    const counts = await embedOwners({ db, embedder, vectors, now, signal }, work)
    const services = { db, embedder, vectors, now, signal }
    const linked = work.kind === 'event' ? await linkLanguages(services, work.tenantId, work.ids) : 0
    return { counts: linked > 0 ? { ...counts, linked } : counts }
  },
})

/** Owners of one kind and tenant share a payload. Oldest first, so that the batches of two sweeps are mostly the same ones. */
function inBatches(owners: Awaited<ReturnType<typeof listDueOwnerIds>>): Batch[] {
  const batches: Batch[] = []
  for (const { kind, tenantId, id } of owners) {
    const last = batches.at(-1)
    if (last?.kind === kind && last.tenantId === tenantId && last.ids.length < batchSize) last.ids.push(id)
    else batches.push({ kind, tenantId, ids: [id] })
  }
  return batches
}
