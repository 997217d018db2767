import { expect, it } from 'vitest'
import { z } from 'zod'
import { SourceError } from '../../src/errors.ts'
import { defineJob, openQueueBackend, Queues, to } from '../../src/queue/index.ts'
import { until } from '../support/until.ts'

it('bounds the wait for a queue that is away, names the outage once and closes', async () => {
  const errors: Error[] = []
  const onError = (error: Error) => errors.push(error)
  const backend = await openQueueBackend({ kind: 'redis', url: 'redis://127.0.0.1:1', prefix: 'away' }, { onError })
  let attempts = 0
  const job = defineJob({
    name: 'first',
    payload: z.object({ n: z.number() }),
    schedule: { every: 3_600_000 },
    due: async () => [],
    process: async () => ({}),
  })
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
