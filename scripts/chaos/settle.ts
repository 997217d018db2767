import { jobs } from '../../jobs/index.ts'
import { openDatabase } from '../../src/db/client.ts'
import { messageOf } from '../../src/errors.ts'
import { openQueueBackend, Queues } from '../../src/queue/index.ts'
import { type ChaosServices, pause } from './services.ts'

const askEveryMs = 500
/** Reading sources is due by the clock, whatever was loaded. */
const settling = jobs.filter((job) => job.name !== 'fetch-sources')

/**
 * Waits until nothing is due in the tables and nothing waits or runs in the queues. The pipeline gets there by itself: nothing is
 * enqueued from here. Throws, saying what is left, when it does not within `patienceMs`.
 */
export async function settle(
  services: ChaosServices,
  { now, prefix, patienceMs }: { now: () => Date; prefix: string; patienceMs: number },
): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (
    let left = await whatIsLeft(services, now(), prefix);
    left !== '';
    left = await whatIsLeft(services, now(), prefix)
  ) {
    if (performance.now() > deadline) throw new Error(`after ${patienceMs} ms this was left to do: ${left}`)
    await pause(askEveryMs)
  }
}

async function whatIsLeft(services: ChaosServices, now: Date, prefix: string): Promise<string> {
  const database = openDatabase(services.databaseUrl(), { max: 1 })
  const { redisUrl } = services
  const left: string[] = []
  try {
    for (const job of settling) {
      const due = await job.due({ db: database.db, now })
      if (due.length > 0) left.push(`${job.name} ${due.length} due`)
    }
    if (left.length > 0) return left.join(', ')
    const backend = await openQueueBackend(
      redisUrl ? { kind: 'redis', url: redisUrl, prefix } : { kind: 'postgres', url: services.databaseUrl() },
      { connections: 2 },
    )
    const queues = new Queues(backend, settling)
    try {
      for (const { name, counts } of await queues.states()) {
        // A schedule's own next tick always waits among the delayed.
        const busy = counts.waiting + counts.active + Math.max(0, counts.delayed - 1)
        if (busy > 0) left.push(`${name} ${busy} queued`)
      }
    } finally {
      await queues.close()
      await backend.close()
    }
    return left.join(', ')
  } catch (error) {
    return messageOf(error)
  } finally {
    await database.close()
  }
}
