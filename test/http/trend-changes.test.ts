import { beforeAll, describe, expect, it } from 'vitest'
import { parseDefinitions } from '../../src/trends/definition-file.ts'
import { definitionSchema } from '../../src/trends/definition-schema.ts'
import { listUnscoredEvents } from '../../src/trends/list-unscored-events.ts'
import { matcher } from '../../src/trends/match/index.ts'
import { scoreEvents } from '../../src/trends/score-events.ts'
import { useDatabase } from '../support/database.ts'
import { useApp } from './app.ts'
import { type Seeded, seedWorkspace } from './seed.ts'

const database = useDatabase()
const app = useApp(database)
let seeded: Seeded

beforeAll(async () => {
  seeded = await seedWorkspace(database, new Date())
})

// biome-ignore lint/suspicious/noExplicitAny: answers are held against what is expected of them
async function call(method: string, path: string, body?: unknown): Promise<{ status: number; answer: any }> {
  const response = await app.call(method, `/api/v1${path}`, body === undefined ? {} : { body })
  return { status: response.status, answer: await response.json() }
}

async function scoreAll() {
  for (const { tenantId, eventIds } of await listUnscoredEvents(database.db, { batch: 100, limit: 1_000 }))
    await scoreEvents(database.db, { tenantId, eventIds, matcher, now: new Date(), jobId: 'test' })
}

const shownTrend = async (slug: string) => (await call('GET', `/trends/${slug}`)).answer

