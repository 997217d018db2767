import { and, asc, eq, lte, sql } from 'drizzle-orm'
import type { Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import { alertDeliveries, alertDestinations, alerts, trends } from '../db/schema/index.ts'
import { ConfigError, messageOf, SourceError } from '../errors.ts'
import { RefusedAddressError } from '../sources/index.ts'
import { openDestination } from './destinations.ts'
import { sendAlert } from './send-alert.ts'

const mostAttempts = 10
const minuteMs = 60_000

const isFree = sql`(${alertDeliveries.claimedUntil} is null or ${alertDeliveries.claimedUntil} < clock_timestamp())`
/** Deliveries to a paused destination wait. */
const isWanted = sql`exists (select from ${alertDestinations}
  where ${alertDestinations.id} = ${alertDeliveries.destinationId} and ${alertDestinations.isActive})`

/** Deliveries to try at `now`, in batches per tenant. */
export async function listDueDeliveries(
  db: Db,
  { now, tenantId }: { now: Date; tenantId?: string },
): Promise<{ tenantId: string; deliveryIds: string[] }[]> {
  const rows = await db
    .select({ tenantId: alertDeliveries.tenantId, id: alertDeliveries.id })
    .from(alertDeliveries)
    .where(
      and(
        eq(alertDeliveries.status, 'pending'),
        lte(alertDeliveries.dueAt, now),
        isFree,
        isWanted,
        tenantId === undefined ? undefined : eq(alertDeliveries.tenantId, tenantId),
      ),
    )
    .orderBy(asc(alertDeliveries.tenantId), asc(alertDeliveries.id))
    .limit(1_000)
  const batches: { tenantId: string; deliveryIds: string[] }[] = []
  for (const row of rows) {
    const last = batches.at(-1)
    if (last?.tenantId === row.tenantId && last.deliveryIds.length < 20) last.deliveryIds.push(row.id)
    else batches.push({ tenantId: row.tenantId, deliveryIds: [row.id] })
  }
  return batches
}

/**
 * Sends one alert to one destination, unless that is done, not yet due, paused, or in another process's hands. What happened is noted on
 * the delivery: sent, to be tried again (1 min, doubling up to 6 h, or as late as the other side asks), or given up.
 */
export async function deliverAlert(
  db: Db,
  {
    id,
    tenantId,
    keyring,
    allowPrivate,
    publicUrl,
    now,
  }: {
    id: string
    tenantId: string
    keyring: Keyring
    allowPrivate: boolean
    publicUrl?: string | undefined
    now: Date
  },
): Promise<'sent' | 'failed' | 'nothing'> {
  const own = and(eq(alertDeliveries.id, id), eq(alertDeliveries.tenantId, tenantId))
  const [claimed] = await db
    .update(alertDeliveries)
    .set({
      attempts: sql`${alertDeliveries.attempts} + 1`,
      lastAttemptAt: now,
      // In real time: a process that dies keeps the delivery no longer than a send may take.
      claimedUntil: sql`clock_timestamp() + interval '2 minutes'`,
    })
    .where(and(own, eq(alertDeliveries.status, 'pending'), lte(alertDeliveries.dueAt, now), isFree, isWanted))
    .returning()
  if (claimed === undefined) return 'nothing'
  const [row] = await db
    .select({ alert: alerts, destination: alertDestinations, trend: { slug: trends.slug, name: trends.name } })
    .from(alertDeliveries)
    .innerJoin(alerts, eq(alerts.id, alertDeliveries.alertId))
    .innerJoin(alertDestinations, eq(alertDestinations.id, alertDeliveries.destinationId))
    .innerJoin(trends, eq(trends.id, alerts.trendId))
    .where(own)
  if (row === undefined) return 'nothing'
  try {
    const { alert, trend, destination } = row
    const { message, probability, raisedAt, kind } = alert
    const links = publicUrl === undefined ? {} : linksOf(publicUrl, trend.slug, alert.eventId)
    const told = { deliveryId: id, alertId: alert.id, kind, trend, message, probability, raisedAt, ...links }
    const allowed = allowPrivate || destination.allowPrivate
    await sendAlert(openDestination(keyring, destination), told, { allowPrivate: allowed, now })
    await db
      .update(alertDeliveries)
      .set({ status: 'sent', sentAt: now, dueAt: null, claimedUntil: null, lastError: null })
      .where(own)
    return 'sent'
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof ConfigError)) throw error
    // An address that may not be reached stays so whenever it is tried.
    const isOver = claimed.attempts >= mostAttempts || error instanceof RefusedAddressError
    const asked = error instanceof SourceError ? (error.retryAfterMs ?? 0) : 0
    const waitMs = Math.max(asked, Math.min(360, 2 ** (claimed.attempts - 1)) * minuteMs)
    await db
      .update(alertDeliveries)
      .set({
        status: isOver ? 'failed' : 'pending',
        dueAt: isOver ? null : new Date(now.getTime() + waitMs),
        claimedUntil: null,
        lastError: messageOf(error),
      })
      .where(own)
    return 'failed'
  }
}

/** Pages of the dashboard at `publicUrl` that an alert is about. */
function linksOf(publicUrl: string, slug: string, eventId: string | null): { url: string; eventUrl?: string } {
  const url = `${publicUrl}/trends/${encodeURIComponent(slug)}`
  return eventId === null ? { url } : { url, eventUrl: `${publicUrl}/events/${eventId}` }
}
