import { z } from 'zod'
import { fraction, id, instant, instantParam, list } from './common.ts'
import type { Route } from './route.ts'
import { trendParams } from './trends.ts'

const outcomeKind = z.enum(['occurred', 'did_not_occur', 'partial', 'superseded', 'ongoing'])

/** How the question of a trend was answered. Earlier answers stay on record; the one recorded last counts. */
const trendOutcome = z
  .object({
    id,
    outcome: outcomeKind,
    resolvedAt: instant,
    recordedAt: instant,
    note: z.string(),
    author: z.string(),
  })
  .meta({ id: 'TrendOutcome' })

const newOutcome = z.strictObject({
  outcome: outcomeKind,
  /** When it was decided; now when missing. */
  resolvedAt: instantParam.optional(),
  /** What it rests on. */
  note: z.string().trim().min(1).max(2_000),
  /** Who says so; the name of the key or browser when missing. */
  author: z.string().trim().min(1).max(200).optional(),
})

/** How good forecasts were: Brier (0 best), log score (0 best), skill against the baseline (above 0 is better). */
const grade = z
  .object({
    count: z.int(),
    brier: z.number(),
    logScore: z.number(),
    /** Null when the baseline was perfect. */
    skill: z.number().nullable(),
    /** Those of ten buckets that hold forecasts. */
    calibration: z.array(
      z.object({
        from: fraction,
        to: fraction,
        count: z.int(),
        meanForecast: fraction,
        meanOutcome: fraction,
      }),
    ),
    drift: z.enum(['ok', 'warn', 'critical']),
    /** What the warning rests on, or why there is none. */
    driftNote: z.string(),
  })
  .meta({ id: 'Grade' })

const leadDays = z.int().meta({ description: 'Days before the resolution' })

/** A resolved trend; forecasts are what was said at the time, from what was known then. */
const gradedTrend = z
  .object({
    slug: z.string(),
    name: z.string(),
    outcome: outcomeKind,
    resolvedAt: instant,
    note: z.string(),
    author: z.string(),
    baseline: fraction,
    atLeadDays: z.array(z.object({ days: leadDays, probability: fraction.nullable() })),
    /** Of every full hour before the resolution; null when there is nothing to grade. */
    grade: grade.nullable(),
  })
  .meta({ id: 'GradedTrend' })

/** How good the workspace's forecasts were. */
const trackRecord = z
  .object({
    trends: z.array(gradedTrend),
    /** Graded trends. */
    outcomes: z.int(),
    hourly: grade,
    atLeadDays: z.array(z.object({ days: leadDays, grade })),
  })
  .meta({ id: 'TrackRecord' })

/** The routes of outcomes and grades. */
export const outcomeRoutes = {
  listOutcomes: {
    method: 'get',
    path: '/trends/:slug/outcomes',
    tag: 'trends',
    summary: 'How the question of a trend was answered, last recorded first',
    params: trendParams,
    status: 200,
    response: list(trendOutcome),
  },
  recordOutcome: {
    method: 'post',
    path: '/trends/:slug/outcomes',
    tag: 'trends',
    summary: 'Record how the question of a trend was answered',
    params: trendParams,
    body: newOutcome,
    status: 201,
    response: trendOutcome,
  },
  getTrackRecord: {
    method: 'get',
    path: '/track-record',
    tag: 'trends',
    summary: 'How good the forecasts of resolved trends were, from what was known when they were made',
    status: 200,
    response: trackRecord,
  },
} as const satisfies Record<string, Route>

export type Grade = z.infer<typeof grade>
export type TrackRecord = z.infer<typeof trackRecord>
export type TrendOutcome = z.infer<typeof trendOutcome>
