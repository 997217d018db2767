import { and, eq, exists, isNotNull, or } from 'drizzle-orm'
import { type Actor, recordAudit } from '../audit/index.ts'
import type { Db } from '../db/client.ts'
import { alertDeliveries, alertDestinations, alerts } from '../db/schema/index.ts'
import { getDestination, type ListedDestination } from './destinations.ts'

/**
 * Pauses a destination or takes it up again, and records who did. While it is paused, deliveries wait. On resuming, those whose alert
 * is over or was acknowledged by then are passed over, as nobody is helped by old news; the others are due at once. Throws NotFoundError.
 */
export async function setDestinationActive(
  db: Db,
  change: { tenantId: string; name: string; isActive: boolean; actor: Actor; now: Date },
): Promise<ListedDestination> {
  const { tenantId, name, isActive, actor, now } = change
  return db.transaction(async (tx) => {
    const { id, isActive: wasActive } = await getDestination(tx, tenantId, name)
    if (isActive !== wasActive) {
      await tx.update(alertDestinations).set({ isActive, updatedAt: now }).where(eq(alertDestinations.id, id))
      const passedOver = isActive ? await takeUpWaiting(tx, id, now) : 0
      const action = `alert-destinations.${isActive ? 'resume' : 'pause'}`
      await recordAudit(tx, { tenantId, actor, action, details: { name, ...(isActive ? { passedOver } : {}) }, now })
    }
    return getDestination(tx, tenantId, name)
  })
}

/** Answers how many were passed over. */
async function takeUpWaiting(tx: Db, destinationId: string, now: Date): Promise<number> {
  const waiting = and(eq(alertDeliveries.destinationId, destinationId), eq(alertDeliveries.status, 'pending'))
  const settled = tx
    .select({ id: alerts.id })
    .from(alerts)
    .where(
      and(eq(alerts.id, alertDeliveries.alertId), or(isNotNull(alerts.clearedAt), isNotNull(alerts.acknowledgedAt))),
    )
  const passedOver = await tx
    .update(alertDeliveries)
    .set({ status: 'skipped', dueAt: null, lastError: 'over or seen before its destination was resumed' })
    .where(and(waiting, exists(settled)))
    .returning({ id: alertDeliveries.id })
  await tx.update(alertDeliveries).set({ dueAt: now }).where(waiting)
  return passedOver.length
}
