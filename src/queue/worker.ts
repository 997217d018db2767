import { type Job as BullJob, UnrecoverableError, type Worker } from 'bullmq'
import { newId } from '../db/id.ts'
import { pipelineRuns } from '../db/schema/index.ts'
import { messageOf, PermanentError } from '../errors.ts'
import type { AnyJob, JobResult, Services } from './job.ts'
import { parsePayload, type Queues, TICK } from './queues.ts'
import { reconcileJob } from './reconcile.ts'

export interface WorkerGroup {
  /** Takes no new jobs, waits `graceMs` for the running ones, then aborts them; unfinished work returns to the queue. */
  close(graceMs?: number): Promise<void>
}

/** Starts one BullMQ worker per job. */
export function startWorkers(jobs: readonly AnyJob[], queues: Queues, services: Services): WorkerGroup {
  const stopping = new AbortController()
  const workers = jobs.map((job) => {
    const worker = queues.backend.openWorker(job.name, (entry) => run(job, entry, queues, services, stopping.signal), {
      concurrency: job.options.concurrency,
      lockDuration: 60_000,
      maxStalledCount: 5,
    })
    worker.on('error', (error) => services.log.warn({ queue: job.name, error: messageOf(error) }, 'worker error'))
    worker.on('failed', (entry, error) =>
      services.log.error({ queue: job.name, jobId: entry?.id, error: messageOf(error) }, 'job failed'),
    )
    return worker
  })
  return { close: (graceMs = 20_000) => closeWorkers(workers, stopping, graceMs) }
}

async function closeWorkers(workers: Worker[], stopping: AbortController, graceMs: number): Promise<void> {
  const abort = setTimeout(() => stopping.abort(new Error('The process is stopping')), graceMs)
  await Promise.allSettled(workers.map((worker) => worker.close()))
  clearTimeout(abort)
}

async function run(
  job: AnyJob,
  entry: BullJob,
  queues: Queues,
  services: Services,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const now = services.clock.now()
  const startedAt = performance.now()
  const attempt = entry.attemptsMade + 1
  const jobId = entry.id ?? ''
  try {
    if (entry.name === TICK) return { enqueued: await reconcileJob(job, { db: services.db, queues, now }) }
    const payload = parsePayload(job, entry.data)
    const log = services.log.child({ queue: job.name, jobId })
    const result: JobResult = await job.process(payload, { ...services, log, now, jobId, attempt, signal })
    await forward(job, result, queues)
    const counts = result.counts ?? {}
    if (Object.values(counts).some((count) => count !== 0)) await record('succeeded', counts)
    return counts
  } catch (error) {
    await record('failed', {}, messageOf(error)).catch(() => {
      // The database itself may be what failed; the queue keeps the reason and retries.
    })
    if (error instanceof PermanentError) throw new UnrecoverableError(messageOf(error))
    throw error
  }

  async function record(status: 'succeeded' | 'failed', counts: Record<string, number>, error?: string): Promise<void> {
    const data = entry.data as { tenantId?: string } | undefined
    await services.db.insert(pipelineRuns).values({
      id: newId(now),
      ...(data?.tenantId ? { tenantId: data.tenantId } : {}),
      stage: job.name,
      jobId,
      attempt,
      status,
      counts,
      startedAt: now,
      durationMs: Math.round(performance.now() - startedAt),
      error: error ?? null,
    })
  }
}

async function forward(job: AnyJob, result: JobResult, queues: Queues): Promise<void> {
  const forwards = result.next ?? []
  const stray = forwards.find((entry) => !job.next.includes(entry.job))
  if (stray) throw new PermanentError(`${job.name} forwards to ${stray.job.name}, which its declaration does not list`)
  await queues.enqueueAll(forwards)
}
