import { z } from 'zod'
import { fraction, id, instant, instantParam, list } from './common.ts'
import type { Route } from './route.ts'
import { trendParams } from './trends.ts'

const probability = z.coerce.number().gt(0).lt(1)

const simulationRequest = z.strictObject({
  /** What would happen. Unless said otherwise: now, severe, certain, believed, from three independent first-hand sources. */
  hits: z
    .array(
      z.strictObject({
        signal: z.string().min(1).max(200),
        at: instantParam.optional(),
        severity: fraction.optional(),
        confidence: fraction.optional(),
        credibility: fraction.optional(),
        corroboration: fraction.optional(),
      }),
    )
    .min(1)
    .max(50),
  /** How far ahead. */
  days: z.int().min(1).max(730).default(30),
})

/** A trend's curve with and without hypothetical evidence. */
const simulation = z
  .object({
    slug: z.string(),
    hits: z.array(z.object({ signal: z.string(), at: instant, delta: z.number() })),
    curve: z.array(z.object({ at: instant, probability: fraction, simulated: fraction })),
  })
  .meta({ id: 'TrendSimulation' })

const tripwireQuery = z
  .object({ above: probability.optional(), below: probability.optional() })
  .refine(({ above, below }) => (above === undefined) !== (below === undefined), {
    path: ['above'],
    message: 'say either above or below',
  })

/** How little it takes to carry a trend across a probability. */
const tripwire = z
  .object({
    slug: z.string(),
    asOf: instant,
    probability: fraction,
    threshold: fraction,
    side: z.enum(['above', 'below']),
    /** 0 when the trend is already across. */
    missingLogOdds: z.number(),
    reachable: z.boolean(),
    /** The smallest sets of strong hits, strongest first, at most five; empty when already across or out of reach. */
    sets: z.array(
      z.array(
        z.object({
          signal: z.string(),
          delta: z.number(),
          /** 2 = the same signal once more. */
          occurrence: z.int(),
        }),
      ),
    ),
  })
  .meta({ id: 'TrendTripwire' })

/** Trends whose values contradict their definitions, and the smallest change that would mend it. */
const incoherence = z
  .object({
    rule: z.enum(['excludes', 'implies']),
    /** Two; more when they all exclude each other. */
    trends: z.array(z.string()).min(2),
    /** By how much probability the rule is broken. */
    excess: z.number(),
    message: z.string(),
    repair: z.array(z.object({ slug: z.string(), logOdds: z.number(), probability: fraction })),
  })
  .meta({ id: 'TrendIncoherence' })

const newOverride = z
  .strictObject({
    /** What the trend's probability should be now. */
    probability: z.number().gt(0).lt(1).optional(),
    /** Or by how much its log-odds should move. */
    delta: z.number().min(-10).max(10).optional(),
    reason: z.string().trim().min(1).max(2_000),
    /** Who says so; the name of the key or browser when missing. */
    author: z.string().trim().min(1).max(200).optional(),
    /** How fast it fades; the trend's own half-life when missing. */
    halfLifeDays: z.number().positive().max(3_650).optional(),
  })
  .refine((body) => (body.probability === undefined) !== (body.delta === undefined), {
    path: ['probability'],
    message: 'say either probability or delta',
  })

/** A person's correction of a trend; it fades like evidence. */
const trendOverride = z
  .object({
    id,
    delta: z.number(),
    halfLifeDays: z.number(),
    reason: z.string(),
    author: z.string(),
    effectiveAt: instant,
    retractedAt: instant.nullable(),
    /** Who withdrew it. */
    retractedBy: z.string().nullable(),
  })
  .meta({ id: 'TrendOverride' })

/** The routes of what would move a trend, what contradicts it, and corrections by hand. */
export const whatIfRoutes = {
  simulateTrend: {
    method: 'post',
    path: '/trends/:slug/simulate',
    tag: 'trends',
    summary: 'The curve with hypothetical evidence; nothing is stored',
    params: trendParams,
    body: simulationRequest,
    status: 200,
    response: simulation,
  },
  getTripwire: {
    method: 'get',
    path: '/trends/:slug/tripwire',
    tag: 'trends',
    summary: 'The smallest sets of indicator hits that carry a trend above or below a probability',
    params: trendParams,
    query: tripwireQuery,
    status: 200,
    response: tripwire,
  },
  listIncoherences: {
    method: 'get',
    path: '/incoherences',
    tag: 'trends',
    summary: 'Trends whose values contradict what they exclude or imply, with the smallest repair',
    status: 200,
    response: list(incoherence),
  },
  addOverride: {
    method: 'post',
    path: '/trends/:slug/overrides',
    tag: 'trends',
    summary: 'Correct a trend by hand, with a reason',
    params: trendParams,
    body: newOverride,
    status: 201,
    response: trendOverride,
  },
  retractOverride: {
    method: 'delete',
    path: '/trends/:slug/overrides/:overrideId',
    tag: 'trends',
    summary: 'Withdraw a correction; it stays on record',
    params: trendParams.extend({ overrideId: id }),
    status: 200,
    response: trendOverride,
  },
} as const satisfies Record<string, Route>

export type TrendSimulation = z.infer<typeof simulation>
export type TrendTripwire = z.infer<typeof tripwire>
export type TrendIncoherence = z.infer<typeof incoherence>
export type TrendOverride = z.infer<typeof trendOverride>
