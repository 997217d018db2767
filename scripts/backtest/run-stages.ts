import type { Clock } from '../../src/clock.ts'
import type { Db } from '../../src/db/client.ts'
import { createEmbedder, createTextVectors } from '../../src/embedding/index.ts'
import { createLog } from '../../src/log.ts'
import type { AnyJob } from '../../src/queue/index.ts'
import { createVectorStore } from '../../src/vector/index.ts'

const roundsAtMost = 10_000

/**
 * Makes a function that runs stages of the pipeline in process, one after the other, until the tables say that nothing is due
 * at `now`; every run gets `now` as its time. `byWordsAlone` leaves out the embedder's second opinion on matches. It throws when a stage finds no end.
 */
export function stageRunner(
  db: Db,
  stages: readonly AnyJob[],
  { byWordsAlone = false }: { byWordsAlone?: boolean } = {},
): (now: Date) => Promise<void> {
  const embedder = createEmbedder({ driver: 'local' })
  const vectors = createVectorStore({ db, model: embedder.model, dimensions: embedder.dimensions })
  const { signal } = new AbortController()
  const matching = { vectors: byWordsAlone ? undefined : createTextVectors(embedder), questionsPerDay: 0 }
  const services = { db, log: createLog('silent'), embedder, vectors, matching, allowPrivateNetwork: false, signal }
  return async (now) => {
    const clock: Clock = { now: () => now, speed: 1 }
    for (const job of stages)
      for (let round = 0; ; round++) {
        const due = await job.due({ db, now })
        if (due.length === 0) break
        if (round >= roundsAtMost) throw new Error(`${job.name} finds no end at ${now.toISOString()}`)
        for (const payload of due)
          await job.process(job.payload.parse(payload), { ...services, clock, now, jobId: `in process`, attempt: 1 })
      }
  }
}
