import { z } from 'zod'

const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens, like "strait-closure"')
  .max(80)
const signal = z.string().regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, 'use lower-case letters, digits and single underscores')
const text = z.string().trim().min(1)
const words = (description: string) => z.array(text).default([]).meta({ description })
/** An actor or a place: its name, or its name with others that it goes by. */
const aliases = z
  .array(text)
  .min(1)
  .meta({ description: 'Other names it goes by, found as they are spelt; one written with capitals only with them.' })
const named = z.union([text, z.strictObject({ name: text, aliases })], {
  error: 'give a name, or a name and its aliases: { name: Iran, aliases: [Islamic Republic] }',
})
const names = (description: string) => z.array(named).default([]).meta({ description })
const halfLifeDays = z.number().positive().max(36_500)
const openProbability = z.number().min(0.001).max(0.999)
/** A day (`2027-01-01`) or a full ISO instant; keeps the text. */
const day = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is not a day or an instant in ISO 8601')
  .meta({ examples: ['2027-01-01', '2027-01-01T12:00:00Z'] })

/** A kind of signal that moves a trend. `weight` is its base log-odds, 0..0.5; without keywords only meaning and actors match. */
export const indicator = z.strictObject({
  signal: signal.meta({ description: 'Name of the signal, unique in the definition.' }),
  direction: z
    .enum(['escalatory', 'deescalatory'])
    .meta({ description: 'Whether the signal makes the trend more or less probable.' }),
  weight: z
    .number()
    .gt(0)
    .max(0.5)
    .meta({ description: 'Log-odds a severe, certain and well corroborated happening adds, at most 0.5.' }),
  halfLifeDays: halfLifeDays.optional().meta({ description: 'Half-life of its effect; the trend’s own when missing.' }),
  description: z.string().default('').meta({ description: 'What the signal is, in a sentence; matched by meaning.' }),
  keywords: words('Words and phrases that show the signal, in any inflection.'),
  actors: names('When given, at least one of them must be involved.'),
  places: names('When given, the happening must be in or about one of them.'),
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
    id: slug.meta({ description: 'Slug of the trend, unique in its workspace.' }),
    name: z.string().trim().min(1).max(200).meta({ description: 'What people call it.' }),
    question: z.string().trim().min(1).meta({ description: 'A question that time answers with yes or no.' }),
    description: z.string().optional(),
    resolution: z
      .strictObject({
        by: day.meta({ description: 'When the answer is known at the latest.' }),
        basis: z.string().default('').meta({ description: 'What the answer will rest on.' }),
      })
      .optional(),
    baselineProbability: openProbability.meta({ description: 'The probability without any evidence.' }),
    halfLifeDays: halfLifeDays.default(30).meta({ description: 'Days in which the effect of evidence halves.' }),
    indicators: z.array(indicator).min(1),
    alerts: z.array(alertRule).default([]).meta({
      description: 'When to tell somebody: above, below, moveOver within withinHours, blind, viral, tripwire.',
    }),
    sources: words('Names of the sources that watch it; none = all. All of them stale makes it blind.'),
    excludes: z
      .array(slug)
      .default([])
      .meta({ description: 'Trends that cannot come true together with it: their probabilities add up to at most 1.' }),
    implies: z
      .array(slug)
      .default([])
      .meta({ description: 'Trends that must come true if it does: their probability is not lower.' }),
    ownerCap24h: z
      .number()
      .positive()
      .max(10)
      .default(0.5)
      .meta({ description: 'Log-odds one owner of sources may move it by in any 24 hours.' }),
    effectiveFrom: day
      .optional()
      .meta({ description: 'When this version takes effect; when it is applied if missing.' }),
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
export type Named = z.infer<typeof named>
export type AlertRule = z.infer<typeof alertRule>
