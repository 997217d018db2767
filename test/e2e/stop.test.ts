import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { clusterEvents, jobs, normalize, scoreTrends } from '../../jobs/index.ts'
import { type RoleProcess, startApiProcess, startRole } from '../../scripts/bench/role-process.ts'
import { ingestBodyOf, makeStream } from '../../scripts/chaos/stream.ts'
import { useDatabase } from '../support/database.ts'
import { startBellwether } from '../support/running.ts'
import { until } from '../support/until.ts'

const orchestratorPatienceMs = 30_000
/** Nothing waits for vectors. */
const stages = jobs.map((job) => job.name).filter((name) => name !== 'embed' && name !== 'fetch-sources')

describe('a role that is asked to stop in the middle of work', () => {
  const database = useDatabase()
  const settings = { BELLWETHER_MATCHING: 'words', BELLWETHER_LOCK_SECONDS: '4', BELLWETHER_TICK_SECONDS: '2' }
  const onDatabase = { ...settings, DATABASE_URL: database.url }
  const running = new Set<RoleProcess>()
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-stop-'))
  chmodSync(dataDir, 0o755)
  const bodies = makeStream(1_500, 1)
    .turns.filter((turn) => turn.kind === 'http')
    .map(ingestBodyOf)
  const sent = bodies.flat().length

  afterAll(async () => {
    await Promise.all([...running].map((role) => role.close()))
    rmSync(dataDir, { recursive: true, force: true })
  }, 60_000)

  function run<T extends RoleProcess>(role: T): T {
    running.add(role)
    return role
  }
  const startWorker = () => run(startRole(['worker', '--queues', stages.join(',')], onDatabase))
  async function expectCleanStop(role: RoleProcess): Promise<void> {
    const askedAt = performance.now()
    running.delete(role)
    await role.close()
    expect(role.exitCode()).toBe(0)
    expect(performance.now() - askedAt).toBeLessThan(orchestratorPatienceMs)
  }
  async function counts() {
    const [row] = await database.sql<{ stored: number; pending: number; failed: number }[]>`
      select count(*)::int as stored, count(*) filter (where processing_status in ('pending', 'processing'))::int as pending,
        (select count(*)::int from pipeline_runs where status = 'failed') as failed
      from items`
    return row!
  }
  /** Some of it is done and some is not: `before` is what was pending when the work began. */
  const inTheMiddle = (before: number) =>
    until(
      'work to be half done',
      async () => {
        const { pending } = await counts()
        return pending > 0 && pending < before
      },
      60_000,
    )

  it('api: what it answered is stored, and it ends with 0', async () => {
    const api = run(await startApiProcess(onDatabase))
    const requests = bodies.map((body) => api.post('/ingest', JSON.stringify(body)).then(() => body.length))
    await Promise.race(requests)
    await expectCleanStop(api)
    const answered = await Promise.allSettled(requests)
    const accepted = answered.reduce((sum, answer) => sum + (answer.status === 'fulfilled' ? answer.value : 0), 0)
    expect(accepted).toBeGreaterThan(0)
    expect((await counts()).stored).toBeGreaterThanOrEqual(accepted)
  }, 90_000)

  it('scheduler and worker: they end with 0 and no run fails', async () => {
    const scheduler = run(startRole(['scheduler'], onDatabase))
    const { pending } = await counts()
    const worker = startWorker()
    await inTheMiddle(pending)
    await Promise.all([expectCleanStop(scheduler), expectCleanStop(worker)])
    expect((await counts()).failed).toBe(0)
  }, 120_000)

  it('all in one: it ends with 0, and the next start finishes what was left, with nothing lost or doubled', async () => {
    const start = () => startBellwether(dataDir, { ...onDatabase, BELLWETHER_SAMPLE: 'false' })
    const first = await start()
    // Whoever got no answer sends again.
    for (const body of bodies) await first.post('/ingest', body)
    await inTheMiddle(sent)
    const askedAt = performance.now()
    first.signal('SIGTERM')
    expect(await first.ended()).toBe(0)
    expect(performance.now() - askedAt).toBeLessThan(orchestratorPatienceMs)

    const second = await start()
    const context = { db: database.db, now: new Date() }
    await until(
      'nothing to be due',
      async () => {
        for (const job of [normalize, clusterEvents, scoreTrends]) if ((await job.due(context)).length > 0) return false
        return true
      },
      90_000,
    )
    second.signal('SIGTERM')
    expect(await second.ended()).toBe(0)
    expect(await counts()).toEqual({ stored: sent, pending: 0, failed: 0 })
    const [grouped] =
      await database.sql`select count(*)::int as items, count(distinct item_id)::int as different from event_items`
    expect(grouped).toEqual({ items: sent, different: sent })
  }, 240_000)
})
