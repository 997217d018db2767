import { z } from 'zod'
import { fraction, id, instant, instantParam, trendDirection, trendLevel } from './common.ts'

/** The slug of a trend in a path. */
export const trendParams = z.object({ slug: z.string().min(1).max(80) })

/** A trend's value at an instant. Probabilities and the band are within [0.001, 0.999]. */
export const trendValue = z.object({
  asOf: instant,
  logOdds: z.number(),
  probability: fraction,
  bandLow: fraction,
  bandHigh: fraction,
  level: trendLevel,
  /** Movement over the last 7 days. */
  direction: trendDirection,
  /** Probability now minus probability 7 days before. */
  change7d: z.number(),
  eventCount24h: z.int(),
  isBlind: z.boolean(),
  /** Since when no source of the trend has been heard; its clock stands still. */
  blindSince: instant.nullable(),
})

const curvePoint = z.object({ timestamp: instant, probability: fraction, bandLow: fraction, bandHigh: fraction })

/** A tracked hypothesis with its current value. */
export const trend = trendValue
  .extend({
    id,
    slug: z.string(),
    name: z.string(),
    question: z.string(),
    isActive: z.boolean(),
    isSample: z.boolean(),
    definitionVersion: z.int(),
    baselineProbability: fraction,
    halfLifeDays: z.number(),
    evidenceCount: z.int(),
    lastEvidenceAt: instant.nullable(),
    /** Snapshots stored for it. */
    snapshotCount: z.int(),
    /** At most 120 points over `curveDays`; empty unless asked for. */
    curve: z.array(curvePoint),
  })
  .meta({ id: 'Trend' })

export const listTrendsQuery = z.object({
  /** Days of curve to return with each trend; 0 = none. */
  curveDays: z.coerce.number().int().min(0).max(3660).default(0),
})

export const trendValueQuery = z.object({
  /** The instant to value the trend at; now when missing. */
  at: instantParam.optional(),
  /** Value it with what was known then; now when missing. */
  knownAt: instantParam.optional(),
})

/** An actor or a place as its definition gives it: a name, or a name with others it goes by. */
const named = z.union([z.string(), z.object({ name: z.string(), aliases: z.array(z.string()) })])

/** A kind of signal that moves the trend, and what it has contributed. */
export const trendIndicator = z
  .object({
    signal: z.string(),
    direction: z.enum(['escalatory', 'deescalatory']),
    weight: z.number(),
    halfLifeDays: z.number(),
    description: z.string(),
    keywords: z.array(z.string()),
    actors: z.array(named),
    places: z.array(named),
    evidenceCount: z.int(),
    /** Sum of its contributions left at `asOf`, in log-odds. */
    contribution: z.number(),
  })
  .meta({ id: 'TrendIndicator' })

const blindSpan = z.object({ startedAt: instant, endedAt: instant.nullable() })

/** One trend, valued at `asOf` with what was known at `knownAt`. */
export const trendDetail = trend
  .omit({ curve: true })
  .extend({
    knownAt: instant,
    description: z.string().nullable(),
    resolution: z.object({ by: z.string(), basis: z.string() }).nullable(),
    baselineLogOdds: z.number(),
    indicators: z.array(trendIndicator),
    blindSpans: z.array(blindSpan),
    overrides: z.array(
      z.object({ id, delta: z.number(), reason: z.string(), author: z.string(), effectiveAt: instant }),
    ),
  })
  .meta({ id: 'TrendDetail' })

/** A stored value of a trend. */
export const trendSnapshot = z
  .object({
    timestamp: instant,
    logOdds: z.number(),
    probability: fraction,
    bandLow: fraction,
    bandHigh: fraction,
    level: trendLevel,
    direction: trendDirection,
    eventCount24h: z.int(),
    isBlind: z.boolean(),
    definitionVersion: z.int(),
  })
  .meta({ id: 'TrendSnapshot' })

export const historyQuery = z.object({
  from: instantParam.optional(),
  to: instantParam.optional(),
  /** One point per bucket, its last snapshot. `auto` keeps the answer near 500 points. */
  resolution: z.enum(['auto', 'hour', 'day', 'week']).default('auto'),
})

/** A trend's curve over its snapshots, oldest first. */
export const trendHistory = z
  .object({
    slug: z.string(),
    from: instant,
    to: instant,
    /** Width of a bucket in hours. */
    resolutionHours: z.number(),
    data: z.array(trendSnapshot),
    blindSpans: z.array(blindSpan),
  })
  .meta({ id: 'TrendHistory' })

/** One version of a trend's definition, with the file as it was read. */
export const definitionVersion = z
  .object({
    id,
    version: z.int(),
    effectiveFrom: instant,
    recordedAt: instant,
    author: z.string(),
    contentHash: z.string(),
    baselineProbability: fraction,
    halfLifeDays: z.number(),
    definition: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TrendDefinitionVersion' })

export type Trend = z.infer<typeof trend>
export type TrendDetail = z.infer<typeof trendDetail>
export type TrendIndicator = z.infer<typeof trendIndicator>
export type TrendSnapshot = z.infer<typeof trendSnapshot>
export type TrendHistory = z.infer<typeof trendHistory>
export type TrendDefinitionVersion = z.infer<typeof definitionVersion>
