import { once } from 'node:events'
import { createServer } from 'node:net'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { deliverAlerts } from '../../jobs/deliver-alerts.ts'
import {
  acknowledgeAlert,
  addDestination,
  deliverAlert,
  listDestinations,
  listDueDeliveries,
  raiseAlerts,
  removeDestination,
  retryDeliveries,
  rotateDestinations,
  sendTestAlert,
  setDestinationActive,
  signatureOf,
} from '../../src/alerts/index.ts'
import { Keyring } from '../../src/credentials/index.ts'
import { alertDeliveries, alertDestinations, alerts } from '../../src/db/schema/index.ts'
import { listAudit } from '../../src/pipeline/index.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { addOverride } from '../../src/trends/index.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { useDatabase } from '../support/database.ts'
import { type Received, startRecipient } from '../support/recipient.ts'
import { startWebServer } from '../support/web-server.ts'
import { hoursBefore, now, openNewsroom, strait } from '../trends/newsroom.ts'

const database = useDatabase()
const keyring = new Keyring([Buffer.alloc(32, 7)])
const secret = 'a-secret-for-signing-alerts'

const isSigned = ({ headers, text }: Received): boolean =>
  headers['bellwether-signature'] === `v1=${signatureOf(secret, String(headers['bellwether-timestamp']), text)}`

/** A trend with one destination, and an alert raised for it. */
async function raiseOne(settings: unknown, allowPrivate = true) {
  const { tenantId } = await openNewsroom(database.db)
  const definition = strait({ alerts: [{ above: 0.25 }] })
  await saveDefinition(database.db, { tenantId, definition, now: hoursBefore(9), author: 'tests' })
  await addDestination(database.db, keyring, { tenantId, name: 'desk', settings, trends: [], allowPrivate: true, now })
  await database.db.update(alertDestinations).set({ allowPrivate }).where(eq(alertDestinations.tenantId, tenantId))
  const move = { toProbability: 0.3 }
  await addOverride(database.db, { tenantId, trend: 'strait-closure', move, reason: 'r', author: 'tests', now })
  await raiseAlerts(database.db, { tenantId, now, jobId: 'job-1' })
  const find = async () =>
    (await database.db.select().from(alertDeliveries).where(eq(alertDeliveries.tenantId, tenantId)))[0]!
  const { id } = await find()
  const deliver = (at = now, publicUrl?: string) =>
    deliverAlert(database.db, { id, tenantId, keyring, allowPrivate: false, publicUrl, now: at })
  const due = (at: Date) => listDueDeliveries(database.db, { now: at, tenantId })
  return { tenantId, id, find, deliver, due }
}

