import { type Actor, recordAudit } from '../audit/index.ts'
import type { Db } from '../db/client.ts'
import { messageOf } from '../errors.ts'
import {
  type DeadLetterFilter,
  type DeadLetterRow,
  discardDeadLetters,
  listDeadLetters,
  markRetried,
} from '../pipeline/index.ts'
import { type AnyJob, type Forward, type Services, to } from './job.ts'
import { type Preview, previewRuns } from './preview.ts'
import { parsePayload, type Queues } from './queues.ts'
import { reconcileJob } from './reconcile.ts'

/** Letters retried by one call. */
const mostLetters = 1_000
/** Letters of one dry run. */
const previewed = 100

interface Request {
  tenantId: string
  filter: DeadLetterFilter
  actor: Actor
  now: Date
}

/**
 * Puts the open letters that match back into their queues, at most 1,000, with all their attempts, and records who asked.
 * A job that goes through closes its letter; one that fails again adds to it. Letters whose stage is gone or whose payload its
 * stage refuses stay as they are. `isComplete` is false when more match.
 */
export async function retryDeadLetters(
  { db, queues }: { db: Db; queues: Queues },
  request: Request,
): Promise<{ letters: number; retried: number; isComplete: boolean }> {
  const { tenantId, filter, actor, now } = request
  const found = await listDeadLetters(db, tenantId, { ...filter, status: 'open' }, { limit: mostLetters + 1 })
  const letters = found.slice(0, mostLetters)
  const ids = letters.map((letter) => letter.id)
  // First the note, then the queue: a job that goes through at once must find who asked for it.
  await markRetried(db, tenantId, { ids }, { by: actor.name, now })
  await recordAudit(db, {
    tenantId,
    actor,
    action: 'dead-letters.retry',
    details: { filter, letters: ids.length },
    now,
  })
  let retried = 0
  for (const letter of letters) if (await putBack(letter, { db, queues, now })) retried++
  return { letters: letters.length, retried, isComplete: found.length <= mostLetters }
}

/** Gives up on the open letters that match and records who did. */
export async function discardLetters(db: Db, request: Request): Promise<{ letters: number }> {
  const { tenantId, filter, actor, now } = request
  const letters = await discardDeadLetters(db, tenantId, filter, { by: actor.name, now })
  await recordAudit(db, { tenantId, actor, action: 'dead-letters.discard', details: { filter, letters }, now })
  return { letters }
}

/** What retrying the open letters that match would change; of the first 100 of them. */
export async function previewRetry(
  services: Services,
  queues: Queues,
  { tenantId, filter, now }: Omit<Request, 'actor'>,
): Promise<Preview> {
  const found = await listDeadLetters(services.db, tenantId, { ...filter, status: 'open' }, { limit: previewed + 1 })
  const letters = found.slice(0, previewed)
  const refused = letters.flatMap((letter) => {
    const error = refusalOf(letter, queues)
    return error === undefined ? [] : [{ stage: letter.stage, payload: letter.payload, error }]
  })
  const preview = await previewRuns(services, {
    tenantId,
    now,
    async prepare(tx) {
      const runs: Forward[] = []
      for (const letter of letters) {
        const job = stageOf(letter, queues)
        if (job && refusalOf(letter, queues) === undefined)
          runs.push(...to(job, letter.payload === null ? await job.due({ db: tx, now }) : [letter.payload]))
      }
      return runs
    },
  })
  return {
    ...preview,
    failures: [...refused, ...preview.failures],
    isComplete: preview.isComplete && found.length <= previewed,
  }
}

/** The stage of a letter among today's jobs; undefined when there is no such stage any more. */
const stageOf = (letter: DeadLetterRow, queues: Queues): AnyJob | undefined =>
  queues.jobs.find((job) => job.name === letter.stage)

/** Why a letter cannot be tried again; undefined when it can. */
function refusalOf(letter: DeadLetterRow, queues: Queues): string | undefined {
  const job = stageOf(letter, queues)
  if (!job) return `there is no stage ${letter.stage} any more`
  try {
    if (letter.payload !== null) parsePayload(job, letter.payload)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Whether the letter's job is in its queue again. */
async function putBack(letter: DeadLetterRow, context: { db: Db; queues: Queues; now: Date }): Promise<boolean> {
  const job = stageOf(letter, context.queues)
  if (!job || refusalOf(letter, context.queues) !== undefined) return false
  if (letter.payload === null) {
    await reconcileJob(job, context)
    return true
  }
  // The failed job itself, while the queue has it, so that the queue admin shows one job and not two.
  const entry = await context.queues.queue(job.name).getJob(letter.jobIds.at(-1) ?? '')
  if (entry && (await entry.isFailed())) await entry.retry('failed', { resetAttemptsMade: true })
  else await context.queues.enqueueAll(to(job, [letter.payload]))
  return true
}
