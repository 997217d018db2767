import { z } from 'zod'
import { defineJob, to } from '../src/queue/job.ts'
import { listDuePages, readPages } from '../src/sources/index.ts'
import { normalize } from './normalize.ts'

const batchSize = 40
const dueAtOnce = 2_000

/** Reads the article pages of items whose source wants full text; an item waits for its page for a minute and a half at most. */
export const fetchPages = defineJob({
  name: 'fetch-pages',
  payload: z.object({ itemIds: z.array(z.uuid()).min(1).max(100) }),
  batch: 'itemIds',
  isOutside: true,
  schedule: { every: 60_000 },
  options: { attempts: 3, backoff: { type: 'exponential', delay: 2_000 }, concurrency: 4 },
  next: [normalize],

  async due({ db, now }) {
    const batches = await listDuePages(db, now, { batch: batchSize, limit: dueAtOnce })
    return batches.map((itemIds) => ({ itemIds }))
  },

  async process({ itemIds }, { db, clock, now, signal, allowPrivateNetwork }) {
    const counts = await readPages(db, { itemIds, allowPrivateNetwork, now, speed: clock.speed, signal })
    return { counts, next: to(normalize, await normalize.due({ db, now })) }
  },
})