describe('delivering alerts', () => {
  it('signs a webhook, tries again after a failure, and sends once whoever tries', async () => {
    const server = await startRecipient(500)
    try {
      const one = await raiseOne({ kind: 'webhook', url: `${server.url}/hook`, secret })
      const [stored] = await database.db
        .select()
        .from(alertDestinations)
        .where(eq(alertDestinations.tenantId, one.tenantId))
      expect(stored!.sealed.includes(secret)).toBe(false)
      expect(await one.deliver()).toBe('failed')
      expect(await one.find()).toMatchObject({ status: 'pending', attempts: 1 })
      expect((await one.find()).lastError).toBe('HTTP 500: it has an internal error')
      expect(await one.deliver()).toBe('nothing')
      expect(await one.due(now)).toEqual([])
      const later = hoursBefore(-1)
      expect(await one.due(later)).toEqual([{ tenantId: one.tenantId, deliveryIds: [one.id] }])
      server.status = 200
      const outcomes = await Promise.all([one.deliver(later), one.deliver(later), one.deliver(later)])
      expect(outcomes.sort()).toEqual(['nothing', 'nothing', 'sent'])
      expect(await one.find()).toMatchObject({ status: 'sent', attempts: 2, lastError: null, sentAt: later })
      expect(server.received.map(({ headers }) => headers['bellwether-delivery'])).toEqual([one.id, one.id])
      const last = server.received[1]!
      expect(isSigned(last)).toBe(true)
      const body = JSON.parse(last.text)
      expect(body).toMatchObject({ type: 'alert', kind: 'above', trend: { slug: 'strait-closure' } })
      // Nobody said where the dashboard is: nothing is made up.
      expect(body).not.toHaveProperty('url')
    } finally {
      await server.close()
    }
  })

  it('links to the trend, and to the event it is about, where the address of the dashboard is known', async () => {
    const server = await startRecipient()
    const bodyOf = (message: number) => JSON.parse(server.received[message]!.text)
    try {
      const url = 'https://bellwether.example/news/trends/strait-closure'
      const hook = await raiseOne({ kind: 'webhook', url: `${server.url}/hook`, secret })
      expect(await hook.deliver(now, 'https://bellwether.example/news')).toBe('sent')
      expect(bodyOf(0)).toMatchObject({ type: 'alert', url })
      expect(bodyOf(0)).not.toHaveProperty('eventUrl')
      const chat = await raiseOne({ kind: 'slack', url: `${server.url}/chat` })
      const [alert] = await database.db.select().from(alerts).where(eq(alerts.tenantId, chat.tenantId))
      const eventId = alert!.id
      const message = 'An event went viral: <!channel> Q&A'
      await database.db.update(alerts).set({ eventId, message }).where(eq(alerts.id, alert!.id))
      const services = {
        db: database.db,
        keyring,
        allowPrivateNetwork: false,
        publicUrl: 'https://bellwether.example/news',
      }
      const context = { ...services, now, signal: new AbortController().signal } as unknown as JobContext
      const run = await deliverAlerts.process({ tenantId: chat.tenantId, deliveryIds: [chat.id] }, context)
      expect(run).toEqual({ counts: { sent: 1, failed: 0 } })
      // A headline does not call everybody in the chat.
      const lines = [
        'An event went viral: &lt;!channel&gt; Q&amp;A',
        url,
        `https://bellwether.example/news/events/${eventId}`,
      ]
      expect(bodyOf(1)).toEqual({ text: lines.join('\n') })
    } finally {
      await server.close()
    }
  })

  it('does not knock at private addresses unless the operator said so, and gives up at once', async () => {
    let asked = 0
    const server = await startWebServer((_request, response) => {
      asked += 1
      response.end()
    })
    try {
      const settings = { kind: 'slack', url: `${server.url}/hook` }
      const one = await raiseOne(settings, false)
      expect(await one.deliver()).toBe('failed')
      expect(await one.find()).toMatchObject({ status: 'failed', dueAt: null })
      expect(asked).toBe(0)
      const refused = addDestination(database.db, keyring, {
        tenantId: one.tenantId,
        name: 'inside',
        settings,
        trends: [],
        allowPrivate: false,
        now,
      })
      await expect(refused).rejects.toThrow('private network')
    } finally {
      await server.close()
    }
  })

  it('sends mail over SMTP, and forgets the secrets of a destination that is removed', async () => {
    const mail: string[] = []
    const server = createServer((socket) => {
      let isBody = false
      socket.write('220 sink\r\n')
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
          if (isBody) {
            mail.push(line)
            if (line === '.') {
              isBody = false
              socket.write('250 taken\r\n')
            }
          } else if (line.startsWith('DATA')) {
            isBody = true
            socket.write('354 go on\r\n')
          } else socket.write(line.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n')
        }
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      const smtp = `smtp://127.0.0.1:${port}`
      const one = await raiseOne({ kind: 'email', smtp, from: 'alerts@example.com', to: ['desk@example.com'] })
      expect(await one.deliver(now, 'https://bellwether.example')).toBe('sent')
      expect(mail).toContain('https://bellwether.example/trends/strait-closure')
      expect(mail.join('\n')).toContain('Subject: Closure of the strait is at 30.0 %')
      expect(mail.join('\n')).toContain('To: desk@example.com')
      await removeDestination(database.db, { tenantId: one.tenantId, name: 'desk', now })
      const [row] = await database.db
        .select()
        .from(alertDestinations)
        .where(eq(alertDestinations.tenantId, one.tenantId))
      expect(row).toMatchObject({ isActive: false })
      expect(row!.sealed).toHaveLength(0)
    } finally {
      server.close()
    }
  })
})

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
