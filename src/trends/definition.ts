import { z } from 'zod'

const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens, like "strait-closure"')
  .max(80)
const signal = z.string().regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, 'use lower-case letters, digits and single underscores')
const words = z.array(z.string().trim().min(1)).default([])
const halfLifeDays = z.number().positive().max(36_500)
const openProbability = z.number().min(0.001).max(0.999)
/** Accepts `2027-01-01` or a full ISO instant, also as the Date that YAML makes of it; keeps text. */
const day = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString().replace('T00:00:00.000Z', '') : value),
  z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is not a date'),
)

/** A kind of signal that moves a trend. `weight` is its base log-odds, 0..0.5; without keywords only meaning and actors match. */
export const indicator = z.strictObject({
  signal,
  direction: z.enum(['escalatory', 'deescalatory']),
  weight: z.number().gt(0).max(0.5),
  halfLifeDays: halfLifeDays.optional(),
  description: z.string().default(''),
  keywords: words,
  /** When given, at least one of them must be involved. */
  actors: words,
  /** When given, the happening must be in or about one of them. */
  places: words,
})

/**
 * When to tell somebody: a level reached, a move within a time, the trend going blind, an event that moves it going viral, one
 * strong hit away from a threshold. A level speaks up again once the value was back at `rearmBelow` / `rearmAbove`.
 */
export const alertRule = z
  .union([
    z.strictObject({ above: openProbability, rearmBelow: openProbability.optional() }),
    z.strictObject({ below: openProbability, rearmAbove: openProbability.optional() }),
    z.strictObject({ moveOver: z.number().gt(0).lt(1), withinHours: z.number().positive().max(8_784) }),
    z.strictObject({ blind: z.literal(true) }),
    z.strictObject({ viral: z.literal(true) }),
    z.strictObject({ tripwire: openProbability }),
  ])
  .refine((rule) => !('above' in rule && rule.rearmBelow !== undefined && rule.rearmBelow >= rule.above), {
    path: ['rearmBelow'],
    error: 'must be lower than above',
  })
  .refine((rule) => !('below' in rule && rule.rearmAbove !== undefined && rule.rearmAbove <= rule.below), {
    path: ['rearmAbove'],
    error: 'must be higher than below',
  })

/** A trend as its author writes it (YAML, see docs/scoring.md); stored versioned, never edited. */
export const trendDefinition = z
  .strictObject({
    id: slug,
    name: z.string().trim().min(1).max(200),
    question: z.string().trim().min(1),
    description: z.string().optional(),
    resolution: z.strictObject({ by: day, basis: z.string().default('') }).optional(),
    baselineProbability: openProbability,
    halfLifeDays: halfLifeDays.default(30),
    indicators: z.array(indicator).min(1),
    alerts: z.array(alertRule).default([]),
    /** Names of the sources that watch this trend; empty = all of the tenant. All of them stale makes it blind. */
    sources: words,
    /** Trends that cannot come true together with this one: their probabilities must not add up to more than 1. */
    excludes: z.array(slug).default([]),
    /** Trends that must come true if this one does: their probability must not be lower. */
    implies: z.array(slug).default([]),
    /** |Δ| one owner may add in any 24 h, log-odds. */
    ownerCap24h: z.number().positive().max(10).default(0.5),
    /** When this version takes effect; without it, when it is applied. */
    effectiveFrom: day.optional(),
  })
  .superRefine((definition, context) => {
    const seen = new Set<string>()
    definition.indicators.forEach((entry, index) => {
      if (seen.has(entry.signal))
        context.addIssue({
          code: 'custom',
          path: ['indicators', index, 'signal'],
          message: `"${entry.signal}" is used twice`,
        })
      seen.add(entry.signal)
    })
    for (const key of ['excludes', 'implies'] as const)
      definition[key].forEach((other, index) => {
        if (other === definition.id)
          context.addIssue({ code: 'custom', path: [key, index], message: 'a trend cannot refer to itself' })
      })
  })

export type TrendDefinition = z.infer<typeof trendDefinition>
export type TrendDefinitionInput = z.input<typeof trendDefinition>
export type Indicator = z.infer<typeof indicator>
export type AlertRule = z.infer<typeof alertRule>
