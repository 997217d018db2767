import { z } from 'zod'
import {
  cursorParam,
  eventReference,
  fraction,
  id,
  instant,
  instantParam,
  itemReference,
  limitParam,
  matchSpan,
} from './common.ts'

export const evidenceQuery = z.object({
  signal: z.string().max(200).optional(),
  /** `active` = what counts now; `retracted` = what once counted. */
  status: z.enum(['active', 'retracted', 'all']).default('active'),
  from: instantParam.optional(),
  to: instantParam.optional(),
  limit: limitParam(50, 200),
  cursor: cursorParam,
})

/** Independent sources behind a piece of evidence, one group per owner. */
export const sourceGroup = z
  .object({
    owner: z.string(),
    credibility: fraction,
    reporting: z.enum(['firsthand', 'secondary', 'aggregator', 'unknown']),
    weight: z.number(),
    itemIds: z.array(id),
    /** Five or more accounts spread one text within an hour: they are one source. */
    coordinated: z.boolean().optional(),
  })
  .meta({ id: 'SourceGroup' })

/** One contribution of an event to a trend: every factor of it, and the items it rests on. */
export const evidence = z
  .object({
    id,
    trendSlug: z.string(),
    signal: z.string(),
    indicatorDescription: z.string(),
    direction: z.enum(['escalatory', 'deescalatory']),
    /** direction × weight × severity × confidence × credibility × corroboration × novelty × ownerCap, within ±0.5. */
    delta: z.number(),
    /** What is left of `delta` now, after decay; 0 once retracted. */
    contributionNow: z.number(),
    factors: z.object({
      weight: z.number(),
      severity: fraction,
      confidence: fraction,
      credibility: fraction,
      corroboration: fraction,
      novelty: fraction,
      ownerCap: fraction,
      contradictions: z.int(),
    }),
    halfLifeDays: z.number(),
    owner: z.string(),
    groups: z.array(sourceGroup),
    spans: z.array(matchSpan),
    /** A language model's word, when direction, severity and confidence are its own, and what the matcher had said; else null. */
    assessment: z
      .object({
        model: z.string(),
        reason: z.string(),
        matched: z.object({
          direction: z.enum(['escalatory', 'deescalatory']),
          severity: fraction,
          confidence: fraction,
        }),
      })
      .nullable(),
    effectiveAt: instant,
    recordedAt: instant,
    retractedAt: instant.nullable(),
    retractionReason: z.string().nullable(),
    supersededBy: id.nullable(),
    definitionVersion: z.int(),
    matcherVersion: z.string(),
    jobId: z.string().nullable(),
    /** Null when the event has been removed by retention. */
    event: eventReference.nullable(),
    items: z.array(itemReference),
  })
  .meta({ id: 'Evidence' })

export const explainQuery = z.object({
  from: instantParam.optional(),
  to: instantParam.optional(),
  /** Adds the lines up by event, by owner of the leading source or by indicator. */
  by: z.enum(['event', 'source', 'indicator']).optional(),
  /** Each end as it was known then: late and withdrawn evidence are causes of their own. */
  asSeen: z.stringbool().default(false),
  limit: limitParam(200, 5_000),
})

/** What was too small to be listed, added up. */
const rest = z.object({ count: z.int(), deltaLogOdds: z.number(), deltaProbability: z.number() })

/** Why a trend moved between two instants: lines and rest add up to the move exactly, and so do groups and their rest. */
export const trendExplanation = z
  .object({
    slug: z.string(),
    from: instant,
    to: instant,
    logOddsFrom: z.number(),
    logOddsTo: z.number(),
    probabilityFrom: z.number(),
    probabilityTo: z.number(),
    /** Largest move first. */
    lines: z.array(
      z.object({
        kind: z.enum(['evidence', 'override', 'baseline']),
        id: z.string(),
        signal: z.string().nullable(),
        owner: z.string().nullable(),
        label: z.string(),
        deltaLogOdds: z.number(),
        deltaProbability: z.number(),
        effectiveAt: instant.nullable(),
        eventId: id.nullable(),
        jobId: z.string().nullable(),
      }),
    ),
    /** The smaller moves beyond `limit`. */
    rest,
    /** The lines added up, largest sum first; null unless asked for with `by`. */
    groups: z
      .object({
        data: z.array(
          z.object({
            /** Event id, owner or signal; else the kind of line. */
            key: z.string(),
            label: z.string(),
            eventId: id.nullable(),
            signals: z.array(z.string()),
            lines: z.int(),
            deltaLogOdds: z.number(),
            deltaProbability: z.number(),
          }),
        ),
        rest,
      })
      .nullable(),
  })
  .meta({ id: 'TrendExplanation' })

export type Evidence = z.infer<typeof evidence>
export type TrendExplanation = z.infer<typeof trendExplanation>
