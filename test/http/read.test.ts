import { beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '../../src/http/contract.ts'
import { useDatabase } from '../support/database.ts'
import { useApp } from './app.ts'
import { asking } from './asking.ts'
import { type Seeded, seedWorkspace } from './seed.ts'

const database = useDatabase()
const app = useApp(database)
const { ask, problemOf } = asking(app)
let seeded: Seeded

beforeAll(async () => {
  seeded = await seedWorkspace(database, new Date())
})

const hourMs = 3_600_000
const at = (hoursAgo: number) => new Date(seeded.now.getTime() - hoursAgo * hourMs).toISOString()

describe('events', () => {
  it('are listed by rank and page by page', async () => {
    const all = await ask('listEvents')
    expect(all.data.map((event) => event.id)).toEqual(seeded.eventIds)
    const first = await ask('listEvents', { query: { limit: '1' } })
    const second = await ask('listEvents', { query: { limit: '1', cursor: String(first.nextCursor) } })
    expect([first, second].flatMap(({ data }) => data.map((event) => event.id))).toEqual(seeded.eventIds)
    expect(second.nextCursor).toBeNull()
  })

  it('are filtered by category, state, country and time', async () => {
    const headlines = async (query: Record<string, string>) =>
      (await ask('listEvents', { query })).data.map((event) => event.headline)
    expect(await headlines({ category: 'culture' })).toEqual(['Bakers win prize'])
    expect(await headlines({ country: 'eg', momentum: 'emerging' })).toHaveLength(2)
    expect(await headlines({ country: 'DK' })).toEqual([])
    expect(await headlines({ from: at(1) })).toEqual([])
    expect(await headlines({ momentum: 'viral,emerging', activity: 'active,dormant' })).toHaveLength(2)
    expect(await headlines({ momentum: 'viral,dead' })).toEqual([])
    expect(await headlines({ place: 'isma' })).toEqual(['Ship aground in canal'])
    expect(await headlines({ place: 'Vellmar' })).toEqual([])
    expect(await headlines({ sort: 'recent' })).toEqual(['Ship aground in canal', 'Bakers win prize'])
  })

  it('show their items and the trends they moved', async () => {
    const [eventId] = seeded.eventIds
    const detail = await ask('getEvent', { params: { eventId: eventId! } })
    expect(detail.items.map((item) => item.title)).toEqual(['Ship aground in canal', 'Canal traffic halted'])
    expect(detail.evidence).toMatchObject([
      { trendSlug: 'canal-closure', signal: 'blockage' },
      { trendSlug: 'canal-closure', signal: 'clearance' },
    ])
    const page = await ask('listEventItems', { params: { eventId: eventId! }, query: { limit: '1' } })
    const rest = await ask('listEventItems', {
      params: { eventId: eventId! },
      query: { cursor: String(page.nextCursor) },
    })
    expect(rest.data.map((item) => item.title)).toEqual(['Canal traffic halted'])
  })
})

describe('items', () => {
  it('are listed last arrived first, filtered and page by page', async () => {
    const all = await ask('listItems')
    expect(all.data.map((item) => item.id)).toEqual([...seeded.itemIds].reverse())
    const first = await ask('listItems', { query: { limit: '2' } })
    const second = await ask('listItems', { query: { limit: '2', cursor: String(first.nextCursor) } })
    expect(second.data.map((item) => item.id)).toEqual([seeded.itemIds[0]])
    expect((await ask('listItems', { query: { status: 'error' } })).data).toEqual([])
    expect((await ask('listItems', { query: { sourceId: seeded.sourceId } })).data).toHaveLength(3)
  })

  it('show their text and their earlier texts', async () => {
    const detail = await ask('getItem', { params: { itemId: seeded.itemIds[0]! } })
    expect(detail.text).toContain('The harbour office confirmed it')
    expect(detail.revisions).toMatchObject([{ title: 'Ship in trouble', reason: 'edited' }])
    expect(detail.event).toMatchObject({ id: seeded.eventIds[0] })
  })

  it('show where else their text stands, how sure what was found is, and the evidence they gave', async () => {
    const [first, second] = seeded.itemIds as [string, string]
    await database.sql`update items set fingerprints = '{7,8}' where id in ${database.sql([first, second])}`
    await database.sql`update items set duplicate_of = ${first}, duplicate_kind = 'near' where id = ${second}`
    const date = { problem: 'future', given: '2099-01-01T00:00:00.000Z', from: 'fetched', confidence: 0.3 }
    const topics = [{ topic: 'transport', confidence: 0.8 }]
    await database.sql`update items set enrichment_metadata = ${JSON.stringify({ date, topics })}::text::jsonb where id = ${first}`
    const original = await ask('getItem', { params: { itemId: first } })
    expect(original.copies).toMatchObject([{ id: second, kind: 'near', sourceName: 'Harbour Post' }])
    expect(original.findings).toEqual({ date, topics, text: null, correction: null, sentiment: null })
    expect(original.evidence.map(({ signal, delta, retractedAt }) => [signal, delta, retractedAt !== null])).toEqual([
      ['clearance', -0.1, false],
      ['blockage', 0.3, false],
      ['blockage', 0.2, true],
    ])
    const copy = await ask('getItem', { params: { itemId: second } })
    expect(copy.copies).toMatchObject([{ id: first, kind: null }])
    await database.sql`update items set duplicate_of = null, duplicate_kind = null`
  })
})

describe('the pipeline', () => {
  it('is shown from the list of jobs, with queues and last runs', async () => {
    const { data } = await ask('getPipeline')
    expect(data.map((stage) => stage.name)).toEqual([
      'fetch-sources',
      'fetch-pages',
      'normalize',
      'cluster-events',
      'score-trends',
      'embed',
      'snapshot',
      'deliver-alerts',
    ])
    expect(data[0]?.next).toContain('normalize')
    expect(data.find((stage) => stage.name === 'normalize')).toMatchObject({
      runs24h: 2,
      failures24h: 1,
      lastRun: { status: 'failed', error: 'It did not work' },
    })
    expect((await ask('listQueues')).data).toHaveLength(8)
    const first = await ask('listPipelineRuns', { query: { limit: '1' } })
    const second = await ask('listPipelineRuns', { query: { limit: '1', cursor: String(first.nextCursor) } })
    expect([first, second].flatMap(({ data: runs }) => runs.map((run) => run.status))).toEqual(['failed', 'succeeded'])
    expect((await ask('listPipelineRuns', { query: { status: 'succeeded' } })).data).toHaveLength(1)
  })

  it('takes snapshots on demand', async () => {
    await app.queues.queue('snapshot').drain()
    expect(await ask('takeSnapshots', { body: { trends: ['canal-closure'] } })).toEqual({ queue: 'snapshot', jobs: 1 })
    const [job] = await app.queues.queue('snapshot').getJobs(['waiting'])
    expect(job?.data).toMatchObject({ tenantId: 'main', trendIds: [seeded.trendId], momentum: true })
    const unknown = await app.call('POST', '/api/v1/snapshots', { body: { trends: ['canal-closure', 'nothing'] } })
    expect(((await unknown.json()) as Problem).errors).toMatchObject([{ field: 'trends[1]' }])
  })
})

describe('search and session', () => {
  it('finds by words while there is no embedder', async () => {
    const { data, modes } = await ask('search', { query: { q: 'bakers', kind: 'items' } })
    expect(modes).toEqual(['words'])
    expect(data).toMatchObject([{ kind: 'item', title: 'Bakers win prize', foundBy: ['words'] }])
    expect((await ask('listItems', { query: { q: '"canal traffic"' } })).data).toMatchObject([
      { title: 'Canal traffic halted' },
    ])
  })

  it('says who asks and what time it is', async () => {
    const session = await ask('getSession')
    expect(session).toMatchObject({
      identity: { kind: 'api_key' },
      clockSpeed: 1,
      sampleInstalled: false,
      expiresAt: null,
    })
    expect(await ask('removeSample')).toEqual({ removed: { sources: 0, items: 0, events: 0, trends: 0 } })
  })
})

describe('problems', () => {
  it.each([
    '/trends/nothing',
    '/trends/nothing/evidence',
    '/events/018f0000-0000-7000-8000-000000000000',
    '/items/018f0000-0000-7000-8000-000000000000',
    '/sources/018f0000-0000-7000-8000-000000000000',
    '/items/not-an-id',
    '/nowhere',
  ])('answers 404 to %s', async (path) => {
    expect(await problemOf(path, 404)).toMatchObject({
      type: '/problems/not-found',
      status: 404,
      instance: `/api/v1${path}`,
    })
  })

  it.each([
    ['/trends/canal-closure?at=yesterday', 'at'],
    ['/trends?curveDays=-1', 'curveDays'],
    ['/items?limit=0', 'limit'],
    ['/items?limit=100000', 'limit'],
    ['/items?status=lost', 'status'],
    ['/items?cursor=garbage', 'cursor'],
    ['/items?cursor=WzEsMl0', 'cursor'],
    ['/items?q=a%00b', 'q'],
    ['/items?q=one&q=two', 'q'],
    ['/events?country=Egypt', 'country'],
    ['/events?momentum=viral,asleep', 'momentum[1]'],
    ['/events?cursor=W251bGwsIngiLCJ5Il0', 'cursor'],
    ['/search', 'q'],
    ['/search?q=%20', 'q'],
    ['/trends/canal-closure/history?resolution=second', 'resolution'],
  ])('answers 400 to %s and names the field', async (path, field) => {
    const problem = await problemOf(path, 400)
    expect(problem.errors?.map((error) => error.field)).toEqual([field])
  })

  it('never shows a stack trace', async () => {
    await database.sql`alter table pipeline_runs rename to pipeline_runs_elsewhere`
    try {
      const problem = await problemOf('/pipeline/runs', 500)
      expect(problem).toMatchObject({ type: '/problems/internal' })
      expect(JSON.stringify(problem)).not.toMatch(/pipeline_runs|node_modules|\.ts|select/)
    } finally {
      await database.sql`alter table pipeline_runs_elsewhere rename to pipeline_runs`
    }
  })
})
