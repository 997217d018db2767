import type { Job as BullJob } from 'bullmq'
import type { Db } from '../db/client.ts'
import { listKeptJobIds, lostFailure, recordDeadLetter } from '../pipeline/index.ts'
import type { Queues } from './queues.ts'
import { identityOf } from './run.ts'

const pageSize = 500

/**
 * Keeps the failed jobs of the queues that Postgres does not know yet: those that stalled too often, and those that failed
 * while the database was away. Of each queue the newest 500 are looked at, and 500 more as long as there was an unknown one
 * among them. Returns how many were kept.
 */
export async function keepFailedJobs({ db, queues, now }: { db: Db; queues: Queues; now: Date }): Promise<number> {
  let kept = 0
  for (const job of queues.jobs) {
    const unknown: BullJob[] = []
    for (let start = 0; ; start += pageSize) {
      const page = await queues.queue(job.name).getFailed(start, start + pageSize - 1)
      const failed = page.filter(isJob)
      const known = await listKeptJobIds(
        db,
        job.name,
        failed.map((entry) => entry.id ?? ''),
      )
      const found = failed.filter((entry) => !known.has(entry.id ?? ''))
      unknown.push(...found)
      if (found.length === 0 || page.length < pageSize) break
    }
    // The oldest first: a letter remembers the last 500 of its jobs.
    for (const entry of unknown.reverse()) {
      const failure = lostFailure(entry.failedReason, job.name)
      await recordDeadLetter(db, { ...identityOf(job, entry), attempts: entry.attemptsMade, failure }, now)
      kept++
    }
  }
  return kept
}

/** A job may be removed while the list is read. */
const isJob = (entry: BullJob | undefined): entry is BullJob => entry !== undefined && entry !== null
