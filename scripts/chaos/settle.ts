import { jobs } from '../../jobs/index.ts'
import { type Db, openDatabase } from '../../src/db/client.ts'
import { openQueueBackend, Queues } from '../../src/queue/index.ts'
import { type ChaosServices, pause } from './services.ts'

/** Asking costs the machine what it needs to get there. */
const askEveryMs = 1_000
/** Reading sources is due by the clock, whatever was loaded. */
const settling = jobs.filter((job) => job.name !== 'fetch-sources')

/**
 * Waits until nothing is due in the tables and nothing waits or runs in the queues. The pipeline gets there by itself: nothing is
 * enqueued from here, and no server is struck meanwhile. Throws, saying what is left, when it does not within `patienceMs`.
 */
export async function settle(
  { databaseUrl, redisUrl }: ChaosServices,
  { now, prefix, patienceMs }: { now: () => Date; prefix: string; patienceMs: number },
): Promise<void> {
  const deadline = performance.now() + patienceMs
  const database = openDatabase(databaseUrl(), { max: 1 })
  const backend = await openQueueBackend(
    redisUrl ? { kind: 'redis', url: redisUrl, prefix } : { kind: 'postgres', url: databaseUrl() },
    { connections: 2 },
  )
  const queues = new Queues(backend, settling)
  try {
    for (;;) {
      const left = await whatIsLeft(database.db, queues, now())
      if (left === '') return
      if (performance.now() > deadline) throw new Error(`after ${patienceMs} ms this was left to do: ${left}`)
      await pause(askEveryMs)
    }
  } finally {
    await queues.close()
    await backend.close()
    await database.close()
  }
}

async function whatIsLeft(db: Db, queues: Queues, now: Date): Promise<string> {
  for (const job of settling) {
    const due = await job.due({ db, now })
    if (due.length > 0) return `${job.name} ${due.length} due`
  }
  const left: string[] = []
  for (const { name, counts } of await queues.states()) {
    // A schedule's own next tick always waits among the delayed.
    const busy = counts.waiting + counts.active + Math.max(0, counts.delayed - 1)
    if (busy > 0) left.push(`${name} ${busy} queued`)
  }
  return left.join(', ')
}
