import { randomUUID } from 'node:crypto'
import type { Worker } from 'bullmq'
import { jobs, normalize } from '../../jobs/index.ts'
import { loadConfig } from '../../src/config.ts'
import { loadAnalysers } from '../../src/items/analyse-item.ts'
import type { AnyJob } from '../../src/queue/index.ts'
import { type OpenServices, openServices } from '../../src/services.ts'
import { ingestItems } from '../../src/sources/index.ts'
import type { BenchDocument } from './documents.ts'
import { perSecond } from './rates.ts'
import { addExampleTrends } from './running-pipeline.ts'

/**
 * The yardstick for batching: one process takes an item through the same stages to the end before it takes the next, one row
 * and one job of the same queues at a time. Answers items per second.
 */
export async function measureNaiveChain(
  settings: Record<string, string>,
  documents: readonly BenchDocument[],
): Promise<number> {
  const config = loadConfig({ ...settings, BELLWETHER_LOG_LEVEL: 'error' })
  const services = await openServices(config, settings.DATABASE_URL ?? '', {
    role: 'command',
    queueConnections: 2 * jobs.length, // a worker on Postgres keeps one to itself
  })
  // Nobody renews the lock of a job taken by hand.
  const open = (job: AnyJob) =>
    services.queues.backend.openWorker(job.name, async () => {}, { autorun: false, lockDuration: 600_000 })
  const workers = new Map(jobs.map((job) => [job.name, open(job)]))
  try {
    await addExampleTrends(services.db)
    await loadAnalysers()
    return await perSecond(documents.length, async () => {
      for (const document of documents) await takeThrough(services, workers, document)
    })
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.close()))
    await services.close()
  }
}

async function takeThrough(
  services: OpenServices,
  workers: ReadonlyMap<string, Worker>,
  { id, title, text, publishedAt }: BenchDocument,
): Promise<void> {
  const item = { externalId: id, title, text, publishedAt: new Date(publishedAt) }
  const { ids } = await ingestItems(services.db, {
    tenantId: 'main',
    entries: [{ source: 'bench', item }],
    now: services.clock.now(),
  })
  await runThrough(services, workers, normalize, { tenantId: 'main', itemIds: ids.filter((known) => known !== null) })
}

/** Enqueues one job, takes it back from the queue, does it and follows what it forwards, depth first. */
async function runThrough(
  services: OpenServices,
  workers: ReadonlyMap<string, Worker>,
  job: AnyJob,
  payload: unknown,
): Promise<void> {
  await services.queues.enqueueAll([{ job, payload }])
  const token = randomUUID()
  const entry = await workers.get(job.name)?.getNextJob(token, { block: false })
  if (!entry) throw new Error(`the job just added to ${job.name} is not there`)
  const context = { ...services, now: services.clock.now(), jobId: entry.id ?? '', attempt: 1, signal: neverAborted }
  const result = await job.process(job.payload.parse(entry.data), context)
  await entry.moveToCompleted(result.counts ?? {}, token, false)
  // Nothing waits for vectors, so they are no part of the chain.
  for (const next of result.next ?? [])
    if (next.job.name !== 'embed') await runThrough(services, workers, next.job, next.payload)
}

const neverAborted = new AbortController().signal
