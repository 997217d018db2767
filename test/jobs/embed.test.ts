import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { embed } from '../../jobs/embed.ts'
import { systemClock } from '../../src/clock.ts'
import { embeddingRecords, events, items } from '../../src/db/schema/index.ts'
import { createOpenAiEmbedder, textHash } from '../../src/embedding/index.ts'
import { createLog } from '../../src/log.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { createPostgresStore, createQdrantStore, type VectorStore, vectorIdOf } from '../../src/vector/index.ts'
import { useDatabase } from '../support/database.ts'
import { FakeOpenAi } from '../support/fake-openai.ts'
import { FakeQdrant } from '../support/fake-qdrant.ts'
import { eventById, insertEvent, insertItem, itemById } from '../support/owners.ts'
import { until } from '../support/until.ts'

const dimensions = 64
const model = 'test:words'
const database = useDatabase()
const endpoint = new FakeOpenAi(dimensions)
const qdrant = new FakeQdrant({ openapi: process.env.QDRANT_OPENAPI })
beforeAll(async () => {
  await endpoint.start()
  await qdrant.start()
})
afterAll(async () => {
  expect(qdrant.violations).toEqual([])
  await endpoint.stop()
  await qdrant.stop()
})
beforeEach(async () => {
  endpoint.behave = undefined
  endpoint.requests.length = 0
  qdrant.collections.clear()
  await database.sql`truncate items, events, embedding_records cascade`
})

const openEmbedder = (languages?: string[]) =>
  createOpenAiEmbedder({ apiKey: 'k', baseUrl: endpoint.baseUrl, model, dimensions, maxRetries: 0, languages })
const openStore = {
  postgres: (): VectorStore => createPostgresStore({ db: database.db, model, dimensions }),
  qdrant: (): VectorStore => createQdrantStore({ url: qdrant.url, model, dimensions }),
}
const context = (change: Partial<JobContext> = {}): JobContext => ({
  db: database.db,
  clock: systemClock,
  log: createLog('silent'),
  embedder: openEmbedder(),
  vectors: openStore.postgres(),
  allowPrivateNetwork: false,
  now: new Date('2025-05-02T00:00:00Z'),
  jobId: '1',
  attempt: 1,
  signal: new AbortController().signal,
  ...change,
})
/** Runs whatever the tables say is due, as the schedule does, until nothing is. */
async function runDue(change: Partial<JobContext> = {}) {
  const counts: Record<string, number> = {}
  for (const payload of await embed.due({ db: database.db, now: context().now })) {
    const result = await embed.process(payload, context(change))
    for (const [key, value] of Object.entries(result.counts ?? {})) counts[key] = (counts[key] ?? 0) + value
  }
  return counts
}
const embedded = () => endpoint.requests.flatMap((request) => request.input)
const records = () => database.db.select().from(embeddingRecords).orderBy(embeddingRecords.ownerId)

describe.each(['postgres', 'qdrant'] as const)('with vectors in %s', (driver) => {
  test('items and events become findable by what they say', async () => {
    const vectors = openStore[driver]()
    const item = await insertItem(database.db, { title: 'Rates rise', text: 'The bank raised rates.' })
    await insertItem(database.db, { title: 'Storm', text: 'Wind took roofs.' })
    const event = await insertEvent(database.db, { headline: 'Bank raises rates', canonicalSummary: 'Rates rise.' })

    expect(await runDue({ vectors })).toMatchObject({ embedded: 3, failed: 0, skipped: 0 })
    const [query] = await openEmbedder().embed(['bank rates rise'])
    const hits = await vectors.search(query!, { limit: 2, filter: { tenantId: 'main' } })
    expect(hits.map((hit) => hit.ownerId).sort()).toEqual([item, event].sort())
    expect(await itemById(database.db, item)).toMatchObject({ embeddingStatus: 'succeeded', embeddingError: null })
    expect(await eventById(database.db, event)).toMatchObject({ embeddingStatus: 'succeeded', embeddedVersion: 1 })
    for (const record of await records()) {
      expect(record).toMatchObject({
        status: 'succeeded',
        vectorId: vectorIdOf({ kind: record.ownerKind, id: record.ownerId }, model),
        indexedAt: context().now,
      })
    }
  })

  test('running twice leaves the same rows', async () => {
    const vectors = openStore[driver]()
    for (let i = 0; i < 5; i++) await insertItem(database.db, { title: `Title ${i}`, text: `Text ${i}` })
    await insertEvent(database.db)
    const payloads = await embed.due({ db: database.db, now: context().now })
    const snapshot = async () => [
      await records(),
      await database.db.select().from(items),
      await database.db.select().from(events),
    ]

    for (const payload of payloads) await embed.process(payload, context({ vectors }))
    const before = await snapshot()
    for (const payload of payloads) {
      await embed.process(payload, context({ vectors, now: new Date('2025-05-03T00:00:00Z'), attempt: 2 }))
    }
    expect(await snapshot()).toEqual(before)
    expect(embedded()).toHaveLength(6)
    expect(await embed.due({ db: database.db, now: context().now })).toEqual([])
  })
})

