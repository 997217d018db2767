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
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, tenantId, tsvector } from './columns.ts'

export const processingStatus = pgEnum('processing_status', ['pending', 'processing', 'classified', 'noise', 'error'])
export const embeddingStatus = pgEnum('embedding_status', ['pending', 'succeeded', 'failed', 'skipped'])

export type EntityKind = 'person' | 'organisation' | 'place'
export interface ItemEntity {
  kind: EntityKind
  name: string
  /** ISO 3166-1 alpha-2, for places and demonyms that name one. */
  country?: string
  /** How often it is named in title and text. */
  mentions: number
  confidence: number
}
export interface ItemPlace {
  name: string
  country: string
  lat?: number
  lon?: number
  confidence: number
}

/** Why an earlier text was replaced: rewritten, put right, taken back, or removed. */
export type RevisionReason = 'edited' | 'corrected' | 'retracted' | 'deleted'

/** Who an entry is: outlives the item itself, so deleted content never returns as new. */
export const itemIdentities = pgTable(
  'item_identities',
  {
    sourceId: uuid('source_id').notNull(),
    externalId: text('external_id').notNull(),
    tenantId: tenantId(),
    itemId: uuid('item_id').notNull(),
    /** Hash of the entry as last read, before any cleaning. */
    contentHash: text('content_hash').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.externalId] }), index('item_identities_item').on(t.itemId)],
)

/**
 * One article, post or record. PARTITION BY RANGE (id) with months as UUIDv7 boundaries, so the key stays one column.
 * No foreign key points here: a month is dropped in one statement.
 */
export const items = pgTable(
  'items',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    /** Arrival order within the tenant: events are built in this order. */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    sourceId: uuid('source_id').notNull(),
    connector: text('connector').notNull(),
    externalId: text('external_id').notNull(),
    url: text('url'),
    canonicalUrl: text('canonical_url'),
    title: text('title').notNull().default(''),
    /** Clean text once normalised. */
    text: text('text').notNull().default(''),
    author: text('author'),
    actorId: uuid('actor_id'),
    /** Outlet that published it (name or domain) and the owner behind it, for independence. */
    publisher: text('publisher'),
    owner: text('owner'),
    /** When it says it was published, repaired; the reason of a repair is in enrichmentMetadata.date. */
    publishedAt: instant('published_at'),
    fetchedAt: instant('fetched_at').notNull(),
    ingestedAt: instant('ingested_at').notNull(),
    language: text('language'),
    languageConfidence: doublePrecision('language_confidence'),
    contentHash: text('content_hash'),
    simhash: bigint('simhash', { mode: 'bigint' }),
    /** Buckets of likeness: copies of a text share at least one. */
    fingerprints: integer('fingerprints').array().notNull().default([]),
    duplicateOf: uuid('duplicate_of'),
    duplicateKind: text('duplicate_kind').$type<'exact' | 'near'>(),
    processingStatus: processingStatus('processing_status').notNull().default('pending'),
    errorMessage: text('error_message'),
    /** How often it was begun until it was finished; while it is pending, `normalize_runs` counts. */
    attempts: integer('attempts').notNull().default(0),
    embeddingStatus: embeddingStatus('embedding_status').notNull().default('pending'),
    embeddingError: text('embedding_error'),
    sentiment: doublePrecision('sentiment'),
    topics: text('topics').array().notNull().default([]),
    entities: jsonb('entities').$type<ItemEntity[]>().notNull().default([]),
    geo: jsonb('geo').$type<ItemPlace[]>().notNull().default([]),
    confidenceScore: doublePrecision('confidence_score'),
    enrichmentMetadata: jsonb('enrichment_metadata').$type<Record<string, unknown>>().notNull().default({}),
    views: bigint('views', { mode: 'number' }),
    likes: bigint('likes', { mode: 'number' }),
    shares: bigint('shares', { mode: 'number' }),
    comments: bigint('comments', { mode: 'number' }),
    searchTermsMatched: text('search_terms_matched').array().notNull().default([]),
    collectionRunId: uuid('collection_run_id'),
    raw: jsonb('raw').$type<Record<string, unknown>>().notNull().default({}),
    revision: integer('revision').notNull().default(0),
    revisedAt: instant('revised_at'),
    deletedAt: instant('deleted_at'),
    /** When its source took back what it says without removing it; such an item is evidence of nothing. */
    retractedAt: instant('retracted_at'),
    /** Edited, deleted or finished late: grouping has yet to look at it again, however long ago it arrived. */
    regroupDue: boolean('regroup_due').notNull().default(false),
    fts: tsvector('fts'),
  },
  (t) => [
    index('items_tenant_seq').on(t.tenantId, t.seq),
    index('items_open').on(t.tenantId, t.seq).where(sql`${t.processingStatus} in ('pending', 'processing')`),
    index('items_regroup').on(t.tenantId, t.seq).where(sql`${t.regroupDue}`),
    index('items_unembedded').on(t.tenantId, t.seq).where(sql`${t.embeddingStatus} = 'pending'`),
    index('items_source').on(t.sourceId, t.fetchedAt),
    index('items_content_hash').on(t.tenantId, t.contentHash),
    // Looked up for every item: a pending list would be read through each time.
    index('items_fingerprints').using('gin', t.fingerprints).with({ fastupdate: false }),
    index('items_duplicate_of').on(t.duplicateOf).where(sql`${t.duplicateOf} is not null`),
    index('items_fetched').on(t.tenantId, t.fetchedAt),
    index('items_published').on(t.tenantId, t.publishedAt),
    index('items_author').on(t.tenantId, t.author),
    index('items_terms').using('gin', t.searchTermsMatched),
    index('items_metadata').using('gin', t.enrichmentMetadata),
    index('items_fts').using('gin', t.fts),
  ],
)

