import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import { SourceError } from '../errors.ts'
import { checkAddress, guardedLookup, postJson } from '../sources/index.ts'
import type { DestinationSettings } from './destinations.ts'

/** An alert as it is sent. */
export interface AlertMessage {
  deliveryId: string
  alertId: string
  kind: string
  trend: { slug: string; name: string }
  message: string
  probability: number
  raisedAt: Date
  /** The trend's page, and that of the event the alert is about; missing when nobody said where the dashboard is. */
  url?: string
  eventUrl?: string
}

const smtpTimeoutMs = 15_000

/** Hex HMAC-SHA-256 of `timestamp.body` under the destination's secret: what a receiver checks `Bellwether-Signature` against. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
}

/** Sends an alert. Addresses are guarded as those of sources are. Throws SourceError in plain words. */
export async function sendAlert(
  settings: DestinationSettings,
  alert: AlertMessage,
  { allowPrivate, now }: { allowPrivate: boolean; now: Date },
): Promise<void> {
  if (settings.kind === 'email') return sendMail(settings, alert, allowPrivate)
  if (settings.kind === 'slack')
    return postJson(settings.url, JSON.stringify({ text: forChat([alert.message, ...linksOf(alert)].join('\n')) }), {
      allowPrivate,
      now,
    })
  const { deliveryId, raisedAt, ...told } = alert
  const body = JSON.stringify({ type: 'alert', ...told, raisedAt: raisedAt.toISOString() })
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const headers = {
    // The same for every attempt: a receiver that has seen it can leave the repetition alone.
    'bellwether-delivery': deliveryId,
    'bellwether-timestamp': timestamp,
    'bellwether-signature': `v1=${signatureOf(settings.secret, timestamp, body)}`,
  }
  return postJson(settings.url, body, { headers, allowPrivate, now })
}

/** Addresses alone on their lines: mail programs and chats of every make turn these into links. */
function linksOf({ url, eventUrl }: AlertMessage): string[] {
  return [url, eventUrl].filter((link) => link !== undefined)
}

/** Slack's three reserved characters: a headline must neither call everybody (`<!channel>`) nor pass a link off as another. */
const forChat = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

async function sendMail(
  { smtp, from, to }: Extract<DestinationSettings, { kind: 'email' }>,
  alert: AlertMessage,
  allowPrivate: boolean,
): Promise<void> {
  const url = new URL(smtp.replace(/^smtp/, 'http'))
  checkAddress(url, allowPrivate)
  const secure = smtp.startsWith('smtps:')
  const host = url.hostname
  const port = Number(new URL(smtp).port || (secure ? 465 : 587))
  const user = decodeURIComponent(url.username)
  const transport = createTransport({
    host,
    port,
    secure,
    connectionTimeout: smtpTimeoutMs,
    greetingTimeout: smtpTimeoutMs,
    socketTimeout: smtpTimeoutMs,
    ...(user ? { auth: { user, pass: decodeURIComponent(url.password) } } : {}),
    // The name is resolved here, so that what is connected to is what was checked.
    getSocket: (_options, callback) => {
      const socket = connect({ host, port, ...(allowPrivate ? {} : { lookup: guardedLookup() }) })
      socket.setTimeout(smtpTimeoutMs, () => socket.destroy(new Error('it did not answer in time')))
      socket.once('error', (error) => callback(error))
      socket.once('connect', () => callback(null, { connection: socket }))
    },
  })
  try {
    await transport.sendMail({
      from,
      to,
      subject: alert.message,
      text: [
        ...[alert.message, ''],
        `Trend: ${alert.trend.name} (${alert.trend.slug})`,
        `Raised: ${alert.raisedAt.toISOString()}`,
        ...[`Alert: ${alert.alertId}`, ...linksOf(alert), ''],
      ].join('\n'),
      messageId: `<${alert.deliveryId}@bellwether>`,
    })
  } catch (cause) {
    throw new SourceError('the mail server did not take the mail', { cause })
  } finally {
    transport.close()
  }
}
