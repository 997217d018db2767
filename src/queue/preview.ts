import type { Db } from '../db/client.ts'
import { isDatabaseAway } from '../db/failures.ts'
import { conflictOf } from '../db/retry-conflicts.ts'
import { messageOf } from '../errors.ts'
import { type RowChanges, watchChanges } from '../pipeline/index.ts'
import { digestOf } from './batch.ts'
import type { AnyJob, Forward, Services } from './job.ts'

/** What runs would do, found by doing them in a transaction that is rolled back. */
export interface Preview extends RowChanges {
  /** Runs done, by stage; with everything they handed on. */
  runs: Record<string, number>
  /** Runs left out because their stage reaches outside the database, by stage. */
  leftOut: Record<string, number>
  failures: { stage: string; payload: unknown; error: string }[]
  /** False when the bounds of a dry run ended it early. */
  isComplete: boolean
}

const mostRuns = 200
const longestMs = 60_000
const longestLockMs = 5_000

/** Ends the transaction of a dry run. */
class RolledBack extends Error {}

/**
 * Does the runs that `prepare` names, and all they hand on, inside one transaction, compares the rows before and after, and
 * rolls back. Stages that reach outside the database (feeds, vectors) are counted and left out. Bounded: 200 runs, a minute.
 */
export async function previewRuns(
  services: Services,
  { tenantId, now, prepare }: { tenantId: string; now: Date; prepare: (tx: Db) => Promise<Forward[]> },
): Promise<Preview> {
  let preview: Preview | undefined
  try {
    await services.db.transaction(
      async (tx) => {
        await tx.execute(`set local lock_timeout = ${longestLockMs}`)
        const changes = await watchChanges(services.db, tx, tenantId)
        const done = await runAll(services, tx, await prepare(tx), now)
        preview = { ...done, ...(await changes(now)) }
        throw new RolledBack()
      },
      { isolationLevel: 'repeatable read' },
    )
  } catch (error) {
    if (!(error instanceof RolledBack) || !preview) throw error
  }
  if (!preview) throw new Error('the dry run ended without an answer')
  return preview
}

async function runAll(
  services: Services,
  tx: Db,
  forwards: readonly Forward[],
  now: Date,
): Promise<Omit<Preview, keyof RowChanges>> {
  const outcome: Omit<Preview, keyof RowChanges> = { runs: {}, leftOut: {}, failures: [], isComplete: true }
  const signal = AbortSignal.timeout(longestMs)
  const waiting = [...forwards]
  const seen = new Set<string>()
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { job, payload } = next
    // Equal runs one after another are one; after others in between, the tables may say something new.
    const name = `${job.name} ${digestOf(payload)} ${waiting.length}`
    if (seen.has(name)) continue
    seen.add(name)
    if (job.isOutside) {
      outcome.leftOut[job.name] = (outcome.leftOut[job.name] ?? 0) + 1
      continue
    }
    const total = Object.values(outcome.runs).reduce((sum, runs) => sum + runs, 0)
    if (total >= mostRuns || signal.aborted) {
      outcome.isComplete = false
      break
    }
    outcome.runs[job.name] = (outcome.runs[job.name] ?? 0) + 1
    try {
      waiting.push(...(await runOne(services, tx, job, payload, now, signal)))
    } catch (error) {
      // The transaction is gone, or has to be tried again as a whole.
      if (isDatabaseAway(error) || conflictOf(error) !== undefined) throw error
      outcome.failures.push({ stage: job.name, payload, error: messageOf(error) })
    }
  }
  return outcome
}

/** One run in a savepoint of its own: one that fails takes nothing of the others with it. */
function runOne(
  services: Services,
  tx: Db,
  job: AnyJob,
  payload: unknown,
  now: Date,
  signal: AbortSignal,
): Promise<Forward[]> {
  return tx.transaction(async (savepoint) => {
    // What a language model has answered before counts; it is asked nothing, which would cost and could not be rolled back.
    const matching = services.matching && { ...services.matching, questionsPerDay: 0 }
    const context = { ...services, matching, db: savepoint as Db, now, jobId: 'dry-run', attempt: 1, signal }
    const { next = [] } = await job.process(job.payload.parse(payload), context)
    return next
  })
}
