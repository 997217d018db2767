import { z } from 'zod'
import {
  cursorParam,
  embeddingStatus,
  eventReference,
  id,
  instant,
  instantParam,
  itemReference,
  limitParam,
  processingStatus,
} from './common.ts'

export const itemParams = z.object({ itemId: id })

/** One article, post or record read from a source. */
export const item = itemReference
  .extend({
    externalId: z.string(),
    author: z.string().nullable(),
    owner: z.string().nullable(),
    excerpt: z.string(),
    fetchedAt: instant,
    language: z.string().nullable(),
    processingStatus,
    errorMessage: z.string().nullable(),
    embeddingStatus,
    /** The item whose text this one repeats. */
    duplicateOf: id.nullable(),
    duplicateKind: z.enum(['exact', 'near']).nullable(),
    eventId: id.nullable(),
    /** How often its source has edited it. */
    revision: z.int(),
    deletedAt: instant.nullable(),
    /** When its source took it back without removing it. */
    retractedAt: instant.nullable(),
  })
  .meta({ id: 'Item' })

export const listItemsQuery = z.object({
  status: processingStatus.optional(),
  sourceId: id.optional(),
  language: z.string().max(35).optional(),
  q: z.string().trim().min(1).max(500).optional(),
  from: instantParam.optional(),
  to: instantParam.optional(),
  limit: limitParam(50, 200),
  cursor: cursorParam,
})

/** What an item said before its source edited or deleted it. */
export const itemRevision = z
  .object({
    id,
    revision: z.int(),
    title: z.string(),
    text: z.string(),
    reason: z.enum(['edited', 'corrected', 'retracted', 'deleted']),
    /** The source's own words about it, when it gave any. */
    notice: z.string().nullable(),
    /** Where the change was seen: in the feed's entry or on the article page. */
    foundIn: z.enum(['entry', 'page']),
    replacedAt: instant,
    /** Word by word, what the next version (the item itself after the last) changed in title and text. */
    diff: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })),
  })
  .meta({ id: 'ItemRevision' })

/** Where else an item's text stands; `kind` is null for the first to bring it. */
export const itemCopy = itemReference
  .extend({ owner: z.string().nullable(), kind: z.enum(['exact', 'near']).nullable() })
  .meta({ id: 'ItemCopy' })

/** What `normalize` noted about an item, each with how sure it is (0..1). */
export const itemFindings = z
  .object({
    /** Set when the source's publication time was not taken as it is. */
    date: z
      .object({
        problem: z.enum(['missing', 'epoch', 'future', 'implausible', 'reused', 'shared']),
        given: z.string().nullable(),
        from: z.enum(['source', 'page', 'updated', 'url', 'fetched']),
        confidence: z.number(),
      })
      .nullable(),
    /** Set when there was a choice between the feed's text and the article page's. */
    text: z.object({ from: z.enum(['entry', 'page']), why: z.string() }).nullable(),
    correction: z.object({ kind: z.enum(['corrected', 'retracted']), said: z.string() }).nullable(),
    topics: z.array(z.object({ topic: z.string(), confidence: z.number() })),
    /** −1 (bad news) to 1 (good news). */
    sentiment: z.object({ value: z.number(), confidence: z.number() }).nullable(),
  })
  .meta({ id: 'ItemFindings' })

/** One item with its text, what was found in it, and its earlier texts. */
export const itemDetail = item
  .extend({
    text: z.string(),
    canonicalUrl: z.string().nullable(),
    connector: z.string(),
    languageConfidence: z.number().nullable(),
    contentHash: z.string().nullable(),
    sentiment: z.number().nullable(),
    topics: z.array(z.string()),
    entities: z.array(
      z.object({
        kind: z.enum(['person', 'organisation', 'place']),
        name: z.string(),
        country: z.string().optional(),
        mentions: z.int(),
        confidence: z.number(),
      }),
    ),
    geo: z.array(
      z.object({
        name: z.string(),
        country: z.string(),
        lat: z.number().optional(),
        lon: z.number().optional(),
        confidence: z.number(),
      }),
    ),
    confidenceScore: z.number().nullable(),
    engagement: z.object({
      views: z.int().nullable(),
      likes: z.int().nullable(),
      shares: z.int().nullable(),
      comments: z.int().nullable(),
    }),
    ingestedAt: instant,
    revisedAt: instant.nullable(),
    attempts: z.int(),
    embeddingError: z.string().nullable(),
    enrichmentMetadata: z.record(z.string(), z.unknown()),
    findings: itemFindings,
    event: eventReference.nullable(),
    /** Earliest arrivals first. */
    copies: z.array(itemCopy),
    /** Newest first; what was taken back included. */
    evidence: z.array(
      z.object({
        id,
        trendSlug: z.string(),
        trendName: z.string(),
        signal: z.string(),
        delta: z.number(),
        effectiveAt: instant,
        retractedAt: instant.nullable(),
        retractionReason: z.string().nullable(),
      }),
    ),
    revisions: z.array(itemRevision),
  })
  .meta({ id: 'ItemDetail' })

export type Item = z.infer<typeof item>
export type ItemDetail = z.infer<typeof itemDetail>
export type ItemRevision = z.infer<typeof itemRevision>
