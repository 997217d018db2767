import { beforeAll, describe, expect, it } from 'vitest'
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
