import { sql } from 'drizzle-orm'
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

export const trendOutcome = pgEnum('trend_outcome', ['occurred', 'did_not_occur', 'partial', 'superseded', 'ongoing'])

/** A passage an indicator match rests on; offsets are UTF-16 code units into the item's field. */
export interface MatchSpan {
  itemId: string
  field: 'title' | 'text'
  start: number
  end: number
  text: string
}

/** One independent group of sources behind a piece of evidence. */
export interface SourceGroup {
  owner: string
  credibility: number
  reporting: 'firsthand' | 'secondary' | 'aggregator' | 'unknown'
  weight: number
  itemIds: string[]
  /** Five or more accounts spread one text within an hour. */
  coordinated?: boolean
}

/** A language model's word on a match, beside what the matcher itself had said. */
export interface EvidenceAssessment {
  model: string
  reason: string
  matched: { direction: 1 | -1; severity: number; confidence: number }
}

/**
 * Why a piece of evidence was taken back. `growth`: its event got further reports; `correction`, `deletion`: its source edited or
 * withdrew an item under it; `regrouping`: its event was merged, split or retracted; `reading`: the event reads differently now;
 * `definition`; `neighbour`: novelty or cap, by what happened next to it.
 */
export type RetractionCause =
  | 'growth'
  | 'correction'
  | 'deletion'
  | 'regrouping'
  | 'reading'
  | 'definition'
  | 'neighbour'

/** A tracked hypothesis. `currentLogOdds` is a cache of the closed form at `currentAsOf`. */
export const trends = pgTable(
  'trends',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    question: text('question').notNull(),
    isActive: boolean('is_active').notNull().default(true),
    isSample: boolean('is_sample').notNull().default(false),
    currentDefinitionId: uuid('current_definition_id'),
    currentLogOdds: doublePrecision('current_log_odds').notNull(),
    currentAsOf: instant('current_as_of').notNull(),
    /** Evidence changed at or after this instant since snapshots were last written; they are recomputed from here. */
    snapshotsStaleFrom: instant('snapshots_stale_from'),
    /** The definition version that has been applied to all existing events; rescored when behind. */
    scoredDefinitionId: uuid('scored_definition_id'),
    version: integer('version').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [uniqueIndex('trends_tenant_slug').on(t.tenantId, t.slug)],
)

/** Versions of a trend's definition, never edited. In force from `effectiveFrom` until the next version. */
export const trendDefinitions = pgTable(
  'trend_definitions',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    trendId: uuid('trend_id')
      .notNull()
      .references(() => trends.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    effectiveFrom: instant('effective_from').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    baselineLogOdds: doublePrecision('baseline_log_odds').notNull(),
    halfLifeDays: doublePrecision('half_life_days').notNull(),
    /** The definition file as parsed. */
    definition: jsonb('definition').$type<Record<string, unknown>>().notNull(),
    contentHash: text('content_hash').notNull(),
    author: text('author').notNull().default('system'),
  },
  (t) => [uniqueIndex('trend_definitions_version').on(t.trendId, t.version)],
)

