import type { Job as BullJob } from 'bullmq'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listAudit } from '../../src/audit/index.ts'
import type { Clock } from '../../src/clock.ts'
import { createLog } from '../../src/log.ts'
import { listDeadLetterCauses, listDeadLetters, recordDeadLetter } from '../../src/pipeline/index.ts'
import {
  defineJob,
  discardLetters,
  keepFailedJobs,
  previewRetry,
  type QueueBackend,
  Queues,
  reconcileJob,
  retryDeadLetters,
  type Services,
  startWorkers,
  type WorkerGroup,
} from '../../src/queue/index.ts'
import { runJob } from '../../src/queue/run.ts'
import { useDatabase } from '../support/database.ts'
import { backendKinds, openTestBackend } from '../support/queues.ts'
import { until } from '../support/until.ts'

const actor = { name: 'Ana', via: 'cli' as const }
const tenantId = 'main'

describe.each(backendKinds())('dead letters on %s', (kind) => {
  const database = useDatabase()
  let backend: QueueBackend
  let queues: Queues
  let services: Services
  let workers: WorkerGroup
  let now = new Date('2031-05-01T00:00:00Z')
  const clock: Clock = { now: () => now, speed: 1 }
  const later = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000)
  }
  const poison = new Set<number>()
  const done: number[] = []
  let worked = 0
  let due: { n: number[] }[] = []

  const stage = defineJob({
    name: 'stage',
    payload: z.object({ n: z.array(z.number()).min(1) }),
    batch: 'n',
    schedule: { every: 3_600_000 },
    options: { attempts: 2, backoff: { type: 'fixed', delay: 10 } },
    due: async () => due,
    async process({ n }) {
      worked += n.length
      const bad = n.find((one) => poison.has(one))
      if (bad !== undefined) throw new Error(`cannot digest ${bad}`)
      done.push(...n)
      return { counts: { done: n.length } }
    },
  })

  beforeAll(async () => {
    backend = await openTestBackend(kind, database)
    queues = new Queues(backend, [stage])
    services = { db: database.db, clock, log: createLog('silent'), allowPrivateNetwork: false } as Services
    workers = startWorkers([stage], queues, services)
  })
  afterAll(async () => {
    await workers.close()
    await queues.close()
    await backend.close()
  })

  const letters = (status: 'open' | 'resolved' = 'open') =>
    listDeadLetters(database.db, tenantId, { status }, { limit: 100 })
  const openLetters = (count: number) =>
    until(`${count} open letters`, async () => {
      const open = await letters()
      return open.length === count && open
    })

  it('sets one poisoned id of a batch of 500 apart; the others go through in one run', async () => {
    poison.add(137)
    await queues.enqueue(stage, { n: Array.from({ length: 500 }, (_, n) => n) })
    const [letter] = await openLetters(1)
    expect(letter).toMatchObject({ stage: 'stage', payload: { n: [137] }, cause: 'fault', failures: 1, attempts: 2 })
    expect(letter?.reason).toBe('cannot digest 137')
    expect(new Set(done).size).toBe(499)
    expect(done).not.toContain(137)
    // the failing halves come to less than twice the batch, however large it is
    expect(worked).toBeLessThan(500 + 2 * 500 + 499)
  })

  it('keeps a sweep from enqueueing what failed, for longer each time, and from delaying its neighbours', async () => {
    due = [{ n: [136, 137, 138] }]
    const context = { db: database.db, queues, now }
    done.length = 0
    await reconcileJob(stage, context)
    await until('the neighbours', () => done.length === 2)
    expect(await reconcileJob(stage, { ...context, now: new Date(now.getTime() + 61_000) })).toBe(2)
    later(1)
    const [again] = await until('the second failure', async () => {
      const open = await letters()
      return open[0]?.failures === 2 && open
    })
    expect(again?.heldUntil?.getTime()).toBeGreaterThanOrEqual(now.getTime() + 60_000)
    due = []
  })

  it('divides a batch that took its process down twice, and does not take that for success', async () => {
    const n = [137, ...Array.from({ length: 19 }, (_, i) => 600 + i)]
    const open = (await letters()).length
    done.length = 0
    const entry = { id: 'stalled', name: 'run', data: { n }, attemptsMade: 0, stalledCounter: 2, opts: { attempts: 2 } }
    const context = { queues, services, signal: new AbortController().signal }
    expect(await runJob(stage, entry as unknown as BullJob, undefined, context)).toEqual({ divided: 7 })
    expect((await letters()).length).toBe(open)
    await until('the parts', () => new Set(done).size === 19)
    expect(done).not.toContain(137)
    // One more failure of the letter there is: that the others of its part went through does not close it.
    await until('it to fail again', async () => (await letters()).some((letter) => letter.failures === 3))
    expect(await letters('resolved')).toEqual([])
  })

  it('groups by cause, whatever the ids', async () => {
    poison.add(901).add(902)
    await queues.enqueue(stage, { n: [901] })
    await queues.enqueue(stage, { n: [902] })
    await openLetters(3)
    const causes = await listDeadLetterCauses(database.db, tenantId)
    expect(causes).toHaveLength(1)
    expect(causes[0]).toMatchObject({ stage: 'stage', cause: 'fault', letters: 3, failures: 5 })
  })

  it('retries what matches, notes who asked, and closes what goes through', async () => {
    poison.delete(901)
    const retried = await retryDeadLetters(
      { db: database.db, queues },
      { tenantId, filter: { stage: 'stage' }, actor, now },
    )
    expect(retried).toMatchObject({ letters: 3, retried: 3, isComplete: true })
    const [closed] = await until('the letter to close', async () => {
      const resolved = await letters('resolved')
      return resolved.length === 1 && resolved
    })
    expect(closed).toMatchObject({ payload: { n: [901] }, resolution: 'retried', resolvedBy: 'Ana' })
    await until('the others to fail again', async () => (await letters()).every((letter) => letter.failures >= 2))
    const [entry] = await listAudit(database.db, tenantId, { limit: 1 })
    expect(entry).toMatchObject({ actor: 'Ana', via: 'cli', action: 'dead-letters.retry', details: { letters: 3 } })
  })

  it('closes a letter when its id goes through in another batch', async () => {
    poison.delete(902)
    await queues.enqueue(stage, { n: [902, 903] })
    await until('the letter to close', async () =>
      (await letters('resolved')).some((one) => JSON.stringify(one.payload) === '{"n":[902]}'),
    )
  })

  it('leaves alone what was discarded', async () => {
    expect(await discardLetters(database.db, { tenantId, filter: {}, actor, now })).toEqual({ letters: 1 })
    later(60 * 24 * 30)
    due = [{ n: [137] }]
    expect(await reconcileJob(stage, { db: database.db, queues, now })).toBe(0)
    due = []
  })

  it('holds a payload back however many others were given up', async () => {
    await database.sql`insert into dead_letters (id, stage, payload_digest, cause, fingerprint, reason, job_ids, attempts,
        first_failed_at, last_failed_at, held_until, resolved_at, resolution)
      select gen_random_uuid(), 'stage', md5(n::text), 'fault', 'f', 'r', '{}', 1, now(), now(), 'infinity', now(), 'discarded'
      from generate_series(1, 10001) n`
    due = [{ n: [137, 138] }]
    done.length = 0
    await reconcileJob(stage, { db: database.db, queues, now })
    await until('the neighbour', () => done.includes(138))
    expect(done).not.toContain(137)
    due = []
    await database.sql`delete from dead_letters where fingerprint = 'f'`
  })

  it('shows in a dry run what a tick would bring, and which letters cannot be retried', async () => {
    const failure = { cause: 'fault' as const, fingerprint: 'dry', reason: 'it broke' }
    const fail = (stage: string, payload: Record<string, unknown> | null) =>
      recordDeadLetter(
        database.db,
        { tenantId, stage, payload, payloadDigest: `dry ${stage} ${payload}`, jobId: '1', attempts: 1, failure },
        now,
      )
    await fail('stage', null)
    await fail('gone', { n: [1] })
    await fail('stage', { n: 'none' })
    due = [{ n: [800] }, { n: [801] }]
    done.length = 0
    const preview = await previewRetry(services, queues, { tenantId, filter: { fingerprint: 'dry' }, now })
    expect(preview.runs).toEqual({ stage: 2 })
    expect(preview.failures.map(({ error }) => error).sort()).toEqual([
      expect.stringContaining('Wrong payload for stage: n: '),
      'there is no stage gone any more',
    ])
    due = []
    await database.sql`delete from dead_letters where fingerprint = 'dry'`
  })

  it('keeps failed jobs that only the queue knows of, once', async () => {
    const bad = await queues.queue('stage').add('run', { n: 'none' }, { attempts: 1 })
    await openLetters(1)
    await database.sql`delete from dead_letters where ${bad.id ?? ''} = any(job_ids)`
    const context = { db: database.db, queues, now }
    await until('the failed job to be kept', async () => (await keepFailedJobs(context)) > 0)
    expect(await keepFailedJobs(context)).toBe(0)
    const [letter] = await letters()
    expect(letter).toMatchObject({ payload: { n: 'none' }, cause: 'lost' })
    expect(letter?.reason).toContain('n: ')
  })

  it('keeps all of them when more failed than are read at once', async () => {
    const count = 520
    const jobs = Array.from({ length: count }, (_, i) => ({ name: 'run', data: { n: `none ${i}` } }))
    const failedBefore = await queues.queue('stage').getFailedCount()
    await queues.queue('stage').addBulk(jobs)
    const areFailed = async () => (await queues.queue('stage').getFailedCount()) === failedBefore + count
    await until('all jobs to fail', areFailed, 60_000)
    await database.sql`delete from dead_letters where payload ->> 'n' like 'none %'`
    const context = { db: database.db, queues, now }
    expect(await keepFailedJobs(context)).toBe(count)
    expect(await keepFailedJobs(context)).toBe(0)
  }, 90_000)
})
