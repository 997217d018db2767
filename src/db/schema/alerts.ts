import { sql } from 'drizzle-orm'
import { boolean, doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, tenantId } from './columns.ts'
import { trends } from './trends.ts'

export type AlertKind = 'above' | 'below' | 'move' | 'blind' | 'viral' | 'tripwire'

/**
 * A rule of a trend's definition that came true. Open until `clearedAt`, when the trend was far enough back for the rule to
 * speak up again: one rule has one open alert, whoever looks and however often.
 */
export const alerts = pgTable(
  'alerts',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    trendId: uuid('trend_id')
      .notNull()
      .references(() => trends.id, { onDelete: 'cascade' }),
    definitionVersion: integer('definition_version').notNull(),
    kind: text('kind').$type<AlertKind>().notNull(),
    /** The rule as canonical JSON: what makes it the same rule in the next version of the definition. */
    ruleKey: text('rule_key').notNull(),
    /** The event a `viral` alert is about. */
    eventId: uuid('event_id'),
    message: text('message').notNull(),
    logOdds: doublePrecision('log_odds').notNull(),
    probability: doublePrecision('probability').notNull(),
    /** What the rule was held against: threshold, move, missing log-odds, hits. */
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
    raisedAt: instant('raised_at').notNull(),
    clearedAt: instant('cleared_at'),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    note: text('note'),
    jobId: text('job_id'),
  },
  (t) => [
    uniqueIndex('alerts_open')
      .on(t.trendId, t.ruleKey, sql`coalesce(${t.eventId}, ${t.trendId})`)
      .where(sql`${t.clearedAt} is null`),
    index('alerts_raised').on(t.tenantId, t.raisedAt),
    index('alerts_trend').on(t.trendId, t.raisedAt),
  ],
)

/** Where alerts are sent. Address and secrets are sealed as in `api_credentials`; a removed one keeps its row, for its deliveries. */
export const alertDestinations = pgTable(
  'alert_destinations',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    name: text('name').notNull(),
    kind: text('kind').$type<'webhook' | 'email' | 'slack'>().notNull(),
    /** What may be shown of the address: a host, recipients. */
    summary: text('summary').notNull(),
    /** Slugs of the trends whose alerts go there; none = all. */
    trends: text('trends').array().notNull().default([]),
    keyId: text('key_id').notNull(),
    nonce: bytea('nonce').notNull(),
    sealed: bytea('sealed').notNull(),
    /** False while it is paused: its deliveries wait. */
    isActive: boolean('is_active').notNull().default(true),
    /** May lie on loopback or a private network; only the command line can say so. */
    allowPrivate: boolean('allow_private').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    removedAt: instant('removed_at'),
  },
  (t) => [uniqueIndex('alert_destinations_name').on(t.tenantId, t.name).where(sql`${t.removedAt} is null`)],
)

/** One alert on its way to one destination. Written with the alert, so that none is lost. */
export const alertDeliveries = pgTable(
  'alert_deliveries',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id, { onDelete: 'cascade' }),
    destinationId: uuid('destination_id')
      .notNull()
      .references(() => alertDestinations.id, { onDelete: 'cascade' }),
    /** `skipped` = its alert was over, or seen, when its destination was resumed. */
    status: text('status').$type<'pending' | 'sent' | 'failed' | 'skipped'>().notNull().default('pending'),
    attempts: integer('attempts').notNull().default(0),
    /** When to try next; null once it is sent or given up. */
    dueAt: instant('due_at'),
    /** Until when the process that is sending it has it to itself. */
    claimedUntil: instant('claimed_until'),
    lastAttemptAt: instant('last_attempt_at'),
    lastError: text('last_error'),
    sentAt: instant('sent_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('alert_deliveries_once').on(t.alertId, t.destinationId),
    index('alert_deliveries_due').on(t.dueAt).where(sql`${t.status} = 'pending'`),
    index('alert_deliveries_destination').on(t.destinationId, t.createdAt),
  ],
)
