import { z } from 'zod'
import { id } from './common.ts'

/** Items that are stored all or none. */
export const INGEST_MOST = 1_000

const count = z.int().nonnegative()

/** One item as a program hands it over. */
export const ingestItem = z
  .strictObject({
    external_id: z
      .string()
      .min(1, 'must not be empty')
      .max(512)
      .meta({ description: 'Identity within its source: sending it again revises the item instead of adding one' }),
    source: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(200)
      .meta({ description: 'Name of the source; one that is not known yet is added with the connector `push`' }),
    text: z.string().min(1, 'must not be empty').max(2_000_000),
    title: z.string().max(10_000).nullish(),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .max(4096)
      .nullish(),
    timestamp: z.iso
      .datetime({ offset: true, error: 'must be an instant in ISO 8601 with a time zone' })
      .meta({ description: 'When it was published' })
      .nullish(),
    author: z.string().max(1_000).nullish(),
    language: z.string().max(35).meta({ description: 'BCP 47; detected when missing' }).nullish(),
    updated: z.iso
      .datetime({ offset: true, error: 'must be an instant in ISO 8601 with a time zone' })
      .meta({ description: 'When it was last changed' })
      .nullish(),
    engagement: z.strictObject({ views: count, likes: count, shares: count, comments: count }).partial().nullish(),
    search_terms: z.array(z.string().trim().min(1).max(200)).max(100).nullish(),
    places: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(200),
          country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code'),
          lat: z.number().min(-90).max(90).optional(),
          lon: z.number().min(-180).max(180).optional(),
        }),
      )
      .max(50)
      .nullish(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  })
  .meta({ id: 'IngestItem' })

/** One item, an array of them, or `{ "items": [...] }`. */
export const ingestBody = z.union([
  ingestItem,
  z.array(ingestItem).min(1),
  z.strictObject({ items: z.array(ingestItem).min(1).max(INGEST_MOST) }),
])

/** What became of the items; they are stored for good by the time this is answered. */
export const ingestAnswer = z
  .object({
    accepted: z.int(),
    inserted: z.int(),
    revised: z.int(),
    unchanged: z.int(),
    /** Of lines of JSON and arrays of more than 1,000 items: how many were left out, and what is wrong with the first hundred. */
    refused: z.int().optional(),
    problems: z.array(z.object({ line: z.int().optional(), field: z.string(), message: z.string() })).optional(),
    /** In the order sent; of lines and long arrays none. `id` is null when the item was deleted here earlier: it does not come back. */
    items: z.array(z.object({ id: id.nullable(), externalId: z.string(), source: z.string() })),
  })
  .meta({ id: 'IngestAnswer' })

export type IngestItem = z.input<typeof ingestItem>
export type IngestAnswer = z.infer<typeof ingestAnswer>
