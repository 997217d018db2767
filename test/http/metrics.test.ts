import { describe, expect, it } from 'vitest'
import { normalize } from '../../jobs/index.ts'
import { countConflict, recordDeadLetter, recordSweep } from '../../src/pipeline/index.ts'
import { saveSource } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import { useApp } from './app.ts'

const database = useDatabase()
const app = useApp(database)
const id = '018f0000-0000-7000-8000-000000000001'

/** The value of one line of the metrics, by name and labels. */
async function read(): Promise<Map<string, number>> {
  const response = await app.call('GET', '/metrics')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  for (const line of lines)
    expect(line).toMatch(/^bellwether_[a-z_]+\{[a-z]+="[\w-]+"(,[a-z]+="[\w-]+")*\} \d+(\.\d+)?$/)
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

describe('metrics', () => {
  it('are closed to strangers', async () => {
    expect((await app.anonymous('GET', '/metrics')).status).toBe(401)
  })

  it('say how deep each queue is and how long the first in line has waited', async () => {
    expect((await read()).get('bellwether_queue_oldest_waiting_seconds{queue="normalize"}')).toBe(0)
    await app.queues.enqueue(normalize, { tenantId: 'main', itemIds: [id] })
    const now = await until('the first in line to wait', async () => {
      const values = await read()
      return (values.get('bellwether_queue_oldest_waiting_seconds{queue="normalize"}') ?? 0) > 0 && values
    })
    expect(now.get('bellwether_queue_jobs{queue="normalize",state="waiting"}')).toBe(1)
    expect(now.get('bellwether_queue_paused{queue="normalize"}')).toBe(0)
    await app.queues.queue('normalize').pause()
    expect((await read()).get('bellwether_queue_paused{queue="normalize"}')).toBe(1)
  })

  it('say what was due, what failed for good, which transactions met and how sources are', async () => {
    const { db } = database
    const now = new Date()
    const sweptAt = new Date(now.getTime() - 90_000)
    await recordSweep(db, { stage: 'embed', sweptAt, enqueued: 3, held: 2, durationMs: 5 })
    const letter = { tenantId: 'main', stage: 'embed', payload: { n: 1 }, payloadDigest: 'd', jobId: '1', attempts: 3 }
    await recordDeadLetter(db, { ...letter, failure: { cause: 'fault', reason: 'r', fingerprint: 'f' } }, now)
    await countConflict(db, { kind: 'deadlock', gaveUp: false }, now)
    await countConflict(db, { kind: 'deadlock', gaveUp: true }, now)
    await saveSource(db, 'main', { connector: 'rss', name: 'a', url: 'https://a.example/' }, now)
    const values = await read()
    expect(values.get('bellwether_sweep_due_runs{stage="embed"}')).toBe(3)
    expect(values.get('bellwether_sweep_held{stage="embed"}')).toBe(2)
    expect(values.get('bellwether_sweep_age_seconds{stage="embed"}')).toBeGreaterThanOrEqual(90)
    expect(values.get('bellwether_dead_letters{stage="embed"}')).toBe(1)
    expect(values.get('bellwether_dead_letters{stage="normalize"}')).toBe(0)
    expect(values.get('bellwether_transaction_conflicts{kind="deadlock",outcome="retried"}')).toBe(1)
    expect(values.get('bellwether_transaction_conflicts{kind="deadlock",outcome="gave_up"}')).toBe(1)
    expect(values.get('bellwether_sources{status="new"}')).toBe(1)
  })
})
