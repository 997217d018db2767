import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InputError, PermanentError, SourceError } from '../../src/errors.ts'
import { collectionName, createQdrantStore } from '../../src/vector/index.ts'
import { FakeQdrant } from '../support/fake-qdrant.ts'
import { atAngle, pointAt } from '../support/vectors.ts'

const dimensions = 4
const model = 'test:m'
const name = collectionName('bellwether', model, dimensions)
const filter = { tenantId: 'main' }
const vector = atAngle(0, dimensions)

let fake: FakeQdrant
beforeEach(async () => {
  fake = new FakeQdrant({ openapi: process.env.QDRANT_OPENAPI, apiKey: 'secret' })
  await fake.start()
})
afterEach(async () => {
  expect(fake.violations).toEqual([])
  await fake.stop()
})
const open = (options: Partial<Parameters<typeof createQdrantStore>[0]> = {}) =>
  createQdrantStore({ url: fake.url, apiKey: 'secret', model, dimensions, timeoutMs: 2_000, ...options })

describe('the collection', () => {
  test('is made on first use with its payload indexes, and never again', async () => {
    const store = open()
    await store.upsert([pointAt(vector, model)])
    await store.search(vector, { limit: 1, filter })
    expect([...fake.collections.get(name)!.indexes.keys()].sort()).toEqual([
      'language',
      'owner_id',
      'owner_kind',
      'published_at',
      'tenant_id',
    ])
    expect(fake.requests.filter((request) => request === `PUT /collections/${name}`)).toHaveLength(1)
  })

  test('may be made by several processes at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => open().ensureCollection()))
    expect(fake.collections.size).toBe(1)
  })

  test('is made again when somebody removes it while the process runs', async () => {
    const store = open()
    await store.upsert([pointAt(vector, model)])
    fake.collections.clear()
    await store.upsert([pointAt(vector, model)])
    expect(await store.count(filter)).toBe(1)
  })

  test('of another size is refused, not filled with vectors that do not fit', async () => {
    await open().ensureCollection()
    const collection = fake.collections.get(name)!
    Object.assign(collection, { size: 3 })
    await expect(open().ensureCollection()).rejects.toThrow(PermanentError)
  })
})

test('points are waited for and sent in batches', async () => {
  const points = Array.from({ length: 25 }, () => pointAt(vector, model))
  await open({ batchSize: 10 }).upsert(points)
  const writes = fake.requests.filter((request) => request.startsWith(`PUT /collections/${name}/points`))
  expect(writes).toEqual(Array(3).fill(`PUT /collections/${name}/points?wait=true`))
  expect(fake.collections.get(name)!.points.size).toBe(25)
})

test('a point carries what it is filtered by and no more', async () => {
  const point = pointAt(vector, model, { language: 'da', ownerAt: new Date('2025-05-01T10:00:00Z') })
  const bare = pointAt(vector, model, { language: null, ownerAt: null })
  await open().upsert([point, bare])
  const stored = fake.collections.get(name)!.points
  expect(stored.get(point.vectorId)?.payload).toEqual({
    tenant_id: 'main',
    owner_kind: 'item',
    owner_id: point.ownerId,
    language: 'da',
    published_at: '2025-05-01T10:00:00.000Z',
  })
  expect(Object.keys(stored.get(bare.vectorId)?.payload ?? {})).toEqual(['tenant_id', 'owner_kind', 'owner_id'])
})

describe('failures', () => {
  test.each([
    [500, SourceError],
    [503, SourceError],
    [403, SourceError],
    [400, PermanentError],
    [422, PermanentError],
  ])('status %i while searching is a %o', async (status, type) => {
    const store = open()
    await store.ensureCollection()
    fake.faults.push({ path: /points\/query/, status, times: 1 })
    await expect(store.search(vector, { limit: 1, filter })).rejects.toThrow(type)
    expect(await store.search(vector, { limit: 1, filter })).toEqual([])
  })

  test('a busy server says when to come back', async () => {
    const store = open()
    await store.ensureCollection()
    fake.faults.push({ path: /points\/query/, status: 429, times: 1, headers: { 'retry-after': '7' } })
    await expect(store.search(vector, { limit: 1, filter })).rejects.toMatchObject({
      name: 'SourceError',
      retryAfterMs: 7_000,
    })
  })

  test('a wrong API key is reported in words and does not condemn the vectors', async () => {
    const store = open({ apiKey: 'wrong' })
    await expect(store.upsert([pointAt(vector, model)])).rejects.toThrow(SourceError)
    expect(await store.healthy()).toEqual({ ok: false, reason: expect.stringContaining('401') })
  })

  test('a server that is away is unhealthy, and used again once it is back', async () => {
    const store = open()
    await store.upsert([pointAt(vector, model)])
    const port = Number(new URL(fake.url).port)
    await fake.stop()
    await expect(store.count(filter)).rejects.toThrow(SourceError)
    expect((await store.healthy()).ok).toBe(false)
    await fake.start(port)
    expect(await store.count(filter)).toBe(1)
    expect(await store.healthy()).toEqual({ ok: true })
  })

  test('an aborted run stops between batches', async () => {
    const store = open({ batchSize: 1 })
    await store.ensureCollection()
    const stopping = new AbortController()
    stopping.abort(new Error('stopping'))
    const points = [pointAt(vector, model), pointAt(vector, model)]
    await expect(store.upsert(points, { signal: stopping.signal })).rejects.toThrow('stopping')
    expect(await store.count(filter)).toBe(0)
  })

  test('something that is no URL is refused at once', () => {
    expect(() => open({ url: 'qdrant' })).toThrow(InputError)
  })
})