/** One contribution of an event through an indicator. Bitemporal: rows are retracted and superseded, never changed. */
export const trendEvidence = pgTable(
  'trend_evidence',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    trendId: uuid('trend_id')
      .notNull()
      .references(() => trends.id, { onDelete: 'cascade' }),
    eventId: uuid('event_id').notNull(),
    eventVersion: integer('event_version').notNull(),
    signal: text('signal').notNull(),
    definitionId: uuid('definition_id').notNull(),
    definitionVersion: integer('definition_version').notNull(),
    matcherVersion: text('matcher_version').notNull(),
    direction: smallint('direction').notNull(),
    weight: doublePrecision('weight').notNull(),
    severity: doublePrecision('severity').notNull(),
    confidence: doublePrecision('confidence').notNull(),
    credibility: doublePrecision('credibility').notNull(),
    corroboration: doublePrecision('corroboration').notNull(),
    contradictions: integer('contradictions').notNull().default(0),
    novelty: doublePrecision('novelty').notNull(),
    /** Share of the contribution left by the per-owner 24 h cap, 0..1. */
    ownerCap: doublePrecision('owner_cap').notNull().default(1),
    delta: numeric('delta', { precision: 10, scale: 6, mode: 'number' }).notNull(),
    halfLifeDays: doublePrecision('half_life_days').notNull(),
    /** Owner the contribution is charged to for the cap: the most credible independent group. */
    owner: text('owner').notNull(),
    groups: jsonb('groups').$type<SourceGroup[]>().notNull(),
    itemIds: uuid('item_ids').array().notNull(),
    spans: jsonb('spans').$type<MatchSpan[]>().notNull(),
    /** Set when direction, severity and confidence are a language model's; null when they are the matcher's. */
    assessment: jsonb('assessment').$type<EvidenceAssessment>(),
    effectiveAt: instant('effective_at').notNull(),
    /** What the first item that shows it says: orders happenings of one instant the same way in every database. */
    orderKey: text('order_key').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    retractedAt: instant('retracted_at'),
    retractionReason: text('retraction_reason'),
    /** Null for rows taken back before causes were noted. */
    retractionCause: text('retraction_cause').$type<RetractionCause>(),
    supersededBy: uuid('superseded_by'),
    jobId: text('job_id'),
  },
  (t) => [
    uniqueIndex('trend_evidence_active').on(t.trendId, t.eventId, t.signal).where(sql`${t.retractedAt} is null`),
    index('trend_evidence_effective').on(t.trendId, t.effectiveAt),
    index('trend_evidence_signal').on(t.trendId, t.signal, t.effectiveAt).where(sql`${t.retractedAt} is null`),
    index('trend_evidence_event').on(t.eventId),
    index('trend_evidence_corrected')
      .on(t.tenantId, t.retractedAt)
      .where(sql`${t.retractionCause} in ('correction', 'deletion', 'regrouping')`),
  ],
)

/** Spans in which every source of the trend was stale: its clock stands still. Open while `endedAt` is null. */
export const trendBlindSpans = pgTable(
  'trend_blind_spans',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    trendId: uuid('trend_id')
      .notNull()
      .references(() => trends.id, { onDelete: 'cascade' }),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    recordedAt: instant('recorded_at').notNull(),
    /** When the end became known: until then the span counted as open. */
    endedRecordedAt: instant('ended_recorded_at'),
  },
  (t) => [
    index('trend_blind_spans_trend').on(t.trendId, t.startedAt),
    uniqueIndex('trend_blind_spans_open').on(t.trendId).where(sql`${t.endedAt} is null`),
  ],
)

/** A person's correction of a trend, itself a contribution with a reason, decaying like evidence. */
export const trendOverrides = pgTable(
  'trend_overrides',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    trendId: uuid('trend_id')
      .notNull()
      .references(() => trends.id, { onDelete: 'cascade' }),
    delta: doublePrecision('delta').notNull(),
    halfLifeDays: doublePrecision('half_life_days').notNull(),
    reason: text('reason').notNull(),
    author: text('author').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    retractedAt: instant('retracted_at'),
    retractedBy: text('retracted_by'),
  },
  (t) => [index('trend_overrides_trend').on(t.trendId, t.effectiveAt)],
)

/** How a trend's question was resolved. */
export const trendOutcomes = pgTable(
  'trend_outcomes',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    trendId: uuid('trend_id')
      .notNull()
      .references(() => trends.id, { onDelete: 'cascade' }),
    outcome: trendOutcome('outcome').notNull(),
    resolvedAt: instant('resolved_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    note: text('note').notNull(),
    author: text('author').notNull(),
  },
  (t) => [index('trend_outcomes_trend').on(t.trendId, t.recordedAt)],
)

/**
 * Evidence of a trend added up by UTC day, half-life and the days in which it was recorded and taken back: a cache kept in step by
 * triggers on `trend_evidence`. `delta` is what the contributions amount to at `endsAt`, log-odds, had the trend not been blind in it.
 */
export const trendEvidenceDays = pgTable(
  'trend_evidence_days',
  {
    trendId: uuid('trend_id')
      .notNull()
      .references(() => trends.id, { onDelete: 'cascade' }),
    /** The midnight that ends the day; contributions of that very instant belong to the next. */
    endsAt: instant('ends_at').notNull(),
    halfLifeDays: doublePrecision('half_life_days').notNull(),
    /** The midnights that end the days of recording and retraction; infinity while the evidence holds. */
    recordedBy: instant('recorded_by').notNull(),
    retractedBy: instant('retracted_by').notNull(),
    delta: doublePrecision('delta').notNull(),
    evidenceCount: integer('evidence_count').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'trend_evidence_days_pk',
      columns: [t.trendId, t.endsAt, t.halfLifeDays, t.recordedBy, t.retractedBy],
    }),
  ],
)
