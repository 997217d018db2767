import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventItems } from '../../src/db/schema/index.ts'
import { createLocalEmbedder, embedOwners } from '../../src/embedding/index.ts'
import { SourceError } from '../../src/errors.ts'
import { type SearchQuery, search } from '../../src/search/index.ts'
import { createPostgresStore, type VectorStore } from '../../src/vector/index.ts'
import { useDatabase } from '../support/database.ts'
import { insertEvent, insertItem, insertShard } from '../support/owners.ts'

const database = useDatabase()
const embedder = createLocalEmbedder()
let vectors: VectorStore
afterAll(() => embedder.close())

const at = (day: number) => new Date(Date.UTC(2025, 4, day))
const ids: Record<string, string> = {}

beforeAll(async () => {
  const { db } = database
  vectors = createPostgresStore({ db, model: embedder.model, dimensions: embedder.dimensions })
  ids.rates = await insertItem(db, {
    title: 'Central bank lifts interest rates',
    text: 'The central bank lifted its key interest rate by a quarter point to fight inflation.',
    url: 'https://example.org/rates',
    publishedAt: at(1),
  })
  ids.flood = await insertItem(db, {
    title: 'River floods old town',
    text: 'Heavy rain made the river burst its banks; tariffs on umbrellas were not discussed.',
    publishedAt: at(2),
  })
  ids.ferry = await insertItem(db, { title: 'Ferry strike ends', text: 'Crews returned to work.', publishedAt: at(3) })
  ids.deleted = await insertItem(db, { title: 'Rates rumour', text: 'Interest rates.', deletedAt: at(4) })
  ids.danish = await insertItem(db, {
    title: 'Færgerne sejler igen',
    text: 'Færgen sejlede mandag.',
    language: 'da',
    publishedAt: at(3),
    fts: sql`to_tsvector('danish', 'Færgerne sejler igen Færgen sejlede mandag')` as never,
  })
  ids.theirs = await insertItem(db, { title: 'Interest rates of others', tenantId: 'other' })
  ids.event = await insertEvent(db, {
    headline: 'Interest rates rise',
    canonicalSummary: 'The central bank lifted its key rate.',
    firstSeenAt: at(1),
  })
  ids.merged = await insertEvent(db, { headline: 'Interest rates rise too', mergedInto: ids.event })
  await db.insert(eventItems).values({ itemId: ids.rates, eventId: ids.event, seq: 1, score: 1, addedAt: at(1) })
  for (const language of ['en', 'da', 'und']) await insertShard(db, 'main', language)

  const services = { db, embedder, vectors, now: at(5), signal: new AbortController().signal }
  const all = Object.values(ids)
  await embedOwners(services, { tenantId: 'main', kind: 'item', ids: all })
  await embedOwners(services, { tenantId: 'main', kind: 'event', ids: all })
  // As if it had been deleted and merged after it was embedded: the index still knows both.
  await embedOwners(services, { tenantId: 'other', kind: 'item', ids: all })
})

const ask = (query: string, rest: Partial<SearchQuery> = {}) =>
  search({ db: database.db, embedder, vectors }, { tenantId: 'main', query, limit: 10, patienceMs: 30_000, ...rest })
const found = async (query: string, rest: Partial<SearchQuery> = {}) =>
  (await ask(query, rest)).hits.map((hit) => hit.id)

test('what contains the words and is about them comes first and says why', async () => {
  const { hits, modes, problem } = await ask('interest rates')
  expect(modes).toEqual(['words', 'meaning'])
  expect(problem).toBeNull()
  expect(
    hits
      .slice(0, 2)
      .map((hit) => hit.id)
      .sort(),
  ).toEqual([ids.rates, ids.event].sort())
  expect(hits.find((hit) => hit.id === ids.rates)).toMatchObject({
    kind: 'item',
    title: 'Central bank lifts interest rates',
    excerpt: expect.stringContaining('interest rate'),
    url: 'https://example.org/rates',
    at: at(1),
    eventId: ids.event,
    foundBy: ['words', 'meaning'],
    similarity: expect.closeTo(0.6, 0),
  })
})

test('finds by meaning what shares no word with the query', async () => {
  const { hits } = await ask('monetary policy tightened')
  const [first] = hits
  expect([ids.rates, ids.event]).toContain(first?.id)
  expect(first?.foundBy).toEqual(['meaning'])
  expect(hits.map((hit) => hit.id)).not.toContain(ids.ferry)
})

test('finds by words what is about something else', async () => {
  const { hits } = await ask('umbrella tariff')
  const hit = hits.find((entry) => entry.id === ids.flood)
  expect(hit?.foundBy).toContain('words')
  expect(hit?.excerpt).toContain('umbrellas')
})

test('reads the words in the languages the tenant has', async () => {
  expect(await found('færge')).toContain(ids.danish)
  expect(await found('strikes')).toContain(ids.ferry)
})

test('operators of search engines work', async () => {
  const words = async (query: string) =>
    (await search({ db: database.db }, { tenantId: 'main', query, limit: 10 })).hits.map((hit) => hit.id)
  expect(await words('"ferry strike"')).toEqual([ids.ferry])
  expect(await words('"strike ferry"')).toEqual([])
  expect((await words('ferry or river')).sort()).toEqual([ids.ferry, ids.flood].sort())
  expect(await words("'; drop table items; --")).toEqual([])
})

test('never shows what was deleted, merged away or belongs to another tenant', async () => {
  const hits = await found('interest rates', { limit: 100 })
  for (const gone of [ids.deleted, ids.merged, ids.theirs]) expect(hits).not.toContain(gone)
})

test('narrows by kind, language and time', async () => {
  expect((await ask('interest rates', { kinds: ['event'] })).hits.map((hit) => hit.kind)).toEqual(['event'])
  expect(await found('færge', { language: 'en' })).not.toContain(ids.danish)
  expect(await found('interest rates', { from: at(2) })).not.toContain(ids.rates)
  expect(await found('interest rates', { to: at(2) })).toContain(ids.rates)
  expect(await found('interest rates', { limit: 1 })).toHaveLength(1)
})

describe('without meaning', () => {
  test('goes by words alone, and says so', async () => {
    const answer = await search({ db: database.db }, { tenantId: 'main', query: 'interest rates', limit: 10 })
    expect(answer.modes).toEqual(['words'])
    expect(answer.problem).toMatch(/embedder/)
    expect(answer.hits.map((hit) => hit.id).sort()).toEqual([ids.rates, ids.event].sort())
  })

  test('an embedder that fails does not take the words with it', async () => {
    const failing = { ...embedder, embed: () => Promise.reject(new SourceError('The endpoint is away')) }
    const answer = await search(
      { db: database.db, embedder: failing, vectors },
      { tenantId: 'main', query: 'ferry', limit: 10 },
    )
    expect(answer).toMatchObject({ modes: ['words'], problem: 'The endpoint is away' })
    expect(answer.hits.map((hit) => hit.id)).toEqual([ids.ferry])
  })
})
