import { getEventListeners } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../src/clock.ts'
import { pipelineRuns } from '../../src/db/schema/index.ts'
import { InputError, PermanentError } from '../../src/errors.ts'
import { createLog } from '../../src/log.ts'
import {
  defineJob,
  type QueueBackend,
  Queues,
  registerSchedules,
  type Services,
  startWorkers,
  to,
  type WorkerGroup,
} from '../../src/queue/index.ts'
import { useDatabase } from '../support/database.ts'
import { backendKinds, openTestBackend } from '../support/queues.ts'
import { until } from '../support/until.ts'

describe.each(backendKinds())('queue runtime on %s', (kind) => {
  const database = useDatabase()
  let backend: QueueBackend
  let queues: Queues
  let workers: WorkerGroup
  const seen: { stage: string; n: number }[] = []
  const gate: { open: () => void; wait: Promise<void> } = { open: () => {}, wait: Promise.resolve() }
  const leftListening: number[] = []
  let failuresLeft = 0
  let dueNow: number[] = []

  const second = defineJob({
    name: 'second',
    payload: z.object({ n: z.number() }),
    schedule: { every: 3_600_000 },
    due: async () => [],
    async process({ n }) {
      seen.push({ stage: 'second', n })
      return { counts: { seen: 1 } }
    },
  })
  const first = defineJob({
    name: 'first',
    payload: z.object({ n: z.number().int().min(0) }),
    schedule: { every: 3_600_000 },
    options: { attempts: 3, backoff: { type: 'fixed', delay: 20 } },
    next: [second],
    due: async () => dueNow.map((n) => ({ n })),
    async process({ n }, { attempt, signal }) {
      seen.push({ stage: 'first', n })
      leftListening.push(getEventListeners(signal, 'abort').length)
      // As some clients do, which never take it away.
      signal.addEventListener('abort', () => {})
      if (n === 404) throw new PermanentError('there is no 404')
      if (n === 503 && failuresLeft-- > 0) throw new Error(`busy at attempt ${attempt}`)
      if (n === 7) await gate.wait
      return { counts: { seen: 1 }, next: to(second, [{ n: n + 1 }]) }
    },
  })

  beforeAll(async () => {
    backend = await openTestBackend(kind, database)
    queues = new Queues(backend, [first, second])
    const services = {
      db: database.db,
      clock: systemClock,
      log: createLog('silent'),
      allowPrivateNetwork: false,
    } as Services
    workers = startWorkers([first, second], queues, services)
  })
  afterAll(async () => {
    await workers.close()
    await queues.close()
    await backend.close()
  })

  const count = (stage: string, n: number) => seen.filter((entry) => entry.stage === stage && entry.n === n).length

  it('runs a stage and forwards what it returned to the next', async () => {
    await queues.enqueue(first, { n: 1 })
    await until('the second stage', () => count('second', 2) === 1)
  })

  it('refuses a wrong payload on enqueue, naming the field', async () => {
    const wrong = { n: 'one' } as unknown as { n: number }
    await expect(queues.enqueue(first, wrong)).rejects.toThrow(InputError)
    await expect(queues.enqueue(first, wrong)).rejects.toThrow(/first: n: /)
  })

  it('refuses a wrong payload on consume without retrying it', async () => {
    const job = await queues.queue('first').add('run', { n: -5 }, { attempts: 5 })
    const failed = await until('the job to fail', async () => {
      const [entry] = (await queues.queue('first').getFailed()).filter((candidate) => candidate.id === job.id)
      return entry
    })
    expect(failed.failedReason).toContain('n: ')
    expect(failed.attemptsMade).toBe(1)
    expect(count('first', -5)).toBe(0)
  })

  it('retries what may pass and records each failure', async () => {
    failuresLeft = 2
    await queues.enqueue(first, { n: 503 })
    await until('success at the third attempt', () => count('second', 504) === 1)
    expect(count('first', 503)).toBe(3)
    const runs = await until('the runs to be recorded', async () => {
      const rows = (await database.db.select().from(pipelineRuns)).filter((row) => row.error?.startsWith('busy'))
      return rows.length === 2 && rows
    })
    expect(runs.map((run) => run.attempt).sort()).toEqual([1, 2])
  })

  it('does not retry a permanent error', async () => {
    await queues.enqueue(first, { n: 404 })
    await until('the job to fail', async () => (await queues.queue('first').getFailed()).some((j) => j.data.n === 404))
    expect(count('first', 404)).toBe(1)
  })

  it('merges a payload equal to a waiting one, and runs once more when an equal one is active', async () => {
    gate.wait = new Promise((resolve) => {
      gate.open = resolve
    })
    await queues.enqueue(first, { n: 7 })
    await until('the run to be active', () => count('first', 7) === 1)
    await queues.enqueue(first, { n: 7 })
    await queues.enqueue(first, { n: 7 })
    gate.open()
    await until('the run after it', () => count('first', 7) === 2)
    await queues.enqueue(first, { n: 8 })
    await until('a later run', () => count('second', 9) === 1)
    expect(count('first', 7)).toBe(2)
  })

  it('enqueues what is due when the schedule ticks, and keeps exactly one schedule per queue', async () => {
    dueNow = [100, 101]
    await Promise.all([1, 2, 3].map(() => registerSchedules({ queues, clock: { now: () => new Date(), speed: 3600 } })))
    await until('the due payloads', () => count('first', 100) >= 1 && count('first', 101) >= 1)
    dueNow = []
    expect(await queues.queue('first').getJobSchedulersCount()).toBe(1)
  })

  it('asks the tables more often than a job declares when told to', async () => {
    await registerSchedules({ queues, clock: systemClock, tickMs: 2_000 })
    const scheduled = await queues.queue('first').getJobSchedulers()
    expect(scheduled.map(({ key, every }) => ({ key, every: Number(every) }))).toEqual([{ key: 'tick', every: 2_000 }])
    await registerSchedules({ queues, clock: systemClock })
    expect(Number((await queues.queue('first').getJobSchedulers())[0]?.every)).toBe(3_600_000)
  })

  it('gives each run a signal that nobody of a run before listens on', async () => {
    await queues.enqueue(first, { n: 50 })
    await queues.enqueue(first, { n: 51 })
    await until('two runs', () => count('second', 51) > 0 && count('second', 52) > 0)
    expect(leftListening.length).toBeGreaterThan(2)
    expect(new Set(leftListening)).toEqual(new Set([0]))
  })

  it('registers a schedule anew after it vanished', async () => {
    await queues.queue('second').removeJobScheduler('tick')
    await registerSchedules({ queues, clock: systemClock })
    expect(await queues.queue('second').getJobSchedulersCount()).toBe(1)
  })
})
