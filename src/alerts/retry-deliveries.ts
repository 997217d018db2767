import { and, eq, inArray } from 'drizzle-orm'
import { type Actor, recordAudit } from '../audit/index.ts'
import type { Db } from '../db/client.ts'
import { alertDeliveries } from '../db/schema/index.ts'
import { ConflictError } from '../errors.ts'
import { getDestination } from './destinations.ts'

/**
 * Makes deliveries that were given up due again, with all their attempts, and records who asked: every failed one of the destination,
 * or those of the alerts named, the ones passed over included. Answers how many. Throws NotFoundError, ConflictError while it is paused.
 */
export async function retryDeliveries(
  db: Db,
  request: { tenantId: string; name: string; alertIds?: readonly string[] | undefined; actor: Actor; now: Date },
): Promise<number> {
  const { tenantId, name, alertIds, actor, now } = request
  return db.transaction(async (tx) => {
    const { id, isActive } = await getDestination(tx, tenantId, name)
    if (!isActive) throw new ConflictError(`${name} is paused; resume it first`)
    const rows = await tx
      .update(alertDeliveries)
      .set({ status: 'pending', attempts: 0, dueAt: now })
      .where(
        and(
          eq(alertDeliveries.destinationId, id),
          inArray(alertDeliveries.status, alertIds ? ['failed', 'skipped'] : ['failed']),
          alertIds && inArray(alertDeliveries.alertId, [...alertIds]),
        ),
      )
      .returning({ alertId: alertDeliveries.alertId })
    const details = { name, alerts: rows.map((row) => row.alertId) }
    await recordAudit(tx, { tenantId, actor, action: 'alert-destinations.retry', details, now })
    return rows.length
  })
}
