import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

/** What kind of thing stopped a job; decided by the type of what was thrown. */
export type FailureCause = 'payload' | 'permanent' | 'outside' | 'database' | 'lost' | 'fault'

/** A job that exhausted its attempts. One open row per payload of a stage: failing again adds to it. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    stage: text('stage').notNull(),
    /** Null for a tick: asking the tables what is due is what failed. */
    payload: jsonb('payload').$type<Record<string, unknown>>(),
    payloadDigest: text('payload_digest').notNull(),
    cause: text('cause').$type<FailureCause>().notNull(),
    /** Equal for failures that differ in ids and numbers only. */
    fingerprint: text('fingerprint').notNull(),
    reason: text('reason').notNull(),
    /** Ids of the queue's jobs that failed with this payload, oldest first. */
    jobIds: text('job_ids').array().notNull(),
    attempts: integer('attempts').notNull(),
    /** How often all attempts were exhausted. */
    failures: integer('failures').notNull().default(1),
    firstFailedAt: instant('first_failed_at').notNull(),
    lastFailedAt: instant('last_failed_at').notNull(),
    /** Until then sweeps do not enqueue this payload again. */
    heldUntil: instant('held_until'),
    retriedAt: instant('retried_at'),
    retriedBy: text('retried_by'),
    resolution: text('resolution').$type<'retried' | 'recovered' | 'discarded'>(),
    resolvedAt: instant('resolved_at'),
    resolvedBy: text('resolved_by'),
  },
  (t) => [
    uniqueIndex('dead_letters_open').on(t.stage, t.payloadDigest).where(sql`${t.resolvedAt} is null`),
    index('dead_letters_held').on(t.stage, t.payloadDigest).where(sql`${t.heldUntil} is not null`),
    index('dead_letters_failed').on(t.tenantId, t.lastFailedAt),
    index('dead_letters_jobs').using('gin', t.jobIds),
  ],
)
