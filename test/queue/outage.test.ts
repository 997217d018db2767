import { describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { startProxy } from '../../scripts/chaos/proxy.ts'
import { systemClock } from '../../src/clock.ts'
import { SourceError } from '../../src/errors.ts'
import { createLog } from '../../src/log.ts'
import { defineJob, openQueueBackend, Queues, type Services, startWorkers, to } from '../../src/queue/index.ts'
import { useDatabase } from '../support/database.ts'
import { backendKinds } from '../support/queues.ts'
import { until } from '../support/until.ts'

const jobThat = (process: () => Promise<object>) =>
  defineJob({
    name: 'first',
    payload: z.object({ n: z.number() }),
    schedule: { every: 3_600_000 },
    due: async () => [],
    process,
  })

it('bounds the wait for a queue that is away, names the outage once and closes', async () => {
  const errors: Error[] = []
  const onError = (error: Error) => errors.push(error)
  const backend = await openQueueBackend({ kind: 'redis', url: 'redis://127.0.0.1:1', prefix: 'away' }, { onError })
  let attempts = 0
  const job = jobThat(async () => ({}))
  const queues = new Queues(backend, [job], onError)
  queues.queue('first').on('error', () => attempts++)
  const sent = queues.enqueueAll(to(job, [{ n: 1 }]), { timeoutMs: 100 })
  await expect(sent).rejects.toThrow(SourceError)
  await expect(sent).rejects.toThrow('the queue does not answer within 100 ms')
  await until('the driver has tried again', () => attempts >= 2)
  expect(errors).toHaveLength(1)
  await queues.close()
  await backend.close()
})

describe.each(backendKinds())('queues and workers on %s', (kind) => {
  const database = useDatabase()

  it('that are opened while it is away work once it is back', async () => {
    const server = new URL(kind === 'redis' ? (inject('redisUrl') ?? '') : database.url)
    const proxy = await startProxy(Number(server.port))
    const url = Object.assign(server, { port: String(proxy.port) }).href
    const backend = await openQueueBackend(
      kind === 'redis' ? { kind, url, prefix: `away-${process.pid}` } : { kind: 'postgres', url },
    )
    let ran = 0
    const job = jobThat(async () => {
      ran++
      return {}
    })
    await backend.ping()
    const cutAt = performance.now()
    proxy.cut(2_000)
    const queues = new Queues(backend, [job])
    const services = { db: database.db, clock: systemClock, log: createLog('silent') } as Services
    const workers = startWorkers([job], queues, services)
    await queues.enqueue(job, { n: 1 })
    await until('the run', () => ran === 1)
    expect(performance.now() - cutAt).toBeGreaterThan(1_900)
    await workers.close()
    await queues.close()
    await backend.close()
    proxy.close()
  })
})
