import { asc } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { scoreTrends } from '../../jobs/index.ts'
import { events } from '../../src/db/schema/index.ts'
import { createEngineCache, groupNextItems } from '../../src/events/index.ts'
import { useDatabase } from '../support/database.ts'
import { hours, storeItems } from '../support/stored-items.ts'
import { useApp } from './app.ts'

const database = useDatabase()
const app = useApp(database)
interface Answer {
  id: string
  type?: string
  items: { id: string }[]
  errors?: object[]
}
const path = (id: string, what = '') => `/api/v1/events/${id}${what}`
const call = async (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await app.call(method, url, { ...(body === undefined ? {} : { body }), headers })
  return { status: response.status, body: (await response.json()) as Answer }
}

let strike: string
let rates: string
beforeAll(async () => {
  await storeItems(
    database.db,
    [
      { at: 1, owner: 'a', title: 'Dockers strike halts Vellmar port over night shift pay' },
      { at: 2, owner: 'b', title: 'Central bank cuts key interest rate to 2.5 percent' },
    ],
    1,
  )
  await groupNextItems(database.db, createEngineCache(), { tenantId: 'main', language: 'en' }, 10, hours(3))
  const rows = await database.db.select().from(events).orderBy(asc(events.firstSeenAt))
  strike = rows[0]!.id
  rates = rows[1]!.id
})

test('a merge by a person is refused on a stale version, recorded with who and why, scored and taken back', async () => {
  const merge = { into: strike, reason: 'one budget row', by: 'Ida' }
  const stale = await call('POST', path(rates, '/merge'), merge, { 'if-match': '"7"' })
  expect([stale.status, stale.body.type]).toEqual([412, '/problems/stale'])
  expect((await call('POST', path(rates, '/merge'), merge, { 'if-match': 'seven' })).status).toBe(400)
  const { status, body } = await call('POST', path(rates, '/merge'), merge, { 'if-match': '"1"' })
  expect(status).toBe(200)
  expect(body).toMatchObject({ kind: 'merge', fromEventId: rates, toEventId: strike, actor: 'Ida', undoneAt: null })
  expect((await call('GET', path(rates))).body).toMatchObject({ mergedInto: strike })
  expect((await call('GET', path(strike))).body).toMatchObject({
    itemCount: 2,
    lineage: [{ reason: 'one budget row' }],
  })
  const waiting = await app.queues.queue(scoreTrends.name).getWaiting()
  expect(waiting.map((job) => job.data)).toEqual([{ tenantId: 'main', eventIds: [rates, strike] }])

  expect((await call('POST', path(rates, '/merge'), merge)).status).toBe(409)
  const undo = await call('POST', `/api/v1/lineage/${body.id}/undo`, { reason: 'two happenings after all' })
  expect(undo.body).toMatchObject({ undoneBy: 'admin token', undoReason: 'two happenings after all' })
  expect((await call('POST', `/api/v1/lineage/${body.id}/undo`, { reason: 'again' })).status).toBe(409)
  expect((await call('GET', path(rates))).body).toMatchObject({ mergedInto: null, itemCount: 1 })
})

test('what cannot be done says which field is wrong', async () => {
  const item = (await call('GET', path(strike))).body.items[0]!.id
  const split = await call('POST', path(strike, '/split'), { itemIds: [item], reason: 'alone' })
  expect(split).toMatchObject({ status: 400, body: { errors: [{ field: 'itemIds' }] } })
  const other = await call('POST', path(rates, '/move'), { itemIds: [item], to: strike, reason: 'wrong way' })
  expect(other).toMatchObject({ status: 400, body: { errors: [{ field: 'itemIds[0]' }] } })
  const itself = await call('POST', path(rates, '/merge'), { into: rates, reason: 'same' })
  expect(itself).toMatchObject({ status: 400, body: { errors: [{ field: 'into' }] } })
  expect((await call('POST', path(rates, '/merge'), { into: strike })).body.errors).toMatchObject([{ field: 'reason' }])
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect((await call('POST', path(nobody, '/merge'), { into: strike, reason: 'x' })).status).toBe(404)
  expect((await call('POST', `/api/v1/lineage/${nobody}/undo`, { reason: 'x' })).status).toBe(404)
})
