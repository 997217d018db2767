import { beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { type Answer, type OperationId, type Problem, type Route, routes } from '../../src/http/contract.ts'
import { useDatabase } from '../support/database.ts'
import { useApp } from './app.ts'
import { type Seeded, seedWorkspace } from './seed.ts'

const database = useDatabase()
const app = useApp(database)
const hourMs = 3_600_000
let seeded: Seeded

beforeAll(async () => {
  seeded = await seedWorkspace(database, new Date())
})

const at = (hoursAgo: number) => new Date(seeded.now.getTime() - hoursAgo * hourMs).toISOString()

/** Asks an operation and holds its answer against the contract, to the last field. */
async function ask<Id extends OperationId>(
  id: Id,
  options: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown } = {},
): Promise<Answer<Id>> {
  const route: Route = routes[id]
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => options.params?.[name] ?? '')
  const query = new URLSearchParams(options.query).toString()
  const response = await app.call(route.method.toUpperCase(), `/api/v1${path}${query ? `?${query}` : ''}`, {
    ...('body' in options ? { body: options.body } : {}),
  })
  const answer: unknown = await response.json()
  expect([response.status, answer]).toEqual([route.status, answer])
  expect(response.headers.get('content-type')).toContain('application/json')
  const read = (route.response as z.ZodType<Answer<Id>>).parse(answer)
  expect(answer).toEqual(read)
  return read
}

const problemOf = async (path: string, status: number): Promise<Problem> => {
  const response = await app.call('GET', `/api/v1${path}`)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  return (await response.json()) as Problem
}

