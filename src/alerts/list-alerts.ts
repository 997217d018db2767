import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { alertDeliveries, alertDestinations, alerts, trends } from '../db/schema/index.ts'
import { NotFoundError } from '../errors.ts'

export interface AlertFilter {
  trendId?: string
  /** `open` = its rule still holds; `new` = nobody has acknowledged it. */
  status: 'open' | 'new' | 'all'
  limit: number
  /** Only alerts that come after this in the list. */
  after?: { raisedAt: Date; id: string }
}

const columns = { alert: alerts, slug: trends.slug, trendName: trends.name }

/** Alerts of a tenant, newest first, with their deliveries. */
export async function listAlerts(db: Db, tenantId: string, filter: AlertFilter) {
  const { after } = filter
  const status = { open: isNull(alerts.clearedAt), new: isNull(alerts.acknowledgedAt), all: undefined }
  const rows = await db
    .select(columns)
    .from(alerts)
    .innerJoin(trends, eq(trends.id, alerts.trendId))
    .where(
      and(
        eq(alerts.tenantId, tenantId),
        filter.trendId === undefined ? undefined : eq(alerts.trendId, filter.trendId),
        status[filter.status],
        after &&
          sql`(${alerts.raisedAt}, ${alerts.id}) < (${after.raisedAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(alerts.raisedAt), desc(alerts.id))
    .limit(filter.limit)
  return withDeliveries(db, rows)
}

export type ListedAlert = Awaited<ReturnType<typeof listAlerts>>[number]

/** One alert with its deliveries. Throws NotFoundError. */
export async function getAlert(db: Db, tenantId: string, id: string): Promise<ListedAlert> {
  const rows = await db
    .select(columns)
    .from(alerts)
    .innerJoin(trends, eq(trends.id, alerts.trendId))
    .where(and(eq(alerts.tenantId, tenantId), eq(alerts.id, id)))
  const [found] = await withDeliveries(db, rows)
  if (found === undefined) throw new NotFoundError(`There is no alert ${id}`)
  return found
}

async function withDeliveries<Row extends { alert: { id: string } }>(db: Db, rows: readonly Row[]) {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.alert.id)
  const found = await db
    .select({ delivery: alertDeliveries, destination: alertDestinations })
    .from(alertDeliveries)
    .innerJoin(alertDestinations, eq(alertDestinations.id, alertDeliveries.destinationId))
    .where(inArray(alertDeliveries.alertId, ids))
    .orderBy(asc(alertDestinations.name))
  return rows.map((row) => ({
    ...row,
    deliveries: found
      .filter(({ delivery }) => delivery.alertId === row.alert.id)
      .map(({ delivery, destination: { name, kind, isActive, removedAt } }) => ({
        ...delivery,
        ...{ destination: name, kind },
        destinationState: removedAt ? ('removed' as const) : isActive ? ('active' as const) : ('paused' as const),
      })),
  }))
}

/** Notes that somebody has seen an alert. The first word stands: acknowledging again changes nothing. Throws NotFoundError. */
export async function acknowledgeAlert(
  db: Db,
  { tenantId, id, actor, note, now }: { tenantId: string; id: string; actor: string; note?: string; now: Date },
): Promise<ListedAlert> {
  await db
    .update(alerts)
    .set({ acknowledgedAt: now, acknowledgedBy: actor, note: note ?? null })
    .where(and(eq(alerts.tenantId, tenantId), eq(alerts.id, id), isNull(alerts.acknowledgedAt)))
  return getAlert(db, tenantId, id)
}
