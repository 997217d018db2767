import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import {
  acknowledgeAlert,
  deliverAlert,
  listDestinations,
  raiseAlerts,
  retryDeliveries,
  rotateDestinations,
  sendTestAlert,
  setDestinationActive,
} from '../../src/alerts/index.ts'
import { listAudit } from '../../src/audit/index.ts'
import { Keyring } from '../../src/credentials/index.ts'
import { alertDeliveries } from '../../src/db/schema/index.ts'
import { addOverride } from '../../src/trends/index.ts'
import { useDatabase } from '../support/database.ts'
import { startRecipient } from '../support/recipient.ts'
import { hoursBefore, now } from '../trends/newsroom.ts'
import { isSigned, keyring, raisingOne, secret } from './raise-one.ts'

const database = useDatabase()
const raiseOne = raisingOne(database)

describe('a paused destination', () => {
  const actor = { name: 'night desk', via: 'cli' as const }

  /** The trend crosses its level again, from well below, an hour later each time. */
  async function raiseAgain(tenantId: string, at: Date) {
    const move = (toProbability: number) =>
      addOverride(database.db, {
        ...{ tenantId, trend: 'strait-closure', move: { toProbability }, reason: 'r', author: 'tests', now: at },
      })
    await move(0.1)
    await raiseAlerts(database.db, { tenantId, now: at, jobId: 'job-2' })
    await move(0.3)
    await raiseAlerts(database.db, { tenantId, now: at, jobId: 'job-3' })
  }

  it('is sent nothing, and on resuming what neither ended nor was seen meanwhile, once', async () => {
    const server = await startRecipient(500)
    try {
      const one = await raiseOne({ kind: 'webhook', url: `${server.url}/hook`, secret })
      const { tenantId } = one
      const setActive = (isActive: boolean, at: Date) =>
        setDestinationActive(database.db, { tenantId, name: 'desk', isActive, actor, now: at })
      expect(await one.deliver()).toBe('failed')
      expect(await setActive(false, now)).toMatchObject({ isActive: false, pending: 1, failed: 0 })
      const [later, last] = [hoursBefore(-1), hoursBefore(-2)]
      // The first alert ends with the second one raised; the third is the only one still open.
      await raiseAgain(tenantId, later)
      await raiseAgain(tenantId, last)
      expect(await one.due(last)).toEqual([])
      expect(await one.deliver(last)).toBe('nothing')
      expect(server.received).toHaveLength(1)

      server.status = 200
      expect(await setActive(true, last)).toMatchObject({ isActive: true, pending: 1, failed: 0 })
      expect(await one.find()).toMatchObject({ status: 'skipped', dueAt: null })
      const [batch, ...rest] = await one.due(last)
      expect([batch!.deliveryIds.length, rest]).toEqual([1, []])
      const deliver = (id: string) =>
        deliverAlert(database.db, { id, tenantId, keyring, allowPrivate: false, publicUrl: undefined, now: last })
      expect(await deliver(batch!.deliveryIds[0]!)).toBe('sent')
      expect(server.received).toHaveLength(2)

      await setActive(false, last)
      await raiseAgain(tenantId, last)
      const [open] = await database.db.query.alerts.findMany({
        where: (row, { and, eq, isNull }) => and(eq(row.tenantId, tenantId), isNull(row.clearedAt)),
      })
      await acknowledgeAlert(database.db, { tenantId, id: open!.id, actor: 'reader', now: last })
      expect(await setActive(true, last)).toMatchObject({ pending: 0 })
      await setActive(true, last)
      const audit = await listAudit(database.db, tenantId, { limit: 10 })
      const told = audit.map(({ actor: who, action, details }) => `${who} ${action} ${details.passedOver ?? ''}`.trim())
      expect(told.sort()).toEqual([
        'night desk alert-destinations.pause',
        'night desk alert-destinations.pause',
        'night desk alert-destinations.resume 1',
        'night desk alert-destinations.resume 2',
        'tests alert-destinations.add',
      ])
      await expect(
        setDestinationActive(database.db, { tenantId, name: 'none', isActive: true, actor, now }),
      ).rejects.toThrow(/no destination "none"/)
    } finally {
      await server.close()
    }
  })

  it('gets what was given up or passed over again when a person says so, and not while it is paused', async () => {
    const server = await startRecipient()
    try {
      const one = await raiseOne({ kind: 'webhook', url: `${server.url}/hook`, secret })
      const { tenantId } = one
      const own = eq(alertDeliveries.tenantId, tenantId)
      const giveUp = (status: 'failed' | 'skipped' | 'sent') =>
        database.db.update(alertDeliveries).set({ status, dueAt: null, attempts: 10, lastError: 'HTTP 500' }).where(own)
      const retry = (alertIds?: string[]) =>
        retryDeliveries(database.db, { tenantId, name: 'desk', alertIds, actor, now })
      const { alertId } = await one.find()

      await giveUp('failed')
      expect(await listDestinations(database.db, tenantId)).toMatchObject([{ name: 'desk', pending: 0, failed: 1 }])
      expect(await retry()).toBe(1)
      expect(await one.find()).toMatchObject({ status: 'pending', attempts: 0, lastError: 'HTTP 500' })
      expect(await one.deliver()).toBe('sent')
      expect(await retry()).toBe(0)
      expect(await retry([alertId])).toBe(0)
      await giveUp('skipped')
      expect(await retry()).toBe(0)
      expect(await retry([one.id])).toBe(0)
      expect(await retry([alertId])).toBe(1)
      expect(await one.deliver()).toBe('sent')
      expect(server.received).toHaveLength(2)

      await giveUp('failed')
      await setDestinationActive(database.db, { tenantId, name: 'desk', isActive: false, actor, now })
      await expect(retry()).rejects.toThrow('desk is paused')
      expect(await one.find()).toMatchObject({ status: 'failed' })
      const audit = await listAudit(database.db, tenantId, { limit: 20 })
      const retries = audit.filter(({ action }) => action === 'alert-destinations.retry')
      expect(retries.map(({ details }) => (details.alerts as string[]).length).sort()).toEqual([0, 0, 0, 0, 1, 1])
    } finally {
      await server.close()
    }
  })
})

describe('a destination', () => {
  it('takes a signed test message, also after its settings went under another key', async () => {
    const server = await startRecipient()
    try {
      const { tenantId } = await raiseOne({ kind: 'webhook', url: `${server.url}/hook`, secret })
      const test = (ring: Keyring) =>
        sendTestAlert(database.db, ring, { tenantId, name: 'desk', allowPrivate: false, now })
      await test(keyring)
      const next = Buffer.alloc(32, 8)
      const both = new Keyring([next, Buffer.alloc(32, 7)])
      expect(await rotateDestinations(database.db, both, tenantId)).toBe(1)
      expect(await rotateDestinations(database.db, both, tenantId)).toBe(0)
      await expect(test(keyring)).rejects.toThrow(/destination desk cannot be used/)
      await test(new Keyring([next]))
      expect(server.received.map(isSigned)).toEqual([true, true])
      expect(server.received.map(({ text }) => JSON.parse(text).kind)).toEqual(['test', 'test'])
      server.status = 500
      await expect(test(new Keyring([next]))).rejects.toThrow('HTTP 500')
      await expect(
        sendTestAlert(database.db, keyring, { tenantId, name: 'none', allowPrivate: false, now }),
      ).rejects.toThrow(/no destination "none"/)
    } finally {
      await server.close()
    }
  })
})
