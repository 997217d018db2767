import { z } from 'zod'
import { fraction, id, instant, sourceReporting, sourceStatus, sourceTier } from './common.ts'

export const sourceParams = z.object({ sourceId: id })

/** One configured feed, channel or query of a connector, with its health. */
export const source = z
  .object({
    id,
    connector: z.string(),
    name: z.string(),
    url: z.string().nullable(),
    owner: z.string().nullable(),
    tier: sourceTier,
    reporting: sourceReporting,
    language: z.string().nullable(),
    country: z.string().nullable(),
    credibilityScore: fraction,
    /** Whether the article behind each entry is read for its full text. */
    fullText: z.boolean(),
    isActive: z.boolean(),
    isSample: z.boolean(),
    status: sourceStatus,
    /** Seconds between checks; null = it is never polled. */
    intervalSeconds: z.int().nullable(),
    nextCheckAt: instant.nullable(),
    lastFetchedAt: instant.nullable(),
    lastSuccessAt: instant.nullable(),
    lastNewItemAt: instant.nullable(),
    silentSince: instant.nullable(),
    consecutiveFailures: z.int(),
    backoffUntil: instant.nullable(),
    lastError: z.string().nullable(),
    lastWarnings: z.array(z.string()),
    disabledReason: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'Source' })

/** One check of a source: what it answered and what came of it. */
export const sourceCheck = z
  .object({
    id,
    checkedAt: instant,
    outcome: z.enum(['fetched', 'unchanged', 'failed']),
    statusCode: z.int().nullable(),
    durationMs: z.int(),
    bytes: z.int(),
    entries: z.int(),
    inserted: z.int(),
    revised: z.int(),
    error: z.string().nullable(),
    jobId: z.string().nullable(),
  })
  .meta({ id: 'SourceCheck' })

/** One source with its settings, its items counted by status, and its last 50 checks. */
export const sourceDetail = source
  .extend({
    config: z.record(z.string(), z.unknown()),
    minIntervalSeconds: z.int().nullable(),
    maxIntervalSeconds: z.int().nullable(),
    etag: z.string().nullable(),
    lastModified: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
    itemCount: z.int(),
    checks: z.array(sourceCheck),
  })
  .meta({ id: 'SourceDetail' })

const seconds = z.int().min(30).max(31_536_000)

/** A source to add; everything left out gets a default. */
export const newSource = z
  .strictObject({
    connector: z.string().min(1).max(50).default('rss'),
    /** The host of the address when missing. */
    name: z.string().trim().min(1).max(200).nullish(),
    url: z.string().trim().max(4096).nullish(),
    /** Media group, state or account cluster; the registered domain of the address when missing. */
    owner: z.string().trim().min(1).max(200).nullish(),
    tier: sourceTier.nullish(),
    reporting: sourceReporting.nullish(),
    language: z.string().max(35).nullish(),
    country: z.string().length(2).toUpperCase().nullish(),
    credibilityScore: fraction.nullish(),
    /** Given without bounds, it is kept; left out, it adapts to the source. */
    intervalSeconds: seconds.nullish(),
    minIntervalSeconds: seconds.nullish(),
    maxIntervalSeconds: seconds.nullish(),
    /** Whether the article behind each entry is read for its full text. */
    fullText: z.boolean().nullish(),
    config: z.record(z.string(), z.unknown()).nullish(),
  })
  .meta({ id: 'NewSource' })

/** A kind of source: whether it needs an address, how often it is read, and the JSON Schema of its `config`. */
export const connector = z
  .object({
    name: z.string(),
    needsUrl: z.boolean(),
    /** Null when it is never polled. */
    intervalSeconds: z.int().nullable(),
    settings: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Connector' })

/** What a source would bring, read once; nothing of it is stored. */
export const sourcePreview = z
  .object({
    title: z.string().nullable(),
    language: z.string().nullable(),
    warnings: z.array(z.string()),
    /** Where it has moved for good, if it has. */
    movedTo: z.string().nullable(),
    /** Oldest first; the last 100 of them. */
    entries: z.array(
      z.object({
        externalId: z.string(),
        title: z.string().nullable(),
        url: z.string().nullable(),
        author: z.string().nullable(),
        excerpt: z.string(),
        publishedAt: instant.nullable(),
      }),
    ),
    entryCount: z.int(),
    /** When the address leads to a web page: the feeds it names, one of which is the source to add. */
    feeds: z.array(z.object({ url: z.string(), title: z.string().nullable() })),
  })
  .meta({ id: 'SourcePreview' })

/** What may be changed on a source: at least one of these. */
export const sourceChange = z
  .strictObject({ isActive: z.boolean(), fullText: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must name something to change')
  .meta({ id: 'SourceChange' })

export type Connector = z.infer<typeof connector>
export type Source = z.infer<typeof source>
export type SourcePreview = z.infer<typeof sourcePreview>
export type SourceCheck = z.infer<typeof sourceCheck>
export type SourceDetail = z.infer<typeof sourceDetail>
export type NewSource = z.input<typeof newSource>
export type SourceChange = z.input<typeof sourceChange>
