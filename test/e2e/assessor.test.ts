import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/http/contract.ts'
import { parseDefinitions } from '../../src/trends/index.ts'
import { matcher, matchTrends } from '../../src/trends/match/index.ts'
import { useDatabase } from '../support/database.ts'
import { type ChatRequest, FakeOpenAi } from '../support/fake-openai.ts'
import { type RunningBellwether, startBellwether } from '../support/running.ts'
import { until } from '../support/until.ts'
import { matchText } from '../trends/match/strait.ts'

const yaml = `
id: port-closure
name: Closure of the port of Vellmar
question: Will the port of Vellmar be closed for two days?
baselineProbability: 0.1
indicators:
  - { signal: grounding, direction: escalatory, weight: 0.4, description: A ship runs aground and blocks the fairway., keywords: [aground, blocks the fairway] }
  - { signal: walkout, direction: escalatory, weight: 0.3, description: Dockers walk out on strike., keywords: [dockers strike, walk out] }
  - { signal: storm_surge, direction: escalatory, weight: 0.3, description: A storm surge floods the quays., keywords: [storm surge, quays flooded] }
  - { signal: cyberattack, direction: escalatory, weight: 0.3, description: Hackers attack the computers of the port., keywords: [cyberattack, hackers] }
`
const [definition] = parseDefinitions(yaml, 'port-closure.yaml')
const stories = {
  grounding: [
    'Freighter Aurelia runs aground and blocks the fairway to Vellmar port',
    'Tugs could not free the freighter.',
  ],
  walkout: ['Dockers walk out on strike at Vellmar port', 'The union wants more pay for night shifts.'],
  storm_surge: [
    'Storm surge leaves quays flooded at Vellmar port',
    'Water stood a metre high in the sheds on Tuesday.',
  ],
  cyberattack: ['Hackers paralyse Vellmar port in cyberattack', 'Screens of the customs office went dark overnight.'],
} satisfies Record<string, [string, string]>
type Signal = keyof typeof stories

const signalsOf = (request: ChatRequest) =>
  (JSON.parse(request.messages[1]?.content ?? '{}') as { signals: { signal: string }[] }).signals.map((s) => s.signal)
const judged = { direction: 'opposite', severity: 0.2, confidence: 0.6, reason: 'the ship was freed at once' }
const judge = (request: ChatRequest) =>
  JSON.stringify({ signals: signalsOf(request).map((signal) => ({ ...judged, signal })) })

