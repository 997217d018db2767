import type { Db } from '../db/client.ts'
import { hasUnresolved, listUnresolvedDigests, recordSweep } from '../pipeline/index.ts'
import { digestOf, digestsOf, idsOf, withIds } from './batch.ts'
import { type AnyJob, to } from './job.ts'
import type { Queues } from './queues.ts'

/** `timeoutMs` bounds the wait for the queue at each stage. */
interface Context {
  db: Db
  queues: Queues
  now: Date
  timeoutMs?: number
}

/**
 * Asks the tables what is due for `job` and enqueues it; returns how many runs that were. Losing the whole queue loses nothing.
 * What a dead letter holds back is left out; what it held back before goes by itself, so that it delays nobody.
 */
export async function reconcileJob(job: AnyJob, context: Context): Promise<number> {
  const { db, now } = context
  const startedAt = performance.now()
  const due = await job.due({ db, now })
  const { payloads, held } = await sift(job, due, db, now)
  await context.queues.enqueueAll(to(job, payloads), context)
  const durationMs = Math.round(performance.now() - startedAt)
  await recordSweep(db, { stage: job.name, sweptAt: now, enqueued: payloads.length, held, durationMs })
  return payloads.length
}

/** Reconciles every stage; answers the number of runs enqueued for each. */
export async function reconcile(context: Context): Promise<Record<string, number>> {
  const enqueued: Record<string, number> = {}
  for (const job of context.queues.jobs) enqueued[job.name] = await reconcileJob(job, context)
  return enqueued
}

async function sift(
  job: AnyJob,
  due: readonly unknown[],
  db: Db,
  now: Date,
): Promise<{ payloads: unknown[]; held: number }> {
  if (due.length === 0 || !(await hasUnresolved(db, job.name))) return { payloads: [...due], held: 0 }
  const digests = due.flatMap((payload) => digestsOf(job, job.payload.parse(payload)))
  const unresolved = await listUnresolvedDigests(db, { stage: job.name, digests, now })
  const payloads: unknown[] = []
  let held = 0
  for (const payload of due) {
    if (unresolved.held.has(digestOf(job.payload.parse(payload)))) {
      held++
      continue
    }
    const ids = idsOf(job, payload)
    const kept = ids.filter((id) => {
      const digest = digestOf(job.payload.parse(withIds(job, payload, [id])))
      if (unresolved.held.has(digest)) held++
      else if (ids.length > 1 && unresolved.alone.has(digest)) payloads.push(withIds(job, payload, [id]))
      else return true
      return false
    })
    if (kept.length === ids.length) payloads.push(payload)
    else {
      const rest = withIds(job, payload, kept)
      if (job.payload.safeParse(rest).success) payloads.push(rest)
    }
  }
  return { payloads, held }
}
