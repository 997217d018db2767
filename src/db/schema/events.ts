import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, tenantId, tsvector } from './columns.ts'
import { embeddingStatus } from './items.ts'

export const epistemicState = pgEnum('epistemic_state', ['emerging', 'confirmed', 'contested', 'retracted'])
export const activityState = pgEnum('activity_state', ['active', 'dormant', 'closed'])
export const momentumState = pgEnum('momentum_state', ['emerging', 'viral', 'sustained', 'declining', 'dead'])

/** Who/what/where/when of an event, each with the item it rests on. */
export interface EventFacts {
  who?: { name: string; kind: 'person' | 'organisation'; items: number }[]
  where?: { name: string; country: string; items: number }[]
  /** One value per owner, its latest; `contested` when two of them cannot both be right. */
  numbers?: {
    what: string
    values: { value: number; bound?: 'least' | 'most' | 'about'; itemId: string; at?: string }[]
    contested?: boolean
  }[]
  /** What its sources disagree about. */
  disputes?: { kind: 'claim' | 'number'; what: string; sides: { says: string; itemIds: string[] }[] }[]
  /** Who reported it first; `aheadMinutes` until another owner did. */
  firstReport?: {
    itemId: string
    at: string
    publisher: string | null
    owner: string | null
    aheadMinutes: number | null
  }
  /** Its first report and what came in later, with the new words. */
  timeline?: { itemId: string; at: string; headline: string; publisher: string | null; adds: string[] }[]
  summary?: { itemId: string; sentence: string }[]
}

/** A cluster of items reporting the same happening. `version` grows with every change; later stages note the version they saw. */
export const events = pgTable(
  'events',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    language: text('language').notNull(),
    headline: text('headline').notNull(),
    canonicalSummary: text('canonical_summary').notNull().default(''),
    primaryItemId: uuid('primary_item_id').notNull(),
    facts: jsonb('facts').$type<EventFacts>().notNull().default({}),
    categories: text('categories').array().notNull().default([]),
    keywords: text('keywords').array().notNull().default([]),
    /** ISO 3166-1 alpha-2 codes of the places its items name, most named first. */
    countries: text('countries').array().notNull().default([]),
    itemCount: integer('item_count').notNull(),
    sourceCount: integer('source_count').notNull(),
    independentSourceCount: integer('independent_source_count').notNull(),
    contradictions: integer('contradictions').notNull().default(0),
    epistemicState: epistemicState('epistemic_state').notNull().default('emerging'),
    activityState: activityState('activity_state').notNull().default('active'),
    momentumState: momentumState('momentum_state').notNull().default('emerging'),
    /** Items per hour, change of it, effective number of owners, as of `momentumAt`. */
    velocity: doublePrecision('velocity').notNull().default(0),
    acceleration: doublePrecision('acceleration').notNull().default(0),
    diversity: doublePrecision('diversity').notNull().default(0),
    momentumAt: instant('momentum_at'),
    rank: integer('rank'),
    score: doublePrecision('score').notNull().default(0),
    /** In the items' own time. */
    firstSeenAt: instant('first_seen_at').notNull(),
    lastUpdatedAt: instant('last_updated_at').notNull(),
    version: integer('version').notNull().default(1),
    scoredVersion: integer('scored_version').notNull().default(0),
    embeddedVersion: integer('embedded_version').notNull().default(0),
    embeddingStatus: embeddingStatus('embedding_status').notNull().default('pending'),
    embeddingError: text('embedding_error'),
    mergedInto: uuid('merged_into'),
    /** The event of another language that reports the same happening and stands for both; null when it stands for itself. */
    sameAs: uuid('same_as'),
    /** Version in which events of other languages were last looked for. */
    linkedVersion: integer('linked_version').notNull().default(0),
    /** What it says depends on another event that changed: its shard has yet to describe it anew. */
    describeDue: boolean('describe_due').notNull().default(false),
    fts: tsvector('fts'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('events_unscored').on(t.tenantId, t.id).where(sql`${t.scoredVersion} < ${t.version}`),
    index('events_unembedded').on(t.tenantId, t.id).where(sql`${t.embeddedVersion} < ${t.version}`),
    // `isMoving` of src/events/momentum: merged and quiet ones would pile up in it.
    index('events_moving')
      .on(t.tenantId)
      .where(sql`${t.mergedInto} is null and ${t.itemCount} > 0 and (
      ${t.activityState} <> 'closed' or ${t.momentumState} <> 'dead' or ${t.rank} is not null or ${t.momentumAt} is null)`),
    index('events_last_updated').on(t.tenantId, t.lastUpdatedAt),
    // The newest of a shard: a rare language would be looked for through all events.
    index('events_shard').on(t.tenantId, t.language, t.lastUpdatedAt),
    index('events_rank').on(t.tenantId, t.rank),
    index('events_score').on(t.tenantId, t.score),
    index('events_fts').using('gin', t.fts),
    index('events_keywords').using('gin', t.keywords),
    index('events_same_as').on(t.sameAs).where(sql`${t.sameAs} is not null`),
    index('events_unlinked').on(t.tenantId, t.id).where(sql`${t.linkedVersion} < ${t.embeddedVersion}`),
    index('events_describe_due').on(t.tenantId, t.id).where(sql`${t.describeDue}`),
  ],
)