/** What an item said before its source edited or deleted it. Revision n is the text that edit n replaced. */
export const itemRevisions = pgTable(
  'item_revisions',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    itemId: uuid('item_id').notNull(),
    revision: integer('revision').notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    contentHash: text('content_hash'),
    reason: text('reason').$type<RevisionReason>().notNull(),
    /** The source's own words about it (its correction line), when it gave any. */
    notice: text('notice'),
    /** Where the change was seen. */
    foundIn: text('found_in').$type<'entry' | 'page'>().notNull().default('entry'),
    replacedAt: instant('replaced_at').notNull(),
  },
  (t) => [
    uniqueIndex('item_revisions_item').on(t.itemId, t.revision),
    index('item_revisions_replaced').on(t.tenantId, t.replacedAt),
  ],
)

/** The article page behind an item whose source asks for full text: when it is to be read, and what it said. */
export const itemPages = pgTable(
  'item_pages',
  {
    itemId: uuid('item_id').primaryKey(),
    tenantId: tenantId(),
    url: text('url').notNull(),
    host: text('host').notNull(),
    /** Revision of the item the page was last asked for. */
    itemRevision: integer('item_revision').notNull(),
    state: text('state').$type<'due' | 'read' | 'failed'>().notNull().default('due'),
    /** When it is to be read next; null = never again. */
    dueAt: instant('due_at'),
    /** Until then the item waits for its page before it is normalised. */
    holdUntil: instant('hold_until'),
    attempts: integer('attempts').notNull().default(0),
    readAt: instant('read_at'),
    statusCode: integer('status_code'),
    etag: text('etag'),
    lastModified: text('last_modified'),
    canonicalUrl: text('canonical_url'),
    title: text('title'),
    /** Main text as clean paragraphs. */
    text: text('text'),
    author: text('author'),
    publishedAt: instant('published_at'),
    language: text('language'),
    /** What stood between the reader and the article. */
    wall: text('wall').$type<'paywall' | 'consent'>(),
    error: text('error'),
  },
  (t) => [
    index('item_pages_due').on(t.dueAt).where(sql`${t.dueAt} is not null`),
    index('item_pages_held').on(t.tenantId, t.holdUntil).where(sql`${t.state} = 'due'`),
  ],
)
