import { z } from 'zod'

const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)

/** An invented outlet; becomes one source of the workspace. */
export const sampleOutlet = z.strictObject({
  id: slug,
  name: z.string().endsWith('(sample)'),
  /** On the reserved .example domain, so nothing can ever be fetched from it. */
  url: z.url().refine((url) => new URL(url).hostname.endsWith('.example'), 'must be on the .example domain'),
  owner: z.string().min(1),
  tier: z.enum(['primary', 'wire', 'major', 'regional', 'aggregator']),
  reporting: z.enum(['firsthand', 'secondary', 'aggregator']),
  credibility: z.number().min(0).max(1),
  language: z.enum(['en', 'de']),
})

/** Hours before the first start (negative). */
const hours = z
  .number()
  .max(0)
  .min(-21 * 24)

/** One report. A second entry with the same id and `updated` is a later edit of it by its outlet. */
const sampleItem = z.strictObject({
  id: slug,
  outlet: slug,
  at: hours,
  updated: hours.optional(),
  title: z.string().min(10),
  text: z.string().min(60),
  author: z.string().optional(),
})

/** Reports of one happening: what grouping should find together. */
export const sampleStories = z.array(z.strictObject({ story: slug, items: z.array(sampleItem).min(1) })).min(1)

export type SampleOutlet = z.infer<typeof sampleOutlet>
export type SampleItem = z.infer<typeof sampleItem> & { story: string }
