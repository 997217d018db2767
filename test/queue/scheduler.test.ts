import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../src/clock.ts'
import { type Database, openDatabase } from '../../src/db/client.ts'
import type { Log } from '../../src/log.ts'
import { defineJob, type QueueBackend, Queues, type Scheduler, startScheduler } from '../../src/queue/index.ts'
import { useDatabase } from '../support/database.ts'
import { backendKinds, openTestBackend } from '../support/queues.ts'
import { until } from '../support/until.ts'

const job = defineJob({
  name: 'stage',
  payload: z.object({ n: z.number() }),
  schedule: { every: 3_600_000 },
  due: async () => [],
  process: async () => ({}),
})

describe.each(backendKinds())('schedulers on %s', (kind) => {
  const database = useDatabase()
  const running: { scheduler: Scheduler; backend: QueueBackend; queues: Queues; own: Database }[] = []
  let leaders: number[] = []

  async function start(n: number, lockMs?: number): Promise<void> {
    const backend = await openTestBackend(kind, database)
    const queues = new Queues(backend, [job])
    const own = openDatabase(database.url, { max: 2, name: `scheduler ${n}` })
    const log = {
      info: (message: string) => message.includes('registers') && leaders.push(n),
      warn: () => {},
    } as unknown as Log
    running.push({
      scheduler: startScheduler({ db: own.db, databaseUrl: database.url, queues, clock: systemClock, log, lockMs }),
      backend,
      queues,
      own,
    })
  }
  const holders = () =>
    database.sql`select pid from pg_locks where locktype = 'advisory' and objid = 7203942 and granted and
    database = (select oid from pg_database where datname = current_database())`

  async function close({ scheduler, queues, backend, own }: (typeof running)[number]): Promise<void> {
    await scheduler.close()
    await queues.close()
    await backend.close()
    await own.close()
  }

  afterAll(() => Promise.all(running.map(close)))

  it('four that start at once have one leader, and another leads when its connection is gone', async () => {
    await Promise.all([1, 2, 3, 4].map((n) => start(n)))
    await until('a leader', () => leaders.length > 0)
    const [leader] = await until('one holder of the lock', async () => {
      const held = await holders()
      return held.length === 1 && held
    })
    expect(leaders).toHaveLength(1)
    expect(await running[0]?.queues.queue('stage').getJobSchedulersCount()).toBeLessThanOrEqual(1)
    leaders = []
    await database.sql`select pg_terminate_backend(${leader?.pid})`
    await until('another leader', () => leaders.length > 0)
    expect(await holders()).toHaveLength(1)
  })

  it('the leader does the rest of its round when a part of it fails', async () => {
    await Promise.all(running.splice(0).map(close))
    await start(5, 1_000)
    for (const { queues } of running) queues.queue('stage').getFailed = () => Promise.reject(new Error('no answer'))
    await database.sql`insert into state_entries (key, value, expires_at) values ('old', '{}', now() - interval '1 day')`
    await until('what has expired to be deleted', async () => {
      const left = await database.sql`select 1 from state_entries where key = 'old'`
      return left.length === 0
    })
  })
})
