import { inArray } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { embeddingRecords } from '../../src/db/schema/index.ts'
import { PermanentError } from '../../src/errors.ts'
import {
  createPostgresStore,
  createQdrantStore,
  rebuildIndex,
  syncIndex,
  type VectorStore,
} from '../../src/vector/index.ts'
import { useDatabase } from '../support/database.ts'
import { useQdrant } from '../support/qdrant.ts'
import { atAngle, pointAt, storePoints } from '../support/vectors.ts'

const dimensions = 8
const now = new Date('2025-06-01T00:00:00Z')
const database = useDatabase()
const qdrant = useQdrant()

/** A store with a model nobody else uses, so tests do not see each other's vectors. */
let models = 0
const openStore = {
  postgres: () => createPostgresStore({ db: database.db, model: `test:${++models}`, dimensions }),
  qdrant: () => createQdrantStore({ ...qdrant, model: `test:${++models}`, dimensions }),
}

const vectorAt = (degrees: number) => atAngle(degrees, dimensions)
const put = (store: VectorStore, ...points: ReturnType<typeof pointAt>[]) =>
  storePoints(database.db, store, points, now)

describe.each(['postgres', 'qdrant'] as const)('the %s store', (driver) => {
  test('answers the nearest first, with their cosine similarity', async () => {
    const store = openStore[driver]()
    const [near, far, opposite] = [10, 60, 180].map((degrees) => pointAt(vectorAt(degrees), store.model))
    await put(store, far!, opposite!, near!)

    const hits = await store.search(vectorAt(0), { limit: 2, filter: { tenantId: 'main' } })
    expect(hits.map((hit) => hit.ownerId)).toEqual([near!.ownerId, far!.ownerId])
    expect(hits[0]?.score).toBeCloseTo(Math.cos(Math.PI / 18), 5)
    expect(hits[1]?.score).toBeCloseTo(0.5, 5)
    expect(hits[0]?.ownerKind).toBe('item')
  })

  test('never answers from another tenant', async () => {
    const store = openStore[driver]()
    const mine = pointAt(vectorAt(90), store.model)
    const theirs = pointAt(vectorAt(0), store.model, { tenantId: 'other' })
    await put(store, mine, theirs)

    const hits = await store.search(vectorAt(0), { limit: 10, filter: { tenantId: 'main' } })
    expect(hits.map((hit) => hit.ownerId)).toEqual([mine.ownerId])
    expect(await store.count({ tenantId: 'main' })).toBe(1)
    expect(await store.count({ tenantId: 'nobody' })).toBe(0)
  })

  test('filters by kind, language and time; what has no time is in no period', async () => {
    const store = openStore[driver]()
    const at = (day: number) => new Date(Date.UTC(2025, 4, day))
    const english = pointAt(vectorAt(0), store.model, { ownerAt: at(1) })
    const danish = pointAt(vectorAt(1), store.model, { language: 'da', ownerAt: at(2) })
    const event = pointAt(vectorAt(2), store.model, { ownerKind: 'event', ownerAt: at(3) })
    const undated = pointAt(vectorAt(3), store.model, { ownerAt: null, language: null })
    await put(store, english, danish, event, undated)
    const found = async (filter: object) =>
      (await store.search(vectorAt(0), { limit: 10, filter: { tenantId: 'main', ...filter } })).map((h) => h.ownerId)

    expect(await found({})).toEqual([english, danish, event, undated].map((p) => p.ownerId))
    expect(await found({ ownerKind: 'event' })).toEqual([event.ownerId])
    expect(await found({ language: 'da' })).toEqual([danish.ownerId])
    expect(await found({ from: at(2) })).toEqual([danish.ownerId, event.ownerId])
    expect(await found({ from: at(1), to: at(2) })).toEqual([english.ownerId])
    expect(await store.count({ tenantId: 'main', to: at(3) })).toBe(2)
  })

  test('leaves out what is less similar than asked for', async () => {
    const store = openStore[driver]()
    const near = pointAt(vectorAt(20), store.model)
    await put(store, near, pointAt(vectorAt(80), store.model))
    const hits = await store.search(vectorAt(0), { limit: 10, minScore: 0.5, filter: { tenantId: 'main' } })
    expect(hits.map((hit) => hit.ownerId)).toEqual([near.ownerId])
  })

  test('storing an owner again replaces its vector', async () => {
    const store = openStore[driver]()
    const point = pointAt(vectorAt(0), store.model)
    await put(store, point)
    await store.search(vectorAt(0), { limit: 1, filter: { tenantId: 'main' } })
    await storePoints(database.db, store, [{ ...point, vector: vectorAt(90) }], new Date(now.getTime() + 1))

    expect(await store.count({ tenantId: 'main' })).toBe(1)
    const [hit] = await store.search(vectorAt(90), { limit: 1, filter: { tenantId: 'main' } })
    expect(hit?.score).toBeCloseTo(1, 5)
  })

  test('does not answer what was deleted', async () => {
    const store = openStore[driver]()
    const [gone, kept] = [pointAt(vectorAt(0), store.model), pointAt(vectorAt(5), store.model)]
    await put(store, gone, kept)
    await store.search(vectorAt(0), { limit: 5, filter: { tenantId: 'main' } })

    await database.db.delete(embeddingRecords).where(inArray(embeddingRecords.vectorId, [gone.vectorId]))
    await store.delete([gone.vectorId])
    await store.delete([gone.vectorId])
    const hits = await store.search(vectorAt(0), { limit: 5, filter: { tenantId: 'main' } })
    expect(hits.map((hit) => hit.ownerId)).toEqual([kept.ownerId])
  })

  test('refuses vectors of another size', async () => {
    const store = openStore[driver]()
    await expect(store.upsert([pointAt(atAngle(0, 3), store.model)])).rejects.toThrow(PermanentError)
    await expect(store.search(atAngle(0, 3), { limit: 1, filter: { tenantId: 'main' } })).rejects.toThrow(
      PermanentError,
    )
  })

  test('holds every vector of its model after a rebuild, and nothing else', async () => {
    const store = openStore[driver]()
    const points = Array.from({ length: 30 }, (_, i) => pointAt(vectorAt(i), store.model))
    await put(store, ...points)
    const stray = pointAt(vectorAt(0), store.model)
    await store.upsert([stray])

    expect(await rebuildIndex(database.db, store, { now })).toBe(30)
    const hits = await store.search(vectorAt(0), { limit: 50, filter: { tenantId: 'main' } })
    expect(hits.map((hit) => hit.ownerId)).toEqual(points.map((point) => point.ownerId))
  })

  test('says that it is healthy', async () => {
    expect(await openStore[driver]().healthy()).toEqual({ ok: true })
  })
})

