import { setMaxListeners } from 'node:events'
import type { Processor, Worker } from 'bullmq'
import { messageOf } from '../errors.ts'
import { type AnyJob, LOCK_MS, type Services } from './job.ts'
import type { Queues } from './queues.ts'
import { runJob } from './run.ts'

/** After a lost connection. */
const askAgainMs = 1_000

export interface WorkerGroup {
  /** Takes no new jobs, waits `graceMs` for the running ones, then aborts them; unfinished work returns to the queue. */
  close(graceMs?: number): Promise<void>
}

/**
 * Starts one BullMQ worker per job. A worker that has not renewed its lock for the services' `lockMs` is taken for dead, and its
 * job given to another.
 */
export function startWorkers(jobs: readonly AnyJob[], queues: Queues, services: Services): WorkerGroup {
  const { lockMs = LOCK_MS } = services
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const workers = jobs.map((job) => {
    const run: Processor = (entry, token) =>
      withOwnSignal(stopping.signal, (signal) => runJob(job, entry, token, { queues, services, signal }))
    const worker = queues.backend.openWorker(job.name, run, {
      concurrency: job.options.concurrency,
      lockDuration: lockMs,
      // How often the dead are looked for.
      stalledInterval: lockMs / 2,
      maxStalledCount: 5,
      runRetryDelay: askAgainMs,
    })
    worker.on('error', (error) => {
      if (queues.backend.isNews(error)) services.log.warn({ queue: job.name, error: messageOf(error) }, 'worker error')
    })
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

/** A run has a signal of its own: what clients leave listening on it (openai does) goes with the run, not with the process. */
async function withOwnSignal<T>(stop: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController()
  setMaxListeners(0, own.signal)
  const abort = () => own.abort(stop.reason)
  stop.addEventListener('abort', abort)
  if (stop.aborted) abort()
  try {
    return await work(own.signal)
  } finally {
    stop.removeEventListener('abort', abort)
  }
}
