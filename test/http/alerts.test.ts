import { eq, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { raiseAlerts } from '../../src/alerts/index.ts'
import { Keyring } from '../../src/credentials/index.ts'
import { newId } from '../../src/db/id.ts'
import { alertDeliveries, alertDestinations, alerts, events, items } from '../../src/db/schema/index.ts'
import { listUnscoredEvents } from '../../src/trends/list-unscored-events.ts'
import { matcher } from '../../src/trends/match/index.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { scoreEvents } from '../../src/trends/score-events.ts'
import { useDatabase } from '../support/database.ts'
import { startRecipient } from '../support/recipient.ts'
import { useApp } from './app.ts'
import { asking } from './asking.ts'
import { type Seeded, seedDefinition, seedWorkspace } from './seed.ts'

const database = useDatabase()
const app = useApp(database, { allowPrivateNetwork: true }, { keyring: new Keyring([Buffer.alloc(32, 7)]) })
const { ask, problemOf } = asking(app)
let seeded: Seeded

async function scoreAll() {
  for (const { tenantId, eventIds } of await listUnscoredEvents(database.db, { batch: 100, limit: 1_000 }))
    await scoreEvents(database.db, { tenantId, eventIds, matcher, now: new Date(), jobId: 'test' })
}

beforeAll(async () => {
  seeded = await seedWorkspace(database, new Date())
  const definition = { ...seedDefinition, alerts: [{ above: 0.101 }] }
  await saveDefinition(database.db, { tenantId: 'main', definition, now: new Date(), author: 'test' })
  await scoreAll()
})

describe('what rested on evidence that was taken back', () => {
  it('names the alert and the export once the report behind them is deleted', async () => {
    await raiseAlerts(database.db, { tenantId: 'main', now: new Date(), jobId: 'test' })
    const [alert] = (await ask('listAlerts')).data
    expect(alert).toMatchObject({ kind: 'above', trend: { slug: 'canal-closure' }, restatedEvidence: 0 })
    const exported = await app.call('GET', '/api/v1/trends/canal-closure/evidence.csv')
    expect(exported.status).toBe(200)
    const csv = await exported.text()
    expect((await ask('listRestatements')).data).toEqual([])

    const { db } = database
    const [event] = await db.select().from(events).where(eq(events.id, seeded.eventIds[0]!))
    await db.update(items).set({ deletedAt: new Date() }).where(eq(items.id, event!.primaryItemId))
    await db
      .update(events)
      .set({ version: sql`${events.version} + 1` })
      .where(eq(events.id, event!.id))
    await scoreAll()

    const { data } = await ask('listRestatements')
    expect(data.map(({ kind, refId }) => [kind, refId])).toEqual([
      ['export', null],
      ['alert', alert!.id],
    ])
    for (const use of data) {
      expect(use.trend).toBe('canal-closure')
      expect(use.evidence.length).toBeGreaterThan(0)
      for (const taken of use.evidence) expect(taken).toMatchObject({ cause: 'deletion', eventId: event!.id })
    }
    const [fromExport] = data
    for (const { id, signal } of fromExport!.evidence) expect([signal, csv.includes(id)]).toEqual([signal, true])
    const shown = await ask('getAlert', { params: { alertId: alert!.id } })
    expect(shown.restatedEvidence).toBe(data[1]!.evidence.length)
  })

  it('can be asked for one trend, from an instant on, and a few at a time', async () => {
    const all = (await ask('listRestatements')).data
    expect((await ask('listRestatements', { query: { trend: 'canal-closure' } })).data).toEqual(all)
    expect((await ask('listRestatements', { query: { limit: '1' } })).data).toEqual(all.slice(0, 1))
    const late = new Date(Date.now() + 3_600_000).toISOString()
    expect((await ask('listRestatements', { query: { since: late } })).data).toEqual([])
    await problemOf('/restatements?trend=no-such-trend', 404)
  })
})

describe('a destination', () => {
  it('is paused and resumed, and sends again what was given up, by whoever is named in the audit', async () => {
    const settings = { kind: 'webhook' as const, url: 'http://127.0.0.1:9/hook', secret: 'a-secret-for-signing-alerts' }
    const added = await ask('addAlertDestination', { body: { name: 'night', settings } })
    expect(added).toMatchObject({ isActive: true, pending: 0, failed: 0 })
    const { data: raised } = await ask('listAlerts')
    const id = newId(new Date())
    const [destination] = await database.db.select().from(alertDestinations).where(eq(alertDestinations.name, 'night'))
    const now = new Date()
    const row = { id, alertId: raised[0]!.id, destinationId: destination!.id, createdAt: now, lastError: 'HTTP 500' }
    await database.db.insert(alertDeliveries).values({ ...row, tenantId: 'main', status: 'failed', attempts: 10 })

    const params = { name: 'night' }
    expect(await ask('changeAlertDestination', { params, body: { isActive: false } })).toMatchObject({
      ...{ isActive: false, pending: 0, failed: 1 },
    })
    const shown = await ask('getAlert', { params: { alertId: raised[0]!.id } })
    expect(shown.deliveries).toMatchObject([{ status: 'failed', destinationState: 'paused', lastError: 'HTTP 500' }])
    const retry = (body: unknown) => app.call('POST', '/api/v1/alert-destinations/night/retry', { body })
    expect((await retry({})).status).toBe(409)
    expect((await retry({ alertIds: ['no id'] })).status).toBe(400)
    await ask('changeAlertDestination', { params, body: { isActive: true } })
    expect(await ask('retryAlertDeliveries', { params, body: {} })).toEqual({ retried: 1 })
    expect((await ask('listAlertDestinations')).data).toMatchObject([{ name: 'night', pending: 1, failed: 0 }])
    const queued = await app.queues.queue('deliver-alerts').getJobs(['waiting', 'delayed', 'prioritized'])
    expect(queued.map((job) => job.data)).toEqual([{ tenantId: 'main', deliveryIds: [id] }])

    const { data: audit } = await ask('listAudit')
    const told = audit.map(({ actor, via, action }) => [actor, via, action.replace('alert-destinations.', '')])
    const actor = told[0]![0]
    expect(told).toEqual(['retry', 'resume', 'pause', 'add'].map((action) => [actor, 'api', action]))
    expect(actor).toBe((await ask('getSession')).identity.name)
    for (const [method, path] of [
      ['PATCH', '/api/v1/alert-destinations/none'],
      ['POST', '/api/v1/alert-destinations/none/retry'],
    ] as const) {
      const unknown = await app.call(method, path, { body: method === 'PATCH' ? { isActive: true } : {} })
      expect(unknown.status).toBe(404)
    }
    await ask('removeAlertDestination', { params })
    const after = await ask('getAlert', { params: { alertId: raised[0]!.id } })
    expect(after.deliveries).toMatchObject([{ status: 'failed', destinationState: 'removed' }])
  })
})

describe('the test message of a destination', () => {
  it('is answered with what became of it, and raises no alert', async () => {
    const server = await startRecipient(500)
    try {
      const settings = { kind: 'webhook' as const, url: `${server.url}/hook`, secret: 'a-secret-for-signing-alerts' }
      const added = await ask('addAlertDestination', { body: { name: 'desk', settings } })
      const before = await database.db.$count(alerts)
      const refused = await app.call('POST', '/api/v1/alert-destinations/desk/test')
      expect(refused.status).toBe(502)
      expect(refused.headers.get('content-type')).toContain('application/problem+json')
      expect(((await refused.json()) as { detail: string }).detail).toMatch(/test message to desk was not taken: .*500/)
      server.status = 200
      const taken = await ask('testAlertDestination', { params: { name: 'desk' } })
      expect(taken).toEqual({ name: 'desk', summary: added.summary })
      expect(server.received.map(({ text }) => JSON.parse(text).kind)).toEqual(['test', 'test'])
      expect(await database.db.$count(alerts)).toBe(before)
      const unknown = await app.call('POST', '/api/v1/alert-destinations/none/test')
      expect(unknown.status).toBe(404)
    } finally {
      await server.close()
    }
  })
})
