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

const bounds = z.int().min(30).max(31_536_000)

/** A source to add. */
export const newSource = z
  .strictObject({
    connector: z.string().min(1).max(50).default('rss'),
    name: z.string().trim().min(1).max(200),
    url: z.string().trim().max(4096).optional(),
    owner: z.string().trim().min(1).max(200).optional(),
    tier: sourceTier.optional(),
    reporting: sourceReporting.optional(),
    language: z.string().max(35).optional(),
    country: z.string().length(2).toUpperCase().optional(),
    credibilityScore: fraction.optional(),
    intervalSeconds: bounds.optional(),
    config: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'NewSource' })

/** What may be changed on a source. */
export const sourceChange = z.strictObject({ isActive: z.boolean() }).meta({ id: 'SourceChange' })

export type Source = z.infer<typeof source>
export type SourceCheck = z.infer<typeof sourceCheck>
export type SourceDetail = z.infer<typeof sourceDetail>
export type NewSource = z.input<typeof newSource>
export type SourceChange = z.input<typeof sourceChange>
