import { once } from 'node:events'
import { createServer } from 'node:net'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { deliverAlerts } from '../../jobs/deliver-alerts.ts'
import { addDestination, removeDestination } from '../../src/alerts/index.ts'
import { alertDestinations, alerts } from '../../src/db/schema/index.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { useDatabase } from '../support/database.ts'
import { startRecipient } from '../support/recipient.ts'
import { startWebServer } from '../support/web-server.ts'
import { hoursBefore, now } from '../trends/newsroom.ts'
import { isSigned, keyring, raisingOne, secret } from './raise-one.ts'

const database = useDatabase()
const actor = { name: 'tests', via: 'cli' as const }

const raiseOne = raisingOne(database)

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
        actor,
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
      await removeDestination(database.db, { tenantId: one.tenantId, name: 'desk', actor, now })
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