describe('definitions over HTTP', () => {
  it('are handed out as a file that stores the same definition again', async () => {
    const { answer } = await call('GET', '/trends/canal-closure/definition')
    expect(parseDefinitions(answer.yaml, 'export')).toEqual([answer.definition])
    const again = await call('POST', '/trends/definitions', { yaml: answer.yaml })
    expect(again).toMatchObject({
      status: 200,
      answer: { data: [{ change: 'unchanged', stored: false, changes: [] }] },
    })
    expect((await call('GET', '/trend-definition.schema.json')).answer).toEqual(definitionSchema())
  })

  it('are not stored over a version their sender has not seen', async () => {
    const { definition } = (await call('GET', '/trends/canal-closure/definition')).answer
    const body = { definitions: [{ ...definition, name: 'Another name' }] }
    const send = (version: string, sent: object = body) =>
      app.call('POST', '/api/v1/trends/definitions', { body: sent, headers: { 'if-match': version } })
    const stale = await send('"7"')
    expect(stale.status).toBe(412)
    expect(await stale.json()).toMatchObject({ detail: 'trend canal-closure is in version 1 by now, not in version 7' })
    expect((await send('"1"', { definitions: [definition, definition] })).status).toBe(400)
    expect((await shownTrend('canal-closure')).definitionVersion).toBe(1)
  })

  it('say beforehand what they do to the value, and do it', async () => {
    await scoreAll()
    const { definition } = (await call('GET', '/trends/canal-closure/definition')).answer
    definition.baselineProbability = 0.3
    definition.indicators[0].weight = 0.5
    const request = { definitions: [definition], toHistory: true }
    const before = await shownTrend('canal-closure')
    const shown = (await call('POST', '/trends/definitions', { ...request, dryRun: true })).answer.data[0]
    expect(shown).toMatchObject({ change: 'changed', version: 2, stored: false, isComplete: true })
    expect(shown.changes.map((change: { path: string }) => change.path)).toEqual([
      'baselineProbability',
      `indicators.${definition.indicators[0].signal}.weight`,
    ])
    expect(shown.before.probability).toBeCloseTo(before.probability, 4)
    expect((await shownTrend('canal-closure')).definitionVersion).toBe(1)

    expect((await call('POST', '/trends/definitions', request)).answer.data[0]).toMatchObject({ stored: true })
    await scoreAll()
    const after = await shownTrend('canal-closure')
    expect(after).toMatchObject({ definitionVersion: 2, evidenceCount: shown.after.evidence })
    expect(after.probability).toBeCloseTo(shown.after.probability, 4)
    expect(after.probability).not.toBeCloseTo(before.probability, 2)
  })

  it('name the trends and sources they speak of that are not there', async () => {
    const { definition } = (await call('GET', '/trends/canal-closure/definition')).answer
    const first = { ...definition, id: 'first', excludes: ['canal-closure', 'second', 'thrid'], implies: ['fourth'] }
    const second = { ...definition, id: 'second', sources: ['Harbour Post', 'Harbour Pst'] }
    const { answer } = await call('POST', '/trends/definitions', { definitions: [first, second], dryRun: true })
    expect(answer.data.map((entry: { unknown: unknown }) => entry.unknown)).toEqual([
      [
        { field: 'excludes', name: 'thrid' },
        { field: 'implies', name: 'fourth' },
      ],
      [{ field: 'sources', name: 'Harbour Pst' }],
    ])
  })

  it('say what a new trend would start from', async () => {
    const { definition } = (await call('GET', '/trends/canal-closure/definition')).answer
    const request = { definitions: [{ ...definition, id: 'canal-again' }] }
    const shown = (await call('POST', '/trends/definitions', { ...request, dryRun: true })).answer.data[0]
    expect(shown).toMatchObject({ change: 'created', before: null, version: 1 })
    expect((await call('GET', '/trends/canal-again')).status).toBe(404)
    await call('POST', '/trends/definitions', request)
    await scoreAll()
    const after = await shownTrend('canal-again')
    expect(after.evidenceCount).toBe(shown.after.evidence)
    expect(after.probability).toBeCloseTo(shown.after.probability, 4)
  })

  it('keep the aliases of actors and places, and show which ones change', async () => {
    const { definition } = (await call('GET', '/trends/canal-closure/definition')).answer
    const [blockage] = definition.indicators
    const asking = (...aliases: string[]) => {
      const places = ['Tarn', { name: 'Vael canal', aliases }]
      return { ...definition, id: 'canal-places', indicators: [{ ...blockage, places }] }
    }
    await call('POST', '/trends/definitions', { definitions: [asking('Vael cut')] })
    expect((await shownTrend('canal-places')).indicators[0].places).toEqual(asking('Vael cut').indicators[0]?.places)
    const { yaml } = (await call('GET', '/trends/canal-places/definition')).answer
    expect((await call('POST', '/trends/definitions', { yaml })).answer.data[0]).toMatchObject({ change: 'unchanged' })
    const more = { definitions: [asking('Vael cut', 'the Cut')], dryRun: true }
    expect((await call('POST', '/trends/definitions', more)).answer.data[0].changes).toEqual([
      {
        path: `indicators.${blockage.signal}.places`,
        before: ['Tarn', { name: 'Vael canal', aliases: ['Vael cut'] }],
        after: ['Tarn', { name: 'Vael canal', aliases: ['Vael cut', 'the Cut'] }],
      },
    ])
  })

  it('are refused with every field that is wrong, and then nothing is stored', async () => {
    const { definition } = (await call('GET', '/trends/canal-closure/definition')).answer
    const bad = { ...definition, id: 'canal-bad', baselineProbability: 2, indicators: [] }
    const refused = await call('POST', '/trends/definitions', {
      definitions: [{ ...definition, id: 'canal-good' }, bad],
    })
    expect(refused.status).toBe(400)
    expect(refused.answer.errors.map((error: { field: string }) => error.field)).toEqual([
      '[1].baselineProbability',
      '[1].indicators',
    ])
    expect((await call('GET', '/trends/canal-good')).status).toBe(404)
    expect((await call('POST', '/trends/definitions', {})).status).toBe(400)
  })
})

describe('outcomes over HTTP', () => {
  it('are recorded and graded', async () => {
    const resolvedAt = new Date(seeded.now.getTime() - 3_600_000).toISOString()
    const posted = await call('POST', '/trends/canal-closure/outcomes', {
      outcome: 'occurred',
      resolvedAt,
      note: 'closed by order of the harbour office',
    })
    expect(posted).toMatchObject({ status: 201, answer: { outcome: 'occurred', resolvedAt } })
    expect((await call('GET', '/trends/canal-closure/outcomes')).answer.data).toEqual([posted.answer])
    const { status, answer } = await call('GET', '/track-record')
    expect(status).toBe(200)
    expect(answer).toMatchObject({ trends: [{ slug: 'canal-closure', note: 'closed by order of the harbour office' }] })
    expect(answer.outcomes).toBe(answer.trends[0].grade === null ? 0 : 1)
  })

  it('cannot lie in the future, nor lack a reason', async () => {
    const ahead = new Date(Date.now() + 86_400_000).toISOString()
    const refused = await call('POST', '/trends/canal-closure/outcomes', {
      outcome: 'occurred',
      resolvedAt: ahead,
      note: 'n',
    })
    expect(refused).toMatchObject({ status: 400, answer: { errors: [{ field: 'resolvedAt' }] } })
    expect((await call('POST', '/trends/canal-closure/outcomes', { outcome: 'occurred' })).status).toBe(400)
  })
})

