import type { ListedAlert, ListedDestination } from '../../alerts/index.ts'
import type { RestatedUse as TrendRestatedUse } from '../../trends/index.ts'
import type { Alert, RestatedUse } from '../contract.ts'
import { iso } from './instant.ts'

/** An alert; `restated` counts, by alert, the evidence taken back since. */
export const presentAlert = (
  { alert, slug, trendName, deliveries }: ListedAlert,
  restated: ReadonlyMap<string | null, number>,
): Alert => ({
  id: alert.id,
  trend: { id: alert.trendId, slug, name: trendName },
  kind: alert.kind,
  message: alert.message,
  probability: alert.probability,
  logOdds: alert.logOdds,
  definitionVersion: alert.definitionVersion,
  details: alert.details,
  eventId: alert.eventId,
  raisedAt: alert.raisedAt.toISOString(),
  clearedAt: iso(alert.clearedAt),
  acknowledgedAt: iso(alert.acknowledgedAt),
  acknowledgedBy: alert.acknowledgedBy,
  note: alert.note,
  jobId: alert.jobId,
  deliveries: deliveries.map((delivery) => ({
    id: delivery.id,
    destination: delivery.destination,
    kind: delivery.kind,
    status: delivery.status,
    destinationState: delivery.destinationState,
    attempts: delivery.attempts,
    dueAt: iso(delivery.dueAt),
    lastAttemptAt: iso(delivery.lastAttemptAt),
    lastError: delivery.lastError,
    sentAt: iso(delivery.sentAt),
  })),
  restatedEvidence: restated.get(alert.id) ?? 0,
})

/** What evidence was used for, with what was taken back. */
export const presentRestatedUse = (use: TrendRestatedUse): RestatedUse => ({
  ...use,
  usedAt: use.usedAt.toISOString(),
  evidence: use.evidence.map((row) => ({ ...row, retractedAt: row.retractedAt.toISOString() })),
})

/** A destination without its address and secrets. */
export const presentDestination = ({ createdAt, ...row }: ListedDestination) => ({
  ...{ name: row.name, kind: row.kind, summary: row.summary, trends: row.trends },
  ...{ isActive: row.isActive, pending: row.pending, failed: row.failed },
  createdAt: createdAt.toISOString(),
})
