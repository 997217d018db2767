import { z } from 'zod'
import { cursorParam, fraction, id, instant, instantParam, limitParam } from './common.ts'

/** Something evidence was used for, with what of it was corrected, withdrawn or regrouped since. */
export const restatedUse = z
  .object({
    id,
    kind: z.enum(['alert', 'export', 'report']),
    refId: id.nullable(),
    trend: z.string(),
    title: z.string(),
    actor: z.string(),
    usedAt: instant,
    evidence: z.array(
      z.object({
        id,
        eventId: id,
        signal: z.string(),
        cause: z.string(),
        reason: z.string(),
        retractedAt: instant,
        delta: z.number(),
        /** Null when nothing took its place. */
        deltaNow: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'RestatedUse' })

/** A rule of a trend's definition that came true. */
export const alert = z
  .object({
    id,
    trend: z.object({ id, slug: z.string(), name: z.string() }),
    kind: z.enum(['above', 'below', 'move', 'blind', 'viral', 'tripwire']),
    message: z.string(),
    probability: fraction,
    logOdds: z.number(),
    definitionVersion: z.int(),
    details: z.record(z.string(), z.unknown()),
    /** The event a `viral` alert is about. */
    eventId: id.nullable(),
    raisedAt: instant,
    /** When the rule was ready to speak up again; null while it is open. */
    clearedAt: instant.nullable(),
    acknowledgedAt: instant.nullable(),
    acknowledgedBy: z.string().nullable(),
    note: z.string().nullable(),
    jobId: z.string().nullable(),
    deliveries: z.array(
      z.object({
        id,
        destination: z.string(),
        kind: z.enum(['webhook', 'email', 'slack']),
        /** `failed` = given up; `skipped` = its alert was over, or seen, when its destination was resumed. */
        status: z.enum(['pending', 'sent', 'failed', 'skipped']),
        /** Pending deliveries to a paused destination wait. */
        destinationState: z.enum(['active', 'paused', 'removed']),
        attempts: z.int(),
        dueAt: instant.nullable(),
        lastAttemptAt: instant.nullable(),
        lastError: z.string().nullable(),
        sentAt: instant.nullable(),
      }),
    ),
    /** Evidence it rested on that was corrected, withdrawn or regrouped since. */
    restatedEvidence: z.int(),
  })
  .meta({ id: 'Alert' })

export const listAlertsQuery = z.object({
  trend: z.string().min(1).max(80).optional(),
  /** `open` = the rule still holds; `new` = nobody has acknowledged it. */
  status: z.enum(['open', 'new', 'all']).default('all'),
  limit: limitParam(50, 200),
  cursor: cursorParam,
})

export const restatementsQuery = z.object({
  trend: z.string().min(1).max(80).optional(),
  since: instantParam.optional(),
  limit: limitParam(100, 1_000),
})

export const alertParams = z.object({ alertId: id })
export const acknowledgement = z.strictObject({ note: z.string().trim().max(2_000).optional() })

/** Where alerts are sent, without its address and secrets. */
export const alertDestination = z
  .object({
    name: z.string(),
    kind: z.enum(['webhook', 'email', 'slack']),
    /** What may be shown of the address: a host, recipients. */
    summary: z.string(),
    trends: z.array(z.string()),
    /** False while it is paused: its deliveries wait. */
    isActive: z.boolean(),
    /** Deliveries still to be made, and those given up. */
    pending: z.int(),
    failed: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'AlertDestination' })

export const destinationChange = z.strictObject({ isActive: z.boolean() })

export const deliveryRetry = z.strictObject({
  /** Of these alerts, also those passed over; every failed delivery of the destination when missing. */
  alertIds: z.array(id).min(1).max(200).optional(),
})

const destinationName = z.string().min(1).max(63)
export const destinationParams = z.object({ name: destinationName })

/** A destination as somebody adds it; which settings belong to which kind is told by the answer to a wrong one. */
export const newDestination = z.strictObject({
  name: destinationName,
  settings: z.union([
    z.strictObject({ kind: z.literal('webhook'), url: z.string(), secret: z.string() }),
    z.strictObject({ kind: z.literal('slack'), url: z.string() }),
    z.strictObject({ kind: z.literal('email'), smtp: z.string(), from: z.string(), to: z.array(z.string()) }),
  ]),
  /** Slugs of the trends whose alerts go there; all when missing. */
  trends: z.array(z.string().max(80)).max(500).default([]),
})

export type AlertDestination = z.infer<typeof alertDestination>
export type NewDestination = z.input<typeof newDestination>
export type Alert = z.infer<typeof alert>
export type RestatedUse = z.infer<typeof restatedUse>