describe('what if, over HTTP', () => {
  it('a curve with hits that did not happen, which leave nothing behind', async () => {
    const before = await shownTrend('canal-closure')
    const simulated = await call('POST', '/trends/canal-closure/simulate', { hits: [{ signal: 'blockage' }], days: 10 })
    expect(simulated.status).toBe(200)
    expect(simulated.answer.curve).toHaveLength(11)
    expect(simulated.answer.curve[0].probability).toBeCloseTo(before.probability, 5)
    for (const point of simulated.answer.curve) expect(point.simulated).toBeGreaterThan(point.probability)
    expect((await shownTrend('canal-closure')).evidenceCount).toBe(before.evidenceCount)
    const refused = await call('POST', '/trends/canal-closure/simulate', { hits: [{ signal: 'flood' }] })
    expect(refused).toMatchObject({ status: 400, answer: { errors: [{ field: 'hits' }] } })
  })

  it('the hits it takes to cross a probability do cross it', async () => {
    const { answer } = await call('GET', '/trends/canal-closure/tripwire?above=0.6')
    expect(answer).toMatchObject({ reachable: true, side: 'above' })
    const hits = answer.sets[0].map(({ signal }: { signal: string }) => ({ signal }))
    const { curve } = (await call('POST', '/trends/canal-closure/simulate', { hits, days: 1 })).answer
    expect(curve[0].simulated).toBeGreaterThanOrEqual(0.6 - 1e-6)
    expect((await call('GET', '/trends/canal-closure/tripwire')).status).toBe(400)
    expect((await call('GET', '/trends/canal-closure/tripwire?above=.6&below=.2')).status).toBe(400)
  })

  it('corrections by hand move the value, with reason and author, until withdrawn', async () => {
    const before = await shownTrend('canal-closure')
    const added = await call('POST', '/trends/canal-closure/overrides', {
      probability: 0.8,
      reason: 'pilots on strike',
    })
    expect(added).toMatchObject({ status: 201, answer: { reason: 'pilots on strike', retractedAt: null } })
    const moved = await shownTrend('canal-closure')
    expect(moved.probability).toBeCloseTo(0.8, 3)
    expect(moved.overrides).toMatchObject([{ id: added.answer.id, reason: 'pilots on strike' }])
    const path = `/overrides/${added.answer.id}`
    expect((await call('DELETE', `/trends/canal-again${path}`)).status).toBe(404)
    const withdrawn = (await call('DELETE', `/trends/canal-closure${path}`)).answer
    expect(withdrawn).toMatchObject({ retractedAt: expect.any(String), retractedBy: added.answer.author })
    expect((await shownTrend('canal-closure')).probability).toBeCloseTo(before.probability, 3)
    expect((await call('DELETE', `/trends/canal-closure${path}`)).status).toBe(404)
    expect(
      (await call('POST', '/trends/canal-closure/overrides', { probability: 0.8, delta: 1, reason: 'r' })).status,
    ).toBe(400)
  })

  it('trends that cannot both be so likely are named, with a repair that mends it', async () => {
    expect((await call('GET', '/incoherences')).answer.data).toEqual([])
    const { definition } = (await call('GET', '/trends/canal-closure/definition')).answer
    const likely = { ...definition, id: 'canal-open', baselineProbability: 0.9, excludes: ['canal-closure'] }
    await call('POST', '/trends/definitions', { definitions: [likely] })
    const [found] = (await call('GET', '/incoherences')).answer.data
    expect(found).toMatchObject({ rule: 'excludes', trends: ['canal-closure', 'canal-open'] })
    const [a, b] = found.repair
    expect(a.probability + b.probability).toBeCloseTo(1, 9)
  })
})
