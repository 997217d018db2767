import { once } from 'node:events'
import type { Server } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { jobs } from '../../jobs/index.ts'
import { systemClock } from '../../src/clock.ts'
import { createEmbedder, type Embedder } from '../../src/embedding/index.ts'
import { createApp, saveAdminKey } from '../../src/http/index.ts'
import { createLog } from '../../src/log.ts'
import {
  type QueueBackend,
  Queues,
  reconcile,
  type Services,
  startWorkers,
  type WorkerGroup,
} from '../../src/queue/index.ts'
import { createVectorStore } from '../../src/vector/index.ts'
import type { TestDatabase } from './database.ts'
import { type FeedServer, startFeedServer } from './feed-server.ts'
import { type BackendKind, openTestBackend } from './queues.ts'
import { until } from './until.ts'

const clock = systemClock
const token = 'a-token-of-the-test-suite'

/** Every stage at work on a database, with its API and a server of feeds to read. */
export function useChain(database: TestDatabase, kind: BackendKind) {
  let feeds: FeedServer
  let backend: QueueBackend
  let queues: Queues
  let embedder: Embedder
  let workers: WorkerGroup
  let server: Server
  let base = ''

  beforeAll(async () => {
    feeds = await startFeedServer()
    backend = await openTestBackend(kind, database)
    queues = new Queues(backend, jobs)
    embedder = createEmbedder({ driver: 'local' })
    const { db } = database
    const vectors = createVectorStore({ db, model: embedder.model, dimensions: embedder.dimensions })
    const log = createLog('silent')
    const services: Services = { db, clock, log, embedder, vectors, allowPrivateNetwork: true }
    workers = startWorkers(jobs, queues, services)
    await saveAdminKey(db, { tenantId: 'main', token, now: clock.now() })
    const options = { version: 'test', allowPrivateNetwork: true }
    server = createApp({ db, queues, clock, wallClock: clock, log, embedder, vectors, options }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/api/v1`
  })

  afterAll(async () => {
    await workers.close()
    await new Promise((resolve) => server.close(resolve))
    await queues.close()
    await backend.close()
    await embedder.close()
    await feeds.close()
  })

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = (await response.json()) as T
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }

  /** Every table that a number depends on, without ids and times that differ from run to run. */
  const contents = async () => ({
    items:
      await database.sql`select external_id, title, processing_status, revision, embedding_status from items order by external_id`,
    events: await database.sql`select headline, item_count, independent_source_count from events order by headline`,
    evidence: await database.sql`
      select signal, delta, retracted_at is null as active from trend_evidence order by recorded_at, signal, delta`,
    vectors: await database.sql`select owner_kind, vector_id from embedding_records order by 1, 2`,
  })

  /** Nothing waits, runs or is due any more. */
  const quiet = () =>
    until(
      'the pipeline to be quiet',
      async () => {
        const due = await Promise.all(jobs.map((job) => job.due({ db: database.db, now: clock.now() })))
        const busy = (await queues.states()).some(
          (state) => state.counts.waiting + state.counts.active + state.counts.delayed > 0,
        )
        if (!busy && due.some((payloads) => payloads.length > 0))
          await reconcile({ db: database.db, queues, now: clock.now() })
        return !busy && due.every((payloads) => payloads.length === 0)
      },
      40_000,
    )

  /** As an operator would from Bull Board: every finished run once more, with its payload. */
  async function replayFinishedRuns(): Promise<void> {
    for (const job of jobs) {
      const finished = await queues.queue(job.name).getCompleted()
      for (const entry of finished) if (entry.name === 'run') await queues.enqueueAll([{ job, payload: entry.data }])
    }
  }

  return {
    call,
    contents,
    quiet,
    replayFinishedRuns,
    token,
    get feeds() {
      return feeds
    },
    get queues() {
      return queues
    },
    /** Where the program answers, without a path. */
    get origin() {
      return base.replace('/api/v1', '')
    },
  }
}
