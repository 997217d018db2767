import { and, eq, isNull } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { scoreTrends } from '../../jobs/score-trends.ts'
import { matchAssessments, textVectors, trendEvidence } from '../../src/db/schema/index.ts'
import { createOpenAiEmbedder, createTextVectors } from '../../src/embedding/index.ts'
import { createChatModel } from '../../src/llm/index.ts'
import { previewReplay, type Services } from '../../src/queue/index.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { assessMatches } from '../../src/trends/assess/index.ts'
import { createMatcher, matchTrends } from '../../src/trends/match/index.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { scoreEvents } from '../../src/trends/score-events.ts'
import { useDatabase } from '../support/database.ts'
import { FakeOpenAi } from '../support/fake-openai.ts'
import { strait as hormuz, matchText } from './match/strait.ts'
import { hoursBefore, markMatcher, now, openNewsroom, strait } from './newsroom.ts'

const database = useDatabase()
const fake = new FakeOpenAi(384)
beforeAll(() => fake.start())
afterAll(() => fake.stop())
beforeEach(() => {
  fake.chats.length = 0
  fake.requests.length = 0
})

const problems: string[] = []
const chat = () =>
  createChatModel({ apiKey: 'any', baseUrl: fake.baseUrl, model: 'judge-1', timeoutMs: 2_000, maxRetries: 0 })

async function openTrend(questionsPerDay = 100) {
  problems.length = 0
  const room = await openNewsroom(database.db)
  const { trendId } = await saveDefinition(database.db, {
    tenantId: room.tenantId,
    definition: strait(),
    now,
    author: 'tests',
  })
  const assessor = {
    chat: chat(),
    questionsPerDay,
    budgetMs: 5_000,
    onProblem: (problem: string) => problems.push(problem),
  }
  const score = (eventIds: string[], signal?: AbortSignal) =>
    scoreEvents(database.db, {
      tenantId: room.tenantId,
      eventIds,
      matcher: markMatcher,
      assessor: { ...assessor, signal },
      now,
      jobId: 'job-1',
    })
  const active = () =>
    database.db
      .select()
      .from(trendEvidence)
      .where(and(eq(trendEvidence.trendId, trendId), isNull(trendEvidence.retractedAt)))
  return { ...room, trendId, score, active }
}

const says = (signals: object[]) => () => JSON.stringify({ signals })
const incident = {
  signal: 'incident',
  direction: 'opposite',
  severity: 0.2,
  confidence: 0.6,
  reason: 'the ship was let go',
}