describe('trends', () => {
  it('are listed with value, band, level, evidence and curve', async () => {
    const { data } = await ask('listTrends', { query: { curveDays: '7' } })
    expect(data).toHaveLength(1)
    const [trend] = data
    expect(trend).toMatchObject({ slug: 'canal-closure', evidenceCount: 2, isBlind: false, definitionVersion: 1 })
    expect(trend!.probability).toBeGreaterThan(trend!.baselineProbability)
    expect(trend!.bandLow).toBeLessThan(trend!.probability)
    expect(trend!.snapshotCount).toBeGreaterThan(90)
    expect(trend!.curve.length).toBeGreaterThan(40)
    expect(trend!.curve.length).toBeLessThanOrEqual(121)
    expect((await ask('listTrends')).data[0]?.curve).toEqual([])
  })

  it('show the same value in the list, which the database works out, and on their own', async () => {
    const [listed] = (await ask('listTrends')).data
    const asOf = listed!.asOf
    const one = await ask('getTrend', { params: { slug: 'canal-closure' }, query: { at: asOf } })
    const close = (name: 'logOdds' | 'probability' | 'bandLow' | 'bandHigh' | 'change7d') =>
      expect(one[name], name).toBeCloseTo(listed![name], 9)
    for (const name of ['logOdds', 'probability', 'bandLow', 'bandHigh', 'change7d'] as const) close(name)
    for (const name of [
      'level',
      'direction',
      'eventCount24h',
      'evidenceCount',
      'snapshotCount',
      'lastEvidenceAt',
    ] as const)
      expect(one[name], name).toEqual(listed![name])
  })

  it('are valued at any time with what was known at any time', async () => {
    const value = (query: Record<string, string>) => ask('getTrend', { params: { slug: 'canal-closure' }, query })
    const before = await value({ at: at(96) })
    expect(before.logOdds).toBeCloseTo(before.baselineLogOdds, 12)
    const known = await value({ at: at(0), knownAt: at(50) })
    // At that time the row that was retracted later still counted, and the clearance was not known.
    const decayed = (delta: number, hours: number) => delta * 2 ** (-hours / 24 / 30)
    expect(known.logOdds - known.baselineLogOdds).toBeCloseTo(decayed(0.3, 90) + decayed(0.2, 95), 6)
    const now = await value({ at: at(0) })
    expect(now.logOdds - now.baselineLogOdds).toBeCloseTo(decayed(0.3, 90) + decayed(-0.1, 20), 6)
    const [blockage] = now.indicators
    expect(blockage).toMatchObject({ signal: 'blockage', evidenceCount: 1 })
    expect(blockage!.contribution).toBeCloseTo(decayed(0.3, 90), 6)
  })

  it('have a history of snapshots in the resolution asked for', async () => {
    const history = (query: Record<string, string>) =>
      ask('getTrendHistory', { params: { slug: 'canal-closure' }, query })
    const hourly = await history({ from: at(48), to: at(0), resolution: 'hour' })
    expect(hourly.data.length).toBeGreaterThanOrEqual(48)
    const times = hourly.data.map((point) => point.timestamp)
    expect(times).toEqual([...times].sort())
    const daily = await history({ resolution: 'day' })
    expect(daily.data.length).toBeLessThan(9)
    const last = daily.data.at(-1)
    expect(hourly.data.find((point) => point.timestamp === last?.timestamp)).toEqual(last)
    expect((await history({})).resolutionHours).toBe(1)
  })

  it('list their evidence, newest first, down to items and their links', async () => {
    const list = (query: Record<string, string>) =>
      ask('listTrendEvidence', { params: { slug: 'canal-closure' }, query })
    const all = await list({ status: 'all' })
    expect(all.data.map((row) => row.id)).toEqual(seeded.evidenceIds)
    const [clearance, blockage, retracted] = all.data
    expect(clearance).toMatchObject({
      signal: 'clearance',
      direction: 'deescalatory',
      indicatorDescription: 'The way is clear again.',
    })
    expect(blockage!.items.map((item) => item.url)).toEqual([
      'https://harbour.example/p0',
      'https://harbour.example/p1',
    ])
    expect(blockage!.event).toMatchObject({ headline: 'Ship aground in canal' })
    expect(blockage!.contributionNow).toBeLessThan(blockage!.delta)
    expect([retracted!.contributionNow, retracted!.retractedAt]).toEqual([0, expect.any(String)])
    const first = await list({ status: 'all', limit: '2' })
    const second = await list({ status: 'all', limit: '2', cursor: String(first.nextCursor) })
    expect([...first.data, ...second.data].map((row) => row.id)).toEqual(seeded.evidenceIds)
    expect(second.nextCursor).toBeNull()
    expect((await list({ signal: 'clearance' })).data).toHaveLength(1)
  })

  it('hand their evidence out as CSV', async () => {
    const response = await app.call('GET', '/api/v1/trends/canal-closure/evidence.csv?status=all')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const lines = (await response.text()).trim().split('\n')
    expect(lines).toHaveLength(1 + seeded.evidenceIds.length)
    expect(lines[1]).toContain(seeded.evidenceIds[0])
    expect((await app.call('GET', '/api/v1/trends/no-such/evidence.csv')).status).toBe(404)
  })

  it('explain a move without remainder, also when only its largest lines are asked for', async () => {
    const explain = (query: Record<string, string>) => ask('explainTrend', { params: { slug: 'canal-closure' }, query })
    for (const limit of ['200', '1']) {
      const moved = await explain({ from: at(96), to: at(0), limit })
      const sum = (name: 'deltaLogOdds' | 'deltaProbability') =>
        moved.lines.reduce((total, line) => total + line[name], moved.rest[name])
      expect(sum('deltaLogOdds')).toBeCloseTo(moved.logOddsTo - moved.logOddsFrom, 12)
      expect(sum('deltaProbability')).toBeCloseTo(moved.probabilityTo - moved.probabilityFrom, 12)
      expect(moved.lines[0]).toMatchObject({
        kind: 'evidence',
        signal: 'blockage',
        label: 'Ship aground in canal',
        jobId: 'job-7',
      })
    }
    expect((await explain({ from: at(96), limit: '1' })).rest.count).toBe(1)
    for (const by of ['event', 'source', 'indicator'])
      for (const limit of ['200', '1']) {
        const { groups, ...moved } = await explain({ from: at(96), to: at(0), by, limit, asSeen: 'true' })
        const sum = groups!.data.reduce((total, group) => total + group.deltaProbability, groups!.rest.deltaProbability)
        expect(sum).toBeCloseTo(moved.probabilityTo - moved.probabilityFrom, 12)
      }
    const { groups } = await explain({ from: at(96), by: 'indicator' })
    expect(groups!.data.map((group) => [group.key, group.eventId])).toEqual([
      ['blockage', null],
      ['clearance', null],
    ])
    expect((await explain({ from: at(96), by: 'event' })).groups!.data[0]).toMatchObject({
      label: 'Ship aground in canal',
      signals: ['blockage', 'clearance'],
    })
    expect(await problemOf('/trends/canal-closure/explain?from=2025-02-01&to=2025-01-01', 400)).toMatchObject({
      errors: [{ field: 'from' }],
    })
  })

  it('show the versions of their definition, and the last snapshot', async () => {
    const versions = await ask('listTrendDefinitions', { params: { slug: 'canal-closure' } })
    expect(versions.data).toMatchObject([{ version: 1, author: 'test', definition: { id: 'canal-closure' } }])
    const latest = await ask('listLatestSnapshots')
    expect(latest.data).toMatchObject([{ slug: 'canal-closure' }])
  })

  it('are listed in three queries', async () => {
    const count = await countQueries(() => app.call('GET', '/api/v1/trends?curveDays=30'))
    const door = await countQueries(() => app.call('GET', '/api/v1/nothing'))
    expect(count - door).toBe(3)
  })
})

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
})

