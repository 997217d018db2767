import { date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

/** One row per run of a stage: what it was given, what came of it. */
export const pipelineRuns = pgTable(
  'pipeline_runs',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    stage: text('stage').notNull(),
    jobId: text('job_id').notNull(),
    attempt: integer('attempt').notNull(),
    status: text('status').$type<'succeeded' | 'failed'>().notNull(),
    counts: jsonb('counts').$type<Record<string, number>>().notNull().default({}),
    startedAt: instant('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    error: text('error'),
  },
  (t) => [index('pipeline_runs_stage').on(t.stage, t.startedAt), index('pipeline_runs_started').on(t.startedAt)],
)

/** The last time a stage's tables were asked what is due. */
export const stageSweeps = pgTable('stage_sweeps', {
  stage: text('stage').primaryKey(),
  sweptAt: instant('swept_at').notNull(),
  /** Runs enqueued, and payloads held back because of a dead letter. */
  enqueued: integer('enqueued').notNull(),
  held: integer('held').notNull(),
  durationMs: integer('duration_ms').notNull(),
})

/** Transactions that met another one and were tried again, by UTC day and kind of conflict. */
export const transactionRetries = pgTable(
  'transaction_retries',
  {
    day: date('day').notNull(),
    kind: text('kind').$type<'deadlock' | 'serialization' | 'version'>().notNull(),
    retried: integer('retried').notNull().default(0),
    /** Of those, how many never got through. */
    gaveUp: integer('gave_up').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.day, t.kind] })],
)
