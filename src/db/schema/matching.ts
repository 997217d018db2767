import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, tenantId } from './columns.ts'

/** What a language model answered about one signal of an event. */
export interface SignalAssessment {
  signal: string
  /** +1 escalatory, −1 de-escalatory for the trend. */
  direction: 1 | -1
  severity: number
  confidence: number
  reason: string
}

/** Vectors of the texts that matching compares, of indicators and items alike, by model and hash of the text. Only a cache. */
export const textVectors = pgTable(
  'text_vectors',
  {
    model: text('model').notNull(),
    textHash: text('text_hash').notNull(),
    /** Little-endian float32 values, unit length. */
    vector: bytea('vector').notNull(),
    usedAt: instant('used_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.model, t.textHash] }), index('text_vectors_used').on(t.usedAt)],
)

/** A language model's answers on one revision of an event under one version of a definition; never asked twice. */
export const matchAssessments = pgTable(
  'match_assessments',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    eventId: uuid('event_id').notNull(),
    eventVersion: integer('event_version').notNull(),
    definitionId: uuid('definition_id').notNull(),
    model: text('model').notNull(),
    answers: jsonb('answers').$type<SignalAssessment[]>().notNull(),
    promptTokens: integer('prompt_tokens').notNull(),
    completionTokens: integer('completion_tokens').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('match_assessments_asked').on(t.eventId, t.eventVersion, t.definitionId, t.model),
    index('match_assessments_created').on(t.tenantId, t.createdAt),
  ],
)