test('two runs of the same work at once leave what one leaves', async () => {
  const ids = [await insertItem(database.db, { title: 'A', text: 'b' }), await insertItem(database.db, { title: 'C' })]
  const payload = { tenantId: 'main', kind: 'item' as const, ids }
  await Promise.all([embed.process(payload, context()), embed.process(payload, context())])
  expect(await records()).toHaveLength(2)
  expect((await itemById(database.db, ids[0]!)).embeddingStatus).toBe('succeeded')
})

test('a poisoned text fails alone, with its reason', async () => {
  const good = await insertItem(database.db, { title: 'Good', text: 'fine words' })
  const bad = await insertItem(database.db, { title: 'Bad', text: 'poison' })
  endpoint.behave = ({ input }) =>
    input.some((text) => text.includes('poison'))
      ? { status: 400, body: { error: { message: 'no poison' } } }
      : undefined

  expect(await runDue()).toMatchObject({ embedded: 1, failed: 1 })
  expect((await itemById(database.db, good)).embeddingStatus).toBe('succeeded')
  expect(await itemById(database.db, bad)).toMatchObject({
    embeddingStatus: 'failed',
    embeddingError: expect.stringContaining('no poison'),
  })
  expect(await embed.due({ db: database.db, now: context().now })).toEqual([])
})

test('an endpoint that is away leaves everything due', async () => {
  const id = await insertItem(database.db, { title: 'Later', text: 'text' })
  endpoint.behave = () => ({ status: 503, body: { error: { message: 'away' } } })
  await expect(runDue()).rejects.toMatchObject({ name: 'SourceError' })
  expect((await itemById(database.db, id)).embeddingStatus).toBe('pending')
  endpoint.behave = undefined
  expect(await runDue()).toMatchObject({ embedded: 1 })
})

test('what was embedded before a run was stopped is not embedded again', async () => {
  for (let i = 0; i < 40; i++) await insertItem(database.db, { title: `Title ${i}` })
  const stopping = new AbortController()
  endpoint.behave = () => {
    if (endpoint.requests.length === 2) stopping.abort(new Error('stopping'))
    return undefined
  }
  await expect(runDue({ signal: stopping.signal })).rejects.toThrow('stopping')
  endpoint.requests.length = 0
  expect(await runDue()).toMatchObject({ embedded: 15, unchanged: 25 })
  expect(embedded()).toHaveLength(15)
})

test('a run over an old text does not pass its vector off as the new one', async () => {
  const id = await insertItem(database.db, { title: 'Old' })
  const payload = { tenantId: 'main', kind: 'item' as const, ids: [id] }
  const embedder = openEmbedder()
  let letGo = () => {}
  const oldIsSaved = new Promise<void>((resolve) => {
    letGo = resolve
  })
  let newer: Promise<unknown> | undefined

  // While the old text is with the model, the item is edited and a newer run saves the new vector …
  const interrupted = {
    ...embedder,
    embed: async (...call: Parameters<typeof embedder.embed>) => {
      await database.db.update(items).set({ title: 'New', revision: 1 }).where(eq(items.id, id))
      const vectors = { ...openStore.postgres(), upsert: () => oldIsSaved }
      newer = embed.process(payload, context({ vectors }))
      await until('the new vector', async () => (await records()).length === 1)
      return embedder.embed(...call)
    },
  }
  // … which the older run then overwrites, before the newer one reports success.
  await embed.process(payload, context({ embedder: interrupted }))
  letGo()
  await newer
  expect((await itemById(database.db, id)).embeddingStatus).toBe('pending')

  expect(await runDue()).toMatchObject({ embedded: 1 })
  expect((await records())[0]?.textHash).toBe(textHash('New'))
  expect((await itemById(database.db, id)).embeddingStatus).toBe('succeeded')
})

