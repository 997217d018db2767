import { sql } from 'drizzle-orm'
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

export const sourceTier = pgEnum('source_tier', ['primary', 'wire', 'major', 'regional', 'aggregator'])
export const sourceReporting = pgEnum('source_reporting', ['firsthand', 'secondary', 'aggregator', 'unknown'])
export const sourceStatus = pgEnum('source_status', ['new', 'ok', 'failing', 'silent', 'disabled'])

/** One configured feed, channel or query of a connector, with its schedule, conditional-GET state and health. */
export const sources = pgTable(
  'sources',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    connector: text('connector').notNull(),
    name: text('name').notNull(),
    url: text('url'),
    /** Media group, state or account cluster behind it; sources of one owner are not independent. */
    owner: text('owner'),
    tier: sourceTier('tier').notNull().default('regional'),
    reporting: sourceReporting('reporting').notNull().default('unknown'),
    language: text('language'),
    country: text('country'),
    credibilityScore: doublePrecision('credibility_score').notNull().default(0.5),
    /** Whether the article behind each entry is read for its full text. */
    fullText: boolean('full_text').notNull().default(false),
    config: jsonb('config').$type<Record<string, unknown>>().notNull().default({}),
    isActive: boolean('is_active').notNull().default(true),
    isSample: boolean('is_sample').notNull().default(false),
    /** Current interval between checks; null = never polled (push, one-off files). Adapts within the two bounds. */
    intervalSeconds: integer('interval_seconds'),
    minIntervalSeconds: integer('min_interval_seconds'),
    maxIntervalSeconds: integer('max_interval_seconds'),
    nextCheckAt: instant('next_check_at'),
    etag: text('etag'),
    lastModified: text('last_modified'),
    watermark: jsonb('watermark').$type<Record<string, unknown>>(),
    status: sourceStatus('status').notNull().default('new'),
    lastFetchedAt: instant('last_fetched_at'),
    lastSuccessAt: instant('last_success_at'),
    lastNewItemAt: instant('last_new_item_at'),
    silentSince: instant('silent_since'),
    consecutiveFailures: integer('consecutive_failures').notNull().default(0),
    backoffUntil: instant('backoff_until'),
    lastError: text('last_error'),
    lastWarnings: jsonb('last_warnings').$type<string[]>().notNull().default([]),
    disabledReason: text('disabled_reason'),
    version: integer('version').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('sources_tenant_name').on(t.tenantId, t.name),
    uniqueIndex('sources_tenant_connector_url').on(t.tenantId, t.connector, t.url).where(sql`${t.url} is not null`),
    index('sources_due').on(t.nextCheckAt).where(sql`${t.isActive} and ${t.nextCheckAt} is not null`),
  ],
)

/** One row per check of a source: what it answered and what came of it. */
export const sourceHealthChecks = pgTable(
  'source_health_checks',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    sourceId: uuid('source_id')
      .notNull()
      .references(() => sources.id, { onDelete: 'cascade' }),
    checkedAt: instant('checked_at').notNull(),
    outcome: text('outcome').$type<'fetched' | 'unchanged' | 'failed'>().notNull(),
    statusCode: integer('status_code'),
    durationMs: integer('duration_ms').notNull(),
    bytes: integer('bytes').notNull().default(0),
    entries: integer('entries').notNull().default(0),
    inserted: integer('inserted').notNull().default(0),
    revised: integer('revised').notNull().default(0),
    error: text('error'),
    jobId: text('job_id'),
  },
  (t) => [index('source_health_checks_source').on(t.sourceId, t.checkedAt)],
)

/** Whose turn it is to ask a host, for all processes: one at a time, and when the next may. By the database's own clock. */
export const requestTurns = pgTable('request_turns', {
  key: text('key').primaryKey(),
  holder: uuid('holder').notNull(),
  heldUntil: instant('held_until').notNull(),
  nextAt: instant('next_at').notNull(),
})
