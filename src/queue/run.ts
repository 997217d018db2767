import { type Job as BullJob, UnrecoverableError, WaitingError } from 'bullmq'
import { newId } from '../db/id.ts'
import { pipelineRuns } from '../db/schema/index.ts'
import { messageOf, PermanentError } from '../errors.ts'
import { failureOf, isPassing, recordDeadLetter, resolveDeadLetters } from '../pipeline/index.ts'
import { digestOf, digestsOf, divided, workApart } from './batch.ts'
import { type AnyJob, type Forward, type JobResult, type Services, to } from './job.ts'
import { parsePayload, type Queues, TICK } from './queues.ts'
import { reconcileJob } from './reconcile.ts'

/** So many times a batch may take its process down before it is divided, until what does it is alone. */
const mostStalls = 2

/** What names a tick among a stage's payloads. */
const tickDigest = digestOf(TICK)

interface Context {
  queues: Queues
  services: Services
  /** Aborted when the process must stop. */
  signal: AbortSignal
}

/**
 * Does one job of a queue: a tick asks the tables what is due, a run processes its payload and hands on what that returned.
 * A run that fails for good is kept as a dead letter before the queue hears of it.
 */
export async function runJob(
  job: AnyJob,
  entry: BullJob,
  token: string | undefined,
  context: Context,
): Promise<Record<string, number>> {
  const { queues, services, signal } = context
  const { db } = services
  const now = services.clock.now()
  const startedAt = performance.now()
  const attempt = entry.attemptsMade + 1
  const jobId = entry.id ?? ''
  const isTick = entry.name === TICK
  /** Digests of what was set apart. */
  const undone = new Set<string>()
  try {
    const parts = isTick || entry.stalledCounter < mostStalls ? [] : divided(job, parsePayload(job, entry.data))
    if (parts.length > 0) {
      services.log.warn(
        { queue: job.name, jobId, parts: parts.length },
        'divided: its process ended or hung again and again',
      )
      await queues.enqueueAll(to(job, parts))
      return { divided: parts.length }
    }
    const counts = isTick ? { enqueued: await reconcileJob(job, { db, queues, now }) } : await processRun()
    const digests = isTick ? [tickDigest] : digestsOf(job, parsePayload(job, entry.data))
    await resolveDeadLetters(db, { stage: job.name, digests: digests.filter((digest) => !undone.has(digest)), now })
    return counts
  } catch (error) {
    if (signal.aborted && token !== undefined && !isTick && !(error instanceof PermanentError)) {
      // Stopping is no failure of the job: another process takes it up, with all its attempts.
      await entry.moveToWait(token)
      throw new WaitingError()
    }
    await keepFailure(error)
    if (error instanceof PermanentError) throw new UnrecoverableError(messageOf(error))
    throw error
  }

  async function processRun(): Promise<Record<string, number>> {
    const payload = parsePayload(job, entry.data)
    const log = services.log.child({ queue: job.name, jobId })
    const work = (part: unknown): Promise<JobResult> =>
      job.process(part, { ...services, log, now, jobId, attempt, signal })
    const { results, apart } = await workApart(job, payload, work, (error) => signal.aborted || isPassing(error))
    const counts = sumOf(results)
    await forward(
      job,
      results.flatMap((result) => result.next ?? []),
      queues,
    )
    if (apart.length > 0) {
      // By itself it has attempts of its own, and in the end a dead letter of its own.
      await queues.enqueueAll(
        to(
          job,
          apart.map((one) => one.payload),
        ),
      )
      for (const one of apart) {
        undone.add(digestOf(one.payload))
        log.warn({ payload: one.payload, error: messageOf(one.error) }, 'set apart from its batch')
      }
      counts.setApart = apart.length
    }
    if (Object.values(counts).some((count) => count !== 0)) await record('succeeded', counts)
    return counts
  }

  async function keepFailure(error: unknown): Promise<void> {
    const message = messageOf(error)
    const isFinal = error instanceof PermanentError || attempt >= (entry.opts.attempts ?? 1)
    try {
      await record('failed', {}, message)
      if (isFinal)
        await recordDeadLetter(
          db,
          { ...identityOf(job, entry), attempts: attempt, failure: failureOf(error, job.name) },
          now,
        )
    } catch (unkept) {
      // The database itself may be what failed; the queue has the reason, and the next sweep of failed jobs keeps it.
      services.log.warn({ queue: job.name, jobId, error: messageOf(unkept) }, 'a failure could not be recorded yet')
    }
  }

  async function record(status: 'succeeded' | 'failed', counts: Record<string, number>, error?: string): Promise<void> {
    const data = entry.data as { tenantId?: string } | undefined
    await db.insert(pipelineRuns).values({
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

/** Whose a job is and what it was given, as its dead letter says it. */
export function identityOf(job: AnyJob, entry: BullJob) {
  const data = entry.data as Record<string, unknown> | undefined
  const parsed = job.payload.safeParse(data)
  const payload = entry.name === TICK ? null : ((parsed.success ? parsed.data : data) as Record<string, unknown>)
  return {
    tenantId: typeof data?.tenantId === 'string' ? data.tenantId : 'main',
    stage: job.name,
    payload: payload ?? null,
    payloadDigest: entry.name === TICK ? tickDigest : digestOf(payload ?? {}),
    jobId: entry.id ?? '',
  }
}

function sumOf(results: readonly JobResult[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const { counts = {} } of results)
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

async function forward(job: AnyJob, forwards: readonly Forward[], queues: Queues): Promise<void> {
  const stray = forwards.find((entry) => !job.next.includes(entry.job))
  if (stray) throw new PermanentError(`${job.name} forwards to ${stray.job.name}, which its declaration does not list`)
  await queues.enqueueAll(forwards)
}