describe('a running system with a language model', () => {
  const database = useDatabase()
  const endpoint = new FakeOpenAi(384)
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-assessor-'))
  chmodSync(dataDir, 0o755)
  let running: RunningBellwether

  beforeAll(async () => {
    await endpoint.start()
    running = await startBellwether(dataDir, {
      DATABASE_URL: database.url,
      BELLWETHER_SAMPLE: 'false',
      BELLWETHER_MATCHING: 'words',
      BELLWETHER_TICK_SECONDS: '2',
      OPENAI_API_KEY: 'a-key-for-tests',
      OPENAI_BASE_URL: endpoint.baseUrl,
      BELLWETHER_LLM_MODEL: 'judge-1',
    })
    await running.post('/trends/definitions', { yaml })
  }, 90_000)
  afterAll(async () => {
    running.signal('SIGTERM')
    await running.ended()
    await endpoint.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }, 60_000)

  let sent = 0
  const report = (signal: Signal, headline = stories[signal][0]) => ({
    external_id: `report-${++sent}`,
    source: `outlet-${sent}`,
    title: headline,
    text: stories[signal][1],
    timestamp: new Date(Date.now() - 3_600_000).toISOString(),
  })
  const evidenceOf = async (signal: Signal) =>
    (await running.get<{ data: Evidence[] }>(`/trends/port-closure/evidence?signal=${signal}`)).data[0]
  const asked = (signal: Signal) => endpoint.chats.filter((request) => signalsOf(request).includes(signal)).length
  /** What the matcher says by words alone. */
  async function matched(signal: Signal) {
    const [title, text] = stories[signal]
    const [found] = await matchTrends(matcher, [definition!], [matchText(title, text)])
    const { severity, confidence } = found!.find((match) => match.signal === signal)!
    return { direction: 'escalatory', severity, confidence }
  }
  const values = ({ direction, factors: { severity, confidence } }: Evidence) => ({ direction, severity, confidence })
  const scored = () =>
    until(
      'every event to be scored',
      async () => {
        const [row] = await database.sql`select count(*)::int as open from events where scored_version < version`
        return row?.open === 0
      },
      40_000,
    )

  it('stores its values as evidence, with those of the matcher beside them', async () => {
    endpoint.chat = judge
    await running.post('/ingest', report('grounding'))
    const evidence = await until('evidence of the grounding', () => evidenceOf('grounding'), 60_000)
    expect(values(evidence)).toEqual({ direction: 'deescalatory', severity: 0.2, confidence: 0.6 })
    expect(evidence.assessment).toEqual({
      model: 'judge-1',
      reason: judged.reason,
      matched: await matched('grounding'),
    })
  }, 90_000)

  it('is asked once per event revision and definition version', async () => {
    const runs = async () => {
      const [row] = await database.sql`select count(*)::int as runs from pipeline_runs where stage = 'score-trends'`
      return row?.runs as number
    }
    const before = await runs()
    const range = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) }
    await running.post('/pipeline/replays', { stage: 'score-trends', ...range })
    await until('the event to be scored again', async () => (await runs()) > before, 40_000)
    expect(asked('grounding')).toBe(1)

    await running.post('/ingest', report('grounding', 'Vellmar fairway blocked: freighter Aurelia still aground'))
    await until('the second revision to be asked about', () => asked('grounding') === 2, 40_000)
    await scored()
    await running.post('/trends/definitions', { yaml: yaml.replace('weight: 0.4', 'weight: 0.2'), toHistory: true })
    await until('the second version to be asked about', () => asked('grounding') === 3, 40_000)
    await scored()
    const stored = await database.sql`
      select event_version, definition_id, count(*)::int as answers from match_assessments group by 1, 2`
    expect(stored.map((row) => row.answers)).toEqual([1, 1, 1])
    expect(asked('grounding')).toBe(3)
  }, 150_000)

  it('leaves the matcher’s values where it is broken, asks for an hour or never answers, and nothing fails', async () => {
    endpoint.chat = (request) => {
      if (signalsOf(request).includes('walkout')) return { status: 500, body: { error: { message: 'broken' } } }
      if (signalsOf(request).includes('storm_surge'))
        return { status: 429, headers: { 'retry-after': '3600' }, body: { error: { message: 'slow down' } } }
    }
    const unanswered = ['walkout', 'storm_surge', 'cyberattack'] as const
    await running.post(
      '/ingest',
      unanswered.map((signal) => report(signal)),
    )
    for (const signal of unanswered) {
      const evidence = await until(`evidence of the ${signal}`, () => evidenceOf(signal), 60_000)
      expect(values(evidence)).toEqual(await matched(signal))
      expect(evidence.assessment).toBeNull()
    }
    const [lost] = await database.sql`
      select (select count(*)::int from pipeline_runs where status = 'failed') as failed,
        (select count(*)::int from dead_letters) as dead`
    expect(lost).toEqual({ failed: 0, dead: 0 })
  }, 120_000)

  it('is asked again once it is back and there is more to say', async () => {
    endpoint.chat = judge
    await running.post('/ingest', report('storm_surge', 'Quays of Vellmar port still flooded after storm surge'))
    const evidence = await until(
      'the refined storm surge',
      async () => {
        const row = await evidenceOf('storm_surge')
        return row?.assessment && row
      },
      60_000,
    )
    expect(values(evidence)).toEqual({ direction: 'deescalatory', severity: 0.2, confidence: 0.6 })
  }, 90_000)
})
