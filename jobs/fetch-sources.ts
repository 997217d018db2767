import { z } from 'zod'
import { defineJob, to } from '../src/queue/job.ts'
import { checkSources, listDueSourceIds } from '../src/sources/index.ts'
import { fetchPages } from './fetch-pages.ts'
import { normalize } from './normalize.ts'

/** Few enough that one slow source delays the hand-over of few others. */
const batchSize = 25
const dueAtOnce = 5_000

/** Reads every source whose next check is due and stores its new and changed entries as items. */
export const fetchSources = defineJob({
  name: 'fetch-sources',
  payload: z.object({ sourceIds: z.array(z.uuid()).min(1).max(50) }),
  batch: 'sourceIds',
  isOutside: true,
  schedule: { every: 60_000 },
  options: { attempts: 3, backoff: { type: 'exponential', delay: 2_000 }, concurrency: 4 },
  next: [normalize, fetchPages],

  async due({ db, now }) {
    const batches = await listDueSourceIds(db, now, { batch: batchSize, limit: dueAtOnce })
    return batches.map((sourceIds) => ({ sourceIds }))
  },

  async process({ sourceIds }, { db, clock, now, jobId, signal, allowPrivateNetwork, keyring }) {
    const { speed } = clock
    const counts = await checkSources(db, {
      sourceIds,
      allowPrivateNetwork,
      now,
      speed,
      jobId,
      signal,
      ...(keyring ? { keyring } : {}),
    })
    // From the table, not from what this run stored: a run that died between the two is made good here.
    const pages = to(fetchPages, await fetchPages.due({ db, now }))
    return { counts, next: [...to(normalize, await normalize.due({ db, now })), ...pages] }
  },
})