test('both drivers give the same answer', async () => {
  const exact = openStore.postgres()
  const qdrantStore = createQdrantStore({ ...qdrant, model: exact.model, dimensions })
  const points = Array.from({ length: 300 }, (_, i) => {
    const vector = new Float32Array(dimensions).map((_, d) => Math.sin(i * 7.3 + d * 1.7))
    const length = Math.hypot(...vector)
    return pointAt(
      vector.map((value) => value / length),
      exact.model,
    )
  })
  await put(exact, ...points)
  await qdrantStore.upsert(points)
  for (const degrees of [0, 45, 200]) {
    const search = { limit: 20, filter: { tenantId: 'main' } }
    const [expected, found] = [
      await exact.search(vectorAt(degrees), search),
      await qdrantStore.search(vectorAt(degrees), search),
    ]
    expect(found.map((hit) => hit.ownerId)).toEqual(expected.map((hit) => hit.ownerId))
    for (const [i, hit] of found.entries()) expect(hit.score).toBeCloseTo(expected[i]!.score, 5)
  }
})

test('an empty index is filled from Postgres at start, a complete one is left alone', async () => {
  const exact = openStore.postgres()
  await put(exact, ...[1, 2, 3].map((degrees) => pointAt(vectorAt(degrees), exact.model)))
  const store = createQdrantStore({ ...qdrant, model: exact.model, dimensions })

  expect(await syncIndex(database.db, store, { now })).toBe(3)
  expect(await syncIndex(database.db, store, { now })).toBe(0)
  expect(await store.count({ tenantId: 'main' })).toBe(3)

  await store.upsert([pointAt(vectorAt(9), exact.model)])
  expect(await syncIndex(database.db, store, { now })).toBe(3)
  expect(await store.count({ tenantId: 'main' })).toBe(3)
})

test('vectors beyond the memory bound are found all the same', async () => {
  const model = `test:${++models}`
  const bounded = createPostgresStore({ db: database.db, model, dimensions, maxCachedRows: 1_000 })
  const points = Array.from({ length: 3_500 }, (_, i) => pointAt(vectorAt(i / 20), model))
  for (let start = 0; start < points.length; start += 500) {
    await storePoints(database.db, bounded, points.slice(start, start + 500), new Date(now.getTime() + start))
  }
  // The best hits were written first, so they are the ones that do not fit.
  const hits = await bounded.search(vectorAt(0), { limit: 5, filter: { tenantId: 'main' } })
  expect(hits.map((hit) => hit.ownerId)).toEqual(points.slice(0, 5).map((point) => point.ownerId))
  const last = await bounded.search(vectorAt(180), { limit: 1, filter: { tenantId: 'main' } })
  expect(last[0]?.ownerId).toBe(points.at(-1)?.ownerId)
})
