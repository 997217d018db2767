import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
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