/** Which event an item belongs to; an item is in one event. */
export const eventItems = pgTable(
  'event_items',
  {
    itemId: uuid('item_id').primaryKey(),
    tenantId: tenantId(),
    eventId: uuid('event_id')
      .notNull()
      .references(() => events.id, { onDelete: 'cascade' }),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    /** How sure the grouping was, 0..1; 1 for the item that opened the event. */
    score: doublePrecision('score').notNull(),
    /** Revision of the item that grouping placed. */
    revision: integer('revision').notNull().default(0),
    /** The person who put it here, where grouping leaves it; null when grouping did. */
    placedBy: text('placed_by'),
    addedAt: instant('added_at').notNull(),
  },
  (t) => [index('event_items_event').on(t.eventId, t.seq)],
)

/** How far one writer has grouped a tenant's items of one language. Locking the row makes the writer unique. */
export const eventShards = pgTable(
  'event_shards',
  {
    tenantId: tenantId(),
    language: text('language').notNull(),
    cursorSeq: bigint('cursor_seq', { mode: 'number' }).notNull().default(0),
    version: integer('version').notNull().default(0),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.language] })],
)

/** Merges, splits and moves of items between events, and links between events of two languages: who did it and why. */
export const eventLineage = pgTable(
  'event_lineage',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    kind: text('kind').$type<'merge' | 'split' | 'move' | 'link'>().notNull(),
    fromEventId: uuid('from_event_id').notNull(),
    toEventId: uuid('to_event_id').notNull(),
    itemIds: uuid('item_ids').array().notNull(),
    actor: text('actor').notNull(),
    reason: text('reason').notNull(),
    at: instant('at').notNull(),
    undoneAt: instant('undone_at'),
    undoneBy: text('undone_by'),
    undoReason: text('undo_reason'),
  },
  (t) => [index('event_lineage_from').on(t.fromEventId), index('event_lineage_to').on(t.toEventId)],
)

/** The ranked list of events as it stood at an hour. */
export const eventRankings = pgTable(
  'event_rankings',
  {
    tenantId: tenantId(),
    takenAt: instant('taken_at').notNull(),
    rank: integer('rank').notNull(),
    eventId: uuid('event_id')
      .notNull()
      .references(() => events.id, { onDelete: 'cascade' }),
    score: doublePrecision('score').notNull(),
    momentumState: momentumState('momentum_state').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.takenAt, t.rank] }), index('event_rankings_event').on(t.eventId)],
)