describe('a language model that assesses matches', () => {
  it('refines direction, severity and confidence, keeps what the matcher said, and is asked once per revision', async () => {
    const { addEvent, addItem, score, active, tenantId } = await openTrend()
    fake.chat = says([incident])
    const event = await addEvent({ title: '[incident 0.8 0.9] ship boarded', owner: 'Alpha', at: hoursBefore(5) })
    await score([event])
    expect(await active()).toMatchObject([
      {
        direction: -1,
        severity: 0.2,
        confidence: 0.6,
        assessment: {
          model: 'judge-1',
          reason: 'the ship was let go',
          matched: { direction: 1, severity: 0.8, confidence: 0.9 },
        },
      },
    ])
    const asked = JSON.parse(fake.chats[0]?.messages[1]?.content ?? '{}')
    expect(asked).toMatchObject({
      signals: [{ signal: 'incident' }],
      reports: [{ title: '[incident 0.8 0.9] ship boarded' }],
    })
    expect(fake.chats[0]?.response_format).toMatchObject({ type: 'json_schema' })

    expect(await score([event])).toMatchObject({ added: 0, retracted: 0 })
    expect(fake.chats).toHaveLength(1)
    await addItem({ title: 'boarding confirmed', owner: 'Beta', at: hoursBefore(4), eventId: event })
    await score([event])
    expect(fake.chats).toHaveLength(2)
    const stored = await database.db.select().from(matchAssessments).where(eq(matchAssessments.tenantId, tenantId))
    expect(stored.map((row) => row.eventVersion).sort()).toEqual([1, 2])
    expect(stored[0]).toMatchObject({ promptTokens: 120, completionTokens: 40 })
  })

  it('drops a match it does not see, and leaves evidence alone when it is away, silent or answers nonsense', async () => {
    const { addEvent, score, active } = await openTrend()
    const event = await addEvent({ title: '[incident 0.8 0.9] ship boarded', owner: 'Alpha', at: hoursBefore(5) })
    for (const answer of [
      () => ({ status: 503, body: { error: { message: 'busy' } } }),
      () => 'not json',
      says([]),
      says([{ ...incident, severity: 7 }]),
    ]) {
      fake.chat = answer
      problems.length = 0
      await score([event])
      expect(problems).toHaveLength(1)
      expect(await active()).toMatchObject([{ direction: 1, severity: 0.8, confidence: 0.9, assessment: null }])
    }
    fake.chat = says([{ ...incident, confidence: 0 }])
    await score([event])
    expect(await active()).toEqual([])
  })

  it('is asked no more than allowed in a day, and given up on after two failures in a row', async () => {
    const { addEvent, score, active } = await openTrend(2)
    fake.chat = says([incident])
    const events = []
    for (const hour of [5, 6, 7, 8])
      events.push(await addEvent({ title: '[incident 0.8 0.9] boarded', owner: 'Alpha', at: hoursBefore(hour) }))
    await score(events)
    expect(fake.chats).toHaveLength(2)
    expect((await active()).filter((row) => row.assessment === null)).toHaveLength(2)

    fake.chats.length = 0
    fake.chat = () => ({ status: 500, body: {} })
    const down = await openTrend()
    const more = []
    for (let hour = 1; hour <= 20; hour++)
      more.push(await down.addEvent({ title: '[incident 0.8 0.9] boarded', owner: 'Alpha', at: hoursBefore(hour) }))
    await down.score(more)
    // Four are under way when the second fails.
    expect(fake.chats.length).toBeLessThanOrEqual(5)
    expect(await down.active()).toHaveLength(20)
  })

  it('is left to another run when the process must stop: nothing is scored without its answer', async () => {
    const { addEvent, score, active } = await openTrend()
    const stop = new AbortController()
    fake.chat = () => {
      stop.abort(new Error('The process is stopping'))
      return says([incident])()
    }
    const event = await addEvent({ title: '[incident 0.8 0.9] ship boarded', owner: 'Alpha', at: hoursBefore(5) })
    await expect(score([event], stop.signal)).rejects.toThrow('The process is stopping')
    expect(await active()).toEqual([])
  })

  it('is asked nothing in a dry run, in which what it answered before counts', async () => {
    const room = await openNewsroom(database.db)
    const { tenantId } = room
    await saveDefinition(database.db, { tenantId, definition: hormuz, now, author: 'tests' })
    fake.chat = says([{ ...incident, signal: 'naval_incident' }])
    const title = 'Iran seizes tanker in Strait of Hormuz'
    const addEvent = (hours: number) =>
      room.addEvent({ title, text: 'Warning shots were fired.', owner: 'Alpha', at: hoursBefore(hours) })
    const services = { db: database.db, matching: { chat: chat(), questionsPerDay: 100 } } as unknown as Services
    const scored = await addEvent(50)
    await scoreTrends.process({ tenantId, eventIds: [scored] }, { ...services, now, jobId: 'job-1' } as JobContext)
    const asked = fake.chats.length
    expect(asked).toBeGreaterThan(0)
    const fresh = await addEvent(5)
    const range = { from: hoursBefore(100), to: now }
    const preview = await previewReplay(services, [scoreTrends], { tenantId, stage: 'score-trends', ...range, now })
    expect(preview.failures).toEqual([])
    const added = preview.rows.filter((row) => row.table === 'trend_evidence')
    expect(added.map(({ kind, after }) => [kind, after.event_id])).toEqual([['inserted', fresh]])
    expect(fake.chats).toHaveLength(asked)
  })

  it('refines what `bellwether match` found in the same way', async () => {
    const text = matchText('Iran seizes tanker in Strait of Hormuz', 'Warning shots were fired.')
    const matched = await matchTrends(createMatcher(), [hormuz], [text])
    fake.chat = says([{ ...incident, signal: 'naval_incident' }])
    const [refined] = await assessMatches(chat(), [hormuz], [text], matched, (problem) => problems.push(problem))
    expect(refined?.[0]).toMatchObject({ trend: 'strait-closure', direction: -1, severity: 0.2, confidence: 0.6 })
    const [asked] = (JSON.parse(fake.chats[0]?.messages[1]?.content ?? '{}') as { signals: object[] }).signals
    expect(asked).toMatchObject({ signal: 'naval_incident', places: ['Iran', 'Strait of Hormuz'] })
  })
})

describe('the second opinion', () => {
  const embedder = () =>
    createOpenAiEmbedder({ apiKey: 'any', baseUrl: fake.baseUrl, model: 'local:bag', dimensions: 384, maxRetries: 0 })

  it('is asked only where words leave a match open, and embeds each text once for all processes', async () => {
    const vectors = () => createTextVectors(embedder(), { db: database.db, now: () => now })
    const open = matchText('Tanker crew detained near Hormuz', 'Tehran gave no reason.', { itemId: 'open' })
    const plain = matchText('Cricket season opens', '', { itemId: 'plain' })
    const questions = [{ definition: hormuz, texts: [open, plain] }]
    const opinion = await createMatcher(vectors()).consult?.(questions)
    expect(opinion?.model).toBe('local:bag')
    expect(opinion?.compare(hormuz, open, 'naval_incident')).toBeDefined()
    expect(opinion?.compare(hormuz, plain, 'naval_incident')).toBeUndefined()
    const sent = fake.requests.flatMap((request) => request.input)
    expect(sent).toContain('Tanker crew detained near Hormuz')
    expect(sent).not.toContain('Cricket season opens')
    expect(new Set(sent).size).toBe(sent.length)

    fake.requests.length = 0
    await createMatcher(vectors()).consult?.(questions)
    expect(fake.requests).toEqual([])
    await createTextVectors(embedder(), {
      db: database.db,
      now: () => new Date(now.getTime() + 90 * 86_400_000),
    }).vectorsOf(['one text more'])
    expect(await database.db.select().from(textVectors)).toHaveLength(1)
  })

  it('is done without while the embedder is away', async () => {
    const text = matchText('Iran seizes tanker in Strait of Hormuz', 'Warning shots were fired.')
    fake.behave = () => ({ status: 503, body: {} })
    const heard: string[] = []
    const away = createMatcher(createTextVectors(embedder()), (problem) => heard.push(problem))
    const open = matchText('Tanker crew detained near Hormuz', 'Tehran gave no reason.')
    expect(await matchTrends(away, [hormuz], [text, open])).toEqual(
      await matchTrends(createMatcher(), [hormuz], [text, open]),
    )
    expect(heard).toHaveLength(1)
    fake.behave = undefined
  })
})