test('an index that is away costs no second embedding once it is back', async () => {
  const id = await insertItem(database.db, { title: 'Indexed later', text: 'text' })
  const vectors = openStore.qdrant()
  await vectors.ensureCollection()
  qdrant.faults.push({ path: /points/, status: 500, times: 1 })
  await expect(runDue({ vectors })).rejects.toMatchObject({ name: 'SourceError' })
  expect((await itemById(database.db, id)).embeddingStatus).toBe('pending')

  expect(await runDue({ vectors })).toMatchObject({ embedded: 0, unchanged: 1 })
  expect(embedded()).toHaveLength(1)
  expect(await vectors.count({ tenantId: 'main' })).toBe(1)
  expect((await itemById(database.db, id)).embeddingStatus).toBe('succeeded')
})

describe('an owner that changes', () => {
  test('is embedded again only when its text differs', async () => {
    const id = await insertEvent(database.db, { headline: 'First', canonicalSummary: 'One.' })
    await runDue()
    await database.db.update(events).set({ version: 2, itemCount: 2 }).where(eq(events.id, id))
    expect(await runDue()).toMatchObject({ embedded: 0, unchanged: 1 })
    expect((await eventById(database.db, id)).embeddedVersion).toBe(2)

    await database.db.update(events).set({ version: 3, headline: 'Second' }).where(eq(events.id, id))
    expect(await runDue()).toMatchObject({ embedded: 1, unchanged: 0 })
    expect(embedded()).toEqual(['First\nOne.', 'Second\nOne.'])
    expect(await records()).toHaveLength(1)
  })

  test('while it is being embedded stays due', async () => {
    const id = await insertItem(database.db, { title: 'Old', text: 'text' })
    const embedder = openEmbedder()
    await runDue({
      embedder: {
        ...embedder,
        embed: async (texts, options) => {
          await database.db.update(items).set({ title: 'New', revision: 1 }).where(eq(items.id, id))
          return embedder.embed(texts, options)
        },
      },
    })
    expect((await itemById(database.db, id)).embeddingStatus).toBe('pending')
    await runDue()
    expect(embedded()).toEqual(['Old\ntext', 'New\ntext'])
    expect((await itemById(database.db, id)).embeddingStatus).toBe('succeeded')
  })

  test('is not found any more once it is merged or deleted', async () => {
    const vectors = openStore.qdrant()
    const event = await insertEvent(database.db)
    const item = await insertItem(database.db, { title: 'Withdrawn', text: 'text' })
    await runDue({ vectors })
    await database.db.update(events).set({ version: 2, mergedInto: item }).where(eq(events.id, event))
    await database.db.update(items).set({ deletedAt: new Date(), embeddingStatus: 'pending' }).where(eq(items.id, item))

    expect(await runDue({ vectors })).toMatchObject({ skipped: 2 })
    expect(await vectors.count({ tenantId: 'main' })).toBe(0)
    expect(await records()).toEqual([])
    expect((await itemById(database.db, item)).embeddingStatus).toBe('skipped')
  })
})

test('what the model does not speak, and what says nothing, is skipped with the reason', async () => {
  const danish = await insertItem(database.db, { title: 'Renten stiger', text: 'Banken.', language: 'da' })
  const empty = await insertItem(database.db, { title: '', text: '…' })
  expect(await runDue({ embedder: openEmbedder(['en']) })).toMatchObject({ skipped: 2, embedded: 0 })
  expect(await itemById(database.db, danish)).toMatchObject({
    embeddingStatus: 'skipped',
    embeddingError: expect.stringContaining('da'),
  })
  expect(await itemById(database.db, empty)).toMatchObject({
    embeddingStatus: 'skipped',
    embeddingError: 'no text to embed',
  })
  expect(endpoint.requests).toEqual([])
})

test('items still being normalised, noise and other tenants’ items are not touched', async () => {
  const pending = await insertItem(database.db, { title: 'Raw', processingStatus: 'pending' })
  const noise = await insertItem(database.db, { title: 'Ad', processingStatus: 'noise' })
  const theirs = await insertItem(database.db, { title: 'Theirs', tenantId: 'other' })
  await embed.process({ tenantId: 'main', kind: 'item', ids: [pending, noise, theirs] }, context())
  expect(await records()).toEqual([])
})

test('due work comes in batches of one tenant and kind, events first', async () => {
  for (let i = 0; i < 60; i++) await insertItem(database.db, { title: `T${i}` })
  await insertItem(database.db, { title: 'Theirs', tenantId: 'other' })
  await insertEvent(database.db)
  const payloads = await embed.due({ db: database.db, now: context().now })
  expect(payloads.map(({ kind, tenantId, ids }) => [kind, tenantId, ids.length])).toEqual([
    ['event', 'main', 1],
    ['item', 'main', 50],
    ['item', 'main', 10],
    ['item', 'other', 1],
  ])
})
