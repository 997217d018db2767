import type { Db } from '../db/client.ts'
import { type AnyJob, to } from './job.ts'
import type { Queues } from './queues.ts'

/** `timeoutMs` bounds the wait for the queue at each stage. */
interface Context {
  db: Db
  queues: Queues
  now: Date
  timeoutMs?: number
}

/** Asks the tables what is due for `job` and enqueues it; returns how many runs that were. Losing the whole queue loses nothing. */
export async function reconcileJob(job: AnyJob, context: Context): Promise<number> {
  const payloads = await job.due({ db: context.db, now: context.now })
  await context.queues.enqueueAll(to(job, payloads), context)
  return payloads.length
}

/** Reconciles every stage; answers the number of runs enqueued for each. */
export async function reconcile(context: Context): Promise<Record<string, number>> {
  const enqueued: Record<string, number> = {}
  for (const job of context.queues.jobs) enqueued[job.name] = await reconcileJob(job, context)
  return enqueued
}
