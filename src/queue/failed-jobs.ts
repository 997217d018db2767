import type { Job as BullJob } from 'bullmq'
import type { Db } from '../db/client.ts'
import { listKeptJobIds, lostFailure, recordDeadLetter } from '../pipeline/index.ts'
import type { Queues } from './queues.ts'
import { identityOf } from './run.ts'

const mostAtOnce = 500

/**
 * Keeps the failed jobs of the queues that Postgres does not know yet: those that stalled too often, and those that failed
 * while the database was away. The newest 500 of each queue are looked at. Returns how many were kept.
 */
export async function keepFailedJobs({ db, queues, now }: { db: Db; queues: Queues; now: Date }): Promise<number> {
  let kept = 0
  for (const job of queues.jobs) {
    const failed = (await queues.queue(job.name).getFailed(0, mostAtOnce - 1)).filter(isJob)
    const known = await listKeptJobIds(
      db,
      job.name,
      failed.map((entry) => entry.id ?? ''),
    )
    for (const entry of failed) {
      if (known.has(entry.id ?? '')) continue
      const failure = lostFailure(entry.failedReason, job.name)
      await recordDeadLetter(db, { ...identityOf(job, entry), attempts: entry.attemptsMade, failure }, now)
      kept++
    }
  }
  return kept
}

/** A job may be removed while the list is read. */
const isJob = (entry: BullJob | undefined): entry is BullJob => entry !== undefined && entry !== null
