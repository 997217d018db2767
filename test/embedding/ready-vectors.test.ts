import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { embeddingRecords, items, tenants } from '../../src/db/schema/index.ts'
import { readyVectors } from '../../src/embedding/index.ts'
import { SourceError } from '../../src/errors.ts'
import { createPostgresStore, createQdrantStore } from '../../src/vector/index.ts'
import { useDatabase } from '../support/database.ts'
import { FakeQdrant } from '../support/fake-qdrant.ts'
import { eventById, insertEvent, insertItem, itemById } from '../support/owners.ts'
import { atAngle, pointAt, storePoints } from '../support/vectors.ts'

const database = useDatabase()
const qdrant = new FakeQdrant({ openapi: process.env.QDRANT_OPENAPI })
const dimensions = 4
const now = new Date('2025-06-01T00:00:00Z')
beforeEach(async () => {
  await qdrant.start()
  qdrant.collections.clear()
  await database.sql`truncate items, events, embedding_records, state_entries cascade`
})
afterEach(async () => {
  expect(qdrant.violations).toEqual([])
  await qdrant.stop()
})

const exact = (model: string) => createPostgresStore({ db: database.db, model, dimensions })
const indexed = (model: string) => createQdrantStore({ url: qdrant.url, model, dimensions })
const ready = (model: string, vectors = exact(model)) =>
  readyVectors({ db: database.db, embedder: { model }, vectors, now })

test('another model makes everything due again, the same model nothing', async () => {
  await ready('test:one')
  const item = await insertItem(database.db, { title: 'A', embeddingStatus: 'succeeded' })
  const skipped = await insertItem(database.db, { title: 'B', embeddingStatus: 'skipped', embeddingError: 'why' })
  const noise = await insertItem(database.db, { title: 'C', processingStatus: 'noise', embeddingStatus: 'skipped' })
  const event = await insertEvent(database.db, { embeddedVersion: 1, embeddingStatus: 'succeeded' })
  const highest = (await database.db.select().from(items)).reduce((max, row) => Math.max(max, row.seq), 0)
  await database.db.update(tenants).set({ itemSeq: highest }).where(eq(tenants.id, 'main'))

  await ready('test:one')
  expect((await itemById(database.db, item)).embeddingStatus).toBe('succeeded')

  await ready('test:two')
  expect((await itemById(database.db, item)).embeddingStatus).toBe('pending')
  expect(await itemById(database.db, skipped)).toMatchObject({ embeddingStatus: 'pending', embeddingError: null })
  expect((await itemById(database.db, noise)).embeddingStatus).toBe('skipped')
  expect(await eventById(database.db, event)).toMatchObject({ embeddingStatus: 'pending', embeddedVersion: 0 })
})

test('a Qdrant that is configured later is filled with the vectors Postgres has', async () => {
  const points = [1, 2, 3].map((degrees) => pointAt(atAngle(degrees, dimensions), 'test:one'))
  await storePoints(database.db, exact('test:one'), points, now)
  const store = indexed('test:one')
  await ready('test:one', store)
  expect(await store.count({ tenantId: 'main' })).toBe(3)
  const rows = await database.db.select().from(embeddingRecords)
  expect(rows.map((row) => row.indexedAt)).toEqual([now, now, now])
})

test('is done once per store, and tried again after a failure', async () => {
  const store = indexed('test:one')
  qdrant.faults.push({ path: /exists/, status: 500, times: 1 })
  await expect(ready('test:one', store)).rejects.toThrow(SourceError)
  await ready('test:one', store)
  const requests = qdrant.requests.length
  await ready('test:one', store)
  expect(qdrant.requests).toHaveLength(requests)
})
