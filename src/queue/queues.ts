import type { Queue } from 'bullmq'
import { InputError, NotFoundError, SourceError } from '../errors.ts'
import type { QueueBackend } from './backend.ts'
import { digestOf } from './batch.ts'
import type { AnyJob, Forward, PayloadOf } from './job.ts'
import { within } from './within.ts'

const daySeconds = 86_400
const closeMs = 3_000

/** Names of the two kinds of BullMQ job: a run carries a payload, a tick asks the tables what is due. */
export const RUN = 'run'
export const TICK = 'tick'

/** Retries, backoff and retention, the same for every queue and backend. */
export const jobOptions = (job: AnyJob) => ({
  attempts: job.options.attempts,
  backoff: job.options.backoff,
  removeOnComplete: { age: daySeconds, count: 1_000 },
  removeOnFail: { age: 14 * daySeconds, count: 10_000 },
})

export interface QueueState {
  name: string
  next: string[]
  isPaused: boolean
  counts: Record<'waiting' | 'active' | 'delayed' | 'failed' | 'completed', number>
}

/** The queues of a list of jobs on one backend: the way in for scripts, the API and the runtime. */
export class Queues {
  readonly jobs: readonly AnyJob[]
  readonly backend: QueueBackend
  private readonly open: Map<string, Queue>

  constructor(backend: QueueBackend, jobs: readonly AnyJob[], onError: (error: Error) => void = () => {}) {
    this.backend = backend
    this.jobs = jobs
    this.open = new Map(jobs.map((job) => [job.name, backend.openQueue(job.name)]))
    for (const queue of this.open.values()) {
      queue.on('error', (error) => {
        if (backend.isNews(error)) onError(error)
      })
    }
  }

  /** BullMQ's queue objects, in pipeline order. */
  get all(): Queue[] {
    return [...this.open.values()]
  }

  queue(name: string): Queue {
    const queue = this.open.get(name)
    if (!queue) throw new NotFoundError(`There is no queue ${name}. Queues: ${[...this.open.keys()].join(', ')}`)
    return queue
  }

  /** Enqueues one run and returns its job id. Throws InputError naming each bad field of the payload. */
  async enqueue<J extends AnyJob>(job: J, payload: PayloadOf<J>): Promise<string> {
    const [added] = await this.enqueueAll([{ job, payload }])
    return added ?? ''
  }

  /**
   * Enqueues runs of any stages, one round trip per queue. Payloads equal to a waiting one are merged into it.
   * With `timeoutMs` (real milliseconds) throws SourceError when the queue does not answer in time; without, it waits for it.
   */
  async enqueueAll(forwards: readonly Forward[], options: { timeoutMs?: number } = {}): Promise<string[]> {
    const { timeoutMs } = options
    if (timeoutMs === undefined) return this.addAll(forwards)
    const problem = `the queue does not answer within ${timeoutMs} ms`
    return within(timeoutMs, this.addAll(forwards), () => new SourceError(problem))
  }

  private async addAll(forwards: readonly Forward[]): Promise<string[]> {
    const byQueue = new Map<AnyJob, unknown[]>()
    for (const { job, payload } of forwards) {
      const parsed = parsePayload(job, payload)
      const payloads = byQueue.get(job)
      if (payloads) payloads.push(parsed)
      else byQueue.set(job, [parsed])
    }
    const ids: string[] = []
    for (const [job, payloads] of byQueue) {
      const added = await this.queue(job.name).addBulk(
        payloads.map((data) => ({
          name: RUN,
          data,
          // A run already waiting does the work; one already active may have read too early, so one more follows it.
          opts: { ...jobOptions(job), deduplication: { id: digestOf(data), keepLastIfActive: true } },
        })),
      )
      ids.push(...added.map((entry) => entry.id ?? ''))
    }
    return ids
  }

  /** How many jobs each queue holds, by state. */
  async states(): Promise<QueueState[]> {
    return Promise.all(
      this.jobs.map(async (job) => {
        const queue = this.queue(job.name)
        const [counts, isPaused] = await Promise.all([
          queue.getJobCounts('waiting', 'active', 'delayed', 'failed', 'completed', 'prioritized'),
          queue.isPaused(),
        ])
        return {
          name: job.name,
          next: job.next.map((next) => next.name),
          isPaused,
          counts: {
            waiting: (counts.waiting ?? 0) + (counts.prioritized ?? 0),
            active: counts.active ?? 0,
            delayed: counts.delayed ?? 0,
            failed: counts.failed ?? 0,
            completed: counts.completed ?? 0,
          },
        }
      }),
    )
  }

  /** For each queue, how many seconds before `now` (real time) the first job in line was added; 0 when none waits. */
  async waitingSeconds(now: Date): Promise<Map<string, number>> {
    const ages = this.jobs.map(async ({ name }) => {
      const [first] = await this.queue(name).getWaiting(0, 0)
      return [name, first ? Math.max(0, (now.getTime() - first.timestamp) / 1_000) : 0] as const
    })
    return new Map(await Promise.all(ages))
  }

  async close(): Promise<void> {
    // A queue that is away never confirms that it is closed.
    const closed = Promise.allSettled(this.all.map((queue) => queue.close()))
    await within(closeMs, closed, () => new Error('not closed')).catch(() => {})
  }
}

/** A payload as its job's schema reads it. Throws InputError naming the job and each bad field. */
export function parsePayload(job: AnyJob, payload: unknown): unknown {
  const parsed = job.payload.safeParse(payload)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue: { path: PropertyKey[]; message: string }) => ({
    field: issue.path.join('.') || 'payload',
    message: issue.message,
  }))
  const text = problems.map((p: { field: string; message: string }) => `${p.field}: ${p.message}`).join('; ')
  throw new InputError(`Wrong payload for ${job.name}: ${text}`, problems)
}
