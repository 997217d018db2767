import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clusterEvents } from '../../jobs/cluster-events.ts'
import { embed } from '../../jobs/embed.ts'
import { systemClock } from '../../src/clock.ts'
import { eventLineage, events } from '../../src/db/schema/index.ts'
import { createOpenAiEmbedder } from '../../src/embedding/index.ts'
import { listEvents, mergeEvents, undoChange } from '../../src/events/index.ts'
import { createLog } from '../../src/log.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { createPostgresStore } from '../../src/vector/index.ts'
import { useDatabase } from '../support/database.ts'
import { bagOfWords, FakeOpenAi } from '../support/fake-openai.ts'
import { hours, type StoredItem, storeItems } from '../support/stored-items.ts'

const dimensions = 64
const model = 'test:multilingual'
const database = useDatabase()
const endpoint = new FakeOpenAi(dimensions)

/** What a multilingual model knows: words of six languages and the idea behind them. */
const ideas: Record<string, RegExp> = {
  strike: /strike|streik|strejke|huelga|grève|страйк/giu,
  port: /port\b|hafen|havn|puerto|порт/giu,
  flood: /flood|überschwemm\p{L}*|oversvømm\p{L}*|inunda\p{L}*|inond\p{L}*|повін\p{L}*/giu,
}
const understand = (text: string) =>
  Object.entries(ideas)
    .flatMap(([idea, words]) => (text.match(words) ?? []).map(() => idea))
    .join(' ') || 'nothing'

beforeAll(async () => {
  await endpoint.start()
  endpoint.behave = (request) => endpoint.answer({ ...request, input: request.input.map(understand) }) as never
})
afterAll(() => endpoint.stop())
beforeEach(
  () => database.sql`truncate items, events, event_items, event_shards, event_lineage, embedding_records cascade`,
)

const context = (sameAbove?: number) =>
  ({
    db: database.db,
    clock: systemClock,
    log: createLog('silent'),
    embedder: createOpenAiEmbedder({ apiKey: 'k', baseUrl: endpoint.baseUrl, model, dimensions, sameAbove }),
    vectors: createPostgresStore({ db: database.db, model, dimensions }),
    allowPrivateNetwork: false,
    now: hours(20),
    jobId: '1',
    attempt: 1,
    signal: new AbortController().signal,
  }) satisfies JobContext

/** Runs grouping and embedding until neither has anything to do. */
async function settle(sameAbove?: number) {
  const services = context(sameAbove)
  for (let round = 0; round < 6; round++) {
    for (const due of await clusterEvents.due(services)) await clusterEvents.process(due, services)
    for (const due of await embed.due(services))
      if (due.kind === 'event') await embed.process(embed.payload.parse(due), services)
  }
  expect(await clusterEvents.due(services)).toEqual([])
}

const stream: StoredItem[] = [
  { at: 1, owner: 'a', language: 'en', title: 'Dockers strike closes Vellmar port' },
  { at: 2, owner: 'b', language: 'de', title: 'Streik im Hafen Vellmar' },
  { at: 3, owner: 'c', language: 'da', title: 'Strejke lukker havn i Vellmar' },
  { at: 3, owner: 'd', language: 'es', title: 'Huelga cierra el puerto de Vellmar' },
  { at: 3, owner: 'e', language: 'fr', title: 'Inondations dans la vallée' },
  { at: 4, owner: 'f', language: 'uk', title: 'Повінь у долині' },
  { at: 300, owner: 'g', language: 'fr', title: 'Grève au port de Vellmar' },
]
const rows = () => database.db.select().from(events).orderBy(asc(events.firstSeenAt), asc(events.language))

test('without a multilingual embedder languages stay apart', async () => {
  await storeItems(database.db, stream, 1)
  await settle()
  expect((await rows()).map((row) => row.sameAs)).toEqual(stream.map(() => null))
})

test('with one, a happening told in several languages stands once and its owners count together', async () => {
  expect(bagOfWords(understand(stream[0]!.title), dimensions)).toEqual(
    bagOfWords(understand(stream[1]!.title), dimensions),
  )
  await storeItems(database.db, stream, 1)
  await settle(0.9)
  const all = await rows()
  const strike = all[0]!
  expect(
    all
      .filter((row) => row.sameAs === strike.id)
      .map((row) => row.language)
      .sort(),
  ).toEqual(['da', 'de', 'es'])
  expect(strike).toMatchObject({ itemCount: 1, independentSourceCount: 4, epistemicState: 'confirmed' })
  const flood = all.find((row) => row.language === 'fr' && row.headline.startsWith('Inondations'))
  expect(all.find((row) => row.language === 'uk')?.sameAs).toBe(flood?.id)
  // a strike at that port twelve days later is another happening
  expect(all.at(-1)).toMatchObject({ sameAs: null, independentSourceCount: 1 })
  const listed = await listEvents(database.db, 'main', { sort: 'recent', limit: 20 })
  expect(listed.map((row) => row.id).sort()).toEqual([strike.id, flood!.id, all.at(-1)!.id].sort())
  const inGerman = await listEvents(database.db, 'main', { sort: 'recent', limit: 20, language: 'de' })
  expect(inGerman).toHaveLength(1)
})

test('a link that a person takes back is not made again', async () => {
  await storeItems(database.db, stream.slice(0, 2), 1)
  await settle(0.9)
  const [change] = await database.db.select().from(eventLineage).where(eq(eventLineage.kind, 'link'))
  await undoChange(database.db, {
    tenantId: 'main',
    actor: 'Ida',
    reason: 'two strikes',
    now: hours(21),
    lineageId: change!.id,
  })
  await settle(0.9)
  expect((await rows()).map((row) => [row.sameAs, row.independentSourceCount])).toEqual([
    [null, 1],
    [null, 1],
  ])
  expect(await database.db.select().from(eventLineage)).toMatchObject([{ undoneBy: 'Ida' }])
})

test('what was told together with an event stays with the event it became part of', async () => {
  await storeItems(database.db, [...stream.slice(0, 2), { at: 1, owner: 'h', title: 'Inflation slows' }], 1)
  await settle(0.9)
  const [strike, inflation] = [stream[0]!.title, 'Inflation slows'].map(async (headline) =>
    (await rows()).find((row) => row.headline === headline),
  )
  const by = { tenantId: 'main', actor: 'Ida', reason: 'one and the same', now: hours(21) }
  const into = (await inflation)!.id
  await mergeEvents(database.db, { ...by, eventId: (await strike)!.id, into })
  await settle(0.9)
  expect((await rows()).find((row) => row.language === 'de')).toMatchObject({ sameAs: into, independentSourceCount: 3 })
  expect((await rows()).find((row) => row.id === into)).toMatchObject({ sameAs: null, independentSourceCount: 3 })
})