describe('sources', () => {
  it('are listed and shown with their health', async () => {
    expect((await ask('listSources')).data).toMatchObject([{ name: 'Harbour Post', status: 'new' }])
    const detail = await ask('getSource', { params: { sourceId: seeded.sourceId } })
    expect(detail).toMatchObject({ itemCount: 3, checks: [{ outcome: 'fetched', statusCode: 200 }] })
  })

  it('are added, switched off and on, and checked now', async () => {
    const body = { name: 'Lighthouse', url: 'https://lighthouse.example/rss', credibilityScore: 0.7 }
    const { id: sourceId } = await ask('createSource', { body })
    const params = { sourceId }
    expect(await ask('changeSource', { params, body: { isActive: false } })).toMatchObject({ status: 'disabled' })
    expect((await app.call('POST', `/api/v1/sources/${sourceId}/check`)).status).toBe(409)
    expect(await ask('changeSource', { params, body: { isActive: true } })).toMatchObject({ isActive: true })
    await database.sql`update sources set consecutive_failures = 5, backoff_until = now() + interval '1 day' where id = ${sourceId}`
    expect(await ask('resetSourceBackoff', { params })).toMatchObject({ consecutiveFailures: 0, backoffUntil: null })
    expect(await ask('checkSource', { params })).toEqual({ queue: 'fetch-sources', jobs: 1 })
    const queued = await app.queues.queue('fetch-sources').getJobs(['waiting'])
    expect(queued.map((job) => job.data)).toContainEqual({ sourceIds: [sourceId] })
  })

  it('may not be given the way into private networks by whoever has a key', async () => {
    const response = await app.call('POST', '/api/v1/sources', {
      body: { name: 'Inner', url: 'http://127.0.0.1:9/feed', config: { allowPrivate: true } },
    })
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as Problem
    expect(errors?.map((error) => error.field)).toEqual(['config.allowPrivate'])
    expect(await database.sql`select id from sources where name = 'Inner'`).toEqual([])
  })

  it('are refused with every bad field named, and may not read the server’s files', async () => {
    const response = await app.call('POST', '/api/v1/sources', {
      body: { name: '', url: 7, credibilityScore: 2, colour: 'red' },
    })
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as Problem
    expect(errors?.map((error) => error.field).sort()).toEqual(['colour', 'credibilityScore', 'name', 'url'])
    for (const connector of ['file', 'telegram']) {
      const body = { connector, name: 'Files', config: { path: '/etc/passwd' } }
      for (const path of ['/api/v1/sources', '/api/v1/sources/preview']) {
        const refused = await app.call('POST', path, { body })
        expect([refused.status, ((await refused.json()) as Problem).errors?.[0]?.field]).toEqual([400, 'config.path'])
      }
    }
    const clash = await app.call('POST', '/api/v1/sources', {
      body: { name: 'Harbour Post', url: 'https://other.example/' },
    })
    expect([clash.status, ((await clash.json()) as Problem).type]).toEqual([409, '/problems/conflict'])
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

/** Statements sent to the database for one piece of work. */
async function countQueries(work: () => Promise<unknown>): Promise<number> {
  const session = (database.db as unknown as { session: { logger: { logQuery(query: string): void } } }).session
  const { logger } = session
  let count = 0
  session.logger = {
    logQuery() {
      count += 1
    },
  }
  try {
    await work()
  } finally {
    session.logger = logger
  }
  return count
}
