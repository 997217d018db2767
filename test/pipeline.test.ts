import { beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry, EventDetail, Evidence, Preview, Replayed, Source, TrendDetail } from '../src/http/contract.ts'
import { recordDeadLetter } from '../src/pipeline/index.ts'
import { reconcile } from '../src/queue/index.ts'
import { parseDefinitions, saveDefinition } from '../src/trends/index.ts'
import { useChain } from './support/chain.ts'
import { useDatabase } from './support/database.ts'
import { backendKinds } from './support/queues.ts'
import { until } from './support/until.ts'

const definition = `
id: canal-closure
name: Closure of the Vael canal
question: Will the Vael canal be closed to shipping for 48 hours?
baselineProbability: 0.1
halfLifeDays: 30
indicators:
  - signal: blockage
    direction: escalatory
    weight: 0.4
    description: Ships run aground or collide and block the canal.
    keywords: [aground, "blocks the canal", collision, blocked]
    places: [Vael canal]
`
const hour = 3_600_000

describe.each(backendKinds())('the chain on %s', (kind) => {
  const database = useDatabase()
  const chain = useChain(database, kind)
  const { call, contents, quiet, replayFinishedRuns } = chain
  const start = Date.now()

  beforeAll(async () => {
    for (const entry of parseDefinitions(definition, 'canal-closure.yaml'))
      await saveDefinition(database.db, {
        tenantId: 'main',
        definition: entry,
        now: new Date(start - 48 * hour),
        author: 'test',
      })
  })

  const published = new Date(start - 5 * hour)
  const outlets = ['harbour-post', 'north-wire', 'vael-times']

  it('carries reports from feeds to the value of a trend, down to the item and its link', async () => {
    chain.feeds.publish('harbour-post', [
      {
        id: 'h1',
        title: 'Container ship runs aground and blocks the Vael canal',
        published,
        description:
          'The container ship Aurelia ran aground in the Vael canal on Monday, and tugs could not free it. Traffic in both directions is blocked.',
      },
      {
        id: 'h2',
        title: 'Bakers of Tarn win bread prize',
        published,
        description: 'Two bakers from Tarn shared the regional prize for rye bread this weekend.',
      },
    ])
    chain.feeds.publish('north-wire', [
      {
        id: 'n1',
        title: 'Vael canal blocked after container ship Aurelia runs aground',
        published: new Date(start - 4 * hour),
        description:
          'Shipping through the Vael canal stopped on Monday after the container ship Aurelia ran aground, the canal authority said.',
      },
    ])
    chain.feeds.fail('vael-times', 500)
    const sources: Source[] = []
    for (const outlet of outlets)
      sources.push(
        await call<Source>('POST', '/sources', {
          connector: 'rss',
          name: outlet,
          url: chain.feeds.url(outlet),
          owner: outlet,
          tier: 'major',
          reporting: 'firsthand',
          credibilityScore: 0.9,
          language: 'en',
        }),
      )
    for (const source of sources) await call('POST', `/sources/${source.id}/check`)

    const trend = await until(
      'evidence on the trend',
      async () => {
        const detail = await call<TrendDetail>('GET', '/trends/canal-closure')
        return detail.evidenceCount > 0 && detail.snapshotCount > 0 && detail
      },
      40_000,
    )
    expect(trend.probability).toBeGreaterThan(0.1)

    const reported = await until('both reports in one event', async () => {
      const { data } = await call<{ data: Evidence[] }>('GET', '/trends/canal-closure/evidence')
      const [evidence] = data
      return evidence?.event?.itemCount === 2 && evidence.items.length === 2 && evidence
    })
    expect(reported.signal).toBe('blockage')
    expect(reported.items.map((item) => item.url)).toContain('https://harbour-post.example/h1')
    const { factors } = reported
    const product =
      factors.weight *
      factors.severity *
      factors.confidence *
      factors.credibility *
      factors.corroboration *
      factors.novelty *
      factors.ownerCap
    expect(reported.delta).toBeCloseTo(product, 5)

    const event = await call<EventDetail>('GET', `/events/${reported.event?.id}`)
    expect(event.items.map((item) => item.sourceName).sort()).toEqual(['harbour-post', 'north-wire'])
  })

  it('goes on when one source fails, and says so on that source', async () => {
    const failed = await until('the failure to be recorded', async () => {
      const { data } = await call<{ data: Source[] }>('GET', '/sources')
      return data.find((source) => source.name === 'vael-times' && source.consecutiveFailures > 0)
    })
    expect(failed.status).toBe('failing')
    expect(failed.lastError).toContain('500')
    expect(failed.backoffUntil).not.toBeNull()
  })

  it('finds the event by words and by meaning', async () => {
    await until(
      'the event to be found by meaning',
      async () => {
        const found = await call<{ data: { title: string; foundBy: string[] }[] }>(
          'GET',
          '/search?q=grounded%20vessel%20stops%20shipping',
        )
        return found.data.some((hit) => hit.foundBy.includes('meaning') && /aground/.test(hit.title))
      },
      40_000,
    )
  })

  it('leaves the same rows when every stage runs again over everything', async () => {
    await quiet()
    const before = await contents()
    await reconcile({ db: database.db, queues: chain.queues, now: new Date() })
    await replayFinishedRuns()
    await quiet()
    expect(await contents()).toEqual(before)
  })

  it('completes what the queue lost', async () => {
    await call('POST', '/ingest', {
      external_id: 'lost-1',
      source: 'desk',
      title: 'Lost in the queue',
      text: 'A report whose job was lost.',
      timestamp: published.toISOString(),
    })
    for (const queue of chain.queues.all) await queue.obliterate({ force: true })
    await until('the reconcile sweep to finish it', async () => {
      await reconcile({ db: database.db, queues: chain.queues, now: new Date() })
      const [row] = await database.sql`select processing_status from items where external_id = 'lost-1'`
      return row?.processing_status === 'classified'
    })
  })

  it('shows what a replay would change and commits nothing, then does it and records who asked', async () => {
    await quiet()
    const whole = await contents()
    await database.sql`update trend_evidence set retracted_at = now(), retraction_reason = 'by mistake' where retracted_at is null`
    const broken = await contents()
    const range = { stage: 'normalize', from: new Date(start - 24 * hour), to: new Date(start) }
    const same = await call<Preview>('POST', '/pipeline/replays/preview', range)
    expect(same.failures).toEqual([])
    expect(same.tables.filter(({ table }) => table === 'items')).toMatchObject([
      { inserted: 0, updated: 0, deleted: 0 },
    ])
    const scored = await call<Preview>('POST', '/pipeline/replays/preview', { ...range, stage: 'score-trends' })
    expect(scored.runs['score-trends']).toBeGreaterThan(0)
    expect(scored.rows.filter((row) => row.table === 'trend_evidence').map((row) => row.kind)).toEqual(['inserted'])
    expect(scored.trends).toMatchObject([{ slug: 'canal-closure' }])
    expect(scored.trends[0]?.probabilityAfter).toBeGreaterThan(scored.trends[0]?.probabilityBefore ?? 1)
    expect(await contents()).toEqual(broken)

    await call('POST', '/pipeline/replays', { ...range, stage: 'score-trends' })
    await quiet()
    const active = (rows: Awaited<ReturnType<typeof contents>>) => rows.evidence.filter((row) => row.active)
    expect(active(await contents())).toEqual(active(whole))
    await call('POST', '/pipeline/replays', range)
    await quiet()
    expect({ ...(await contents()), evidence: [] }).toEqual({ ...whole, evidence: [] })
    const { data } = await call<{ data: AuditEntry[] }>('GET', '/audit')
    expect(data[0]).toMatchObject({
      actor: 'admin token',
      via: 'api',
      action: 'replay',
      details: { stage: 'normalize' },
    })
  })

  it.each(['normalize', 'cluster-events', 'score-trends', 'snapshot'])(
    'leaves the same rows when %s is run twice over the past',
    async (stage) => {
      await quiet()
      const range = { stage, from: new Date(start - 24 * hour), to: new Date(start) }
      const once = async () => {
        const { rows, isComplete } = await call<Replayed>('POST', '/pipeline/replays', range)
        expect(isComplete).toBe(true)
        await quiet()
        return rows
      }
      const values = () =>
        database.sql`select trend_id, timestamp, log_odds from trend_snapshots where timestamp < now() - interval '1 hour' order by 1, 2`
      expect(await once()).toBeGreaterThan(0)
      const before = { ...(await contents()), values: await values() }
      expect(before.values.length).toBeGreaterThan(0)
      expect(await once()).toBeGreaterThan(0)
      expect({ ...(await contents()), values: await values() }).toEqual(before)
    },
  )

  it.each<[string, object, RegExp]>([
    ['a stage without a past', { stage: 'fetch-sources' }, /400.*no past/],
    ['a stage there is none of', { stage: 'guess' }, /400.*there is no stage guess/],
    ['an end before its beginning', { from: '2031-05-02', to: '2031-05-01' }, /400.*ends after it begins/],
    ['no time', { from: 'yesterday' }, /400.*from/],
    ['an unknown source', { sourceId: '018f0000-0000-7000-8000-00000000ffff' }, /404.*there is no source/],
    ['something that is no id', { sourceId: 'desk' }, /400.*sourceId/],
    ['a source, for snapshots', { stage: 'snapshot', sourceId: 'desk' }, /400/],
  ])('refuses to replay %s, in a dry run too, and records nothing', async (_what, wrong, message) => {
    const { data: before } = await call<{ data: AuditEntry[] }>('GET', '/audit')
    const request = { stage: 'normalize', from: '2031-05-01', to: '2031-05-02', ...wrong }
    await expect(call('POST', '/pipeline/replays', request)).rejects.toThrow(message)
    await expect(call('POST', '/pipeline/replays/preview', request)).rejects.toThrow(message)
    const { data: after } = await call<{ data: AuditEntry[] }>('GET', '/audit')
    expect(after).toEqual(before)
  })

  it('a job retried from the queue admin changes nothing, and is recorded', async () => {
    await quiet()
    const before = await contents()
    const [job] = (await chain.queues.queue('cluster-events').getCompleted()).filter((entry) => entry.name === 'run')
    const retried = await fetch(`${chain.origin}/queues/api/queues/cluster-events/${job?.id}/retry`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${chain.token}` },
    })
    expect(retried.status).toBeLessThan(300)
    await quiet()
    expect(await contents()).toEqual(before)
    const { data } = await call<{ data: AuditEntry[] }>('GET', '/audit')
    expect(data[0]).toMatchObject({ via: 'board', action: `queues cluster-events/${job?.id}/retry` })
  })

  it('a retry of all failed jobs in the queue admin counts as one of their dead letters, another action there does not', async () => {
    const payload = { tenantId: 'main', language: 'xx' }
    const failure = { cause: 'fault' as const, fingerprint: 'f', reason: 'it broke' }
    const job = {
      tenantId: 'main',
      stage: 'cluster-events',
      payload,
      payloadDigest: 'none',
      jobId: 'none',
      attempts: 5,
    }
    await recordDeadLetter(database.db, { ...job, failure }, new Date())
    const act = async (method: string, path: string, body?: object) => {
      const headers = { authorization: `Bearer ${chain.token}`, 'content-type': 'application/json' }
      const url = `${chain.origin}/queues/api/queues/cluster-events/${path}`
      const response = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
      expect(response.status).toBeLessThan(300)
    }
    const retriedBy = async () =>
      (await database.sql`select retried_by from dead_letters where payload_digest = 'none'`)[0]?.retried_by
    await act('PUT', 'retry/completed')
    await act('POST', 'add', { name: 'run', data: payload, options: {} })
    expect(await retriedBy()).toBeNull()
    const { data } = await call<{ data: AuditEntry[] }>('GET', '/audit')
    expect(data[0]).toMatchObject({
      via: 'board',
      action: 'queues cluster-events/add',
      details: { body: { data: payload } },
    })
    await act('PUT', 'retry/failed')
    expect(await retriedBy()).toBe('admin token')
  })
})
