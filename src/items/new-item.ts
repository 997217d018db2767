import { z } from 'zod'

const count = z.number().int().nonnegative()

/** What a connector, a backfill line or the ingest endpoint hands over: one entry as its source published it. */
export const newItem = z.object({
  /** Identity within its source; at most 512 characters. */
  externalId: z.string().min(1).max(512),
  url: z.string().max(4096).nullish(),
  title: z.string().max(10_000).nullish(),
  /** Plain text or HTML; `normalize` turns it into clean text. */
  text: z.string().max(2_000_000).default(''),
  author: z.string().max(1_000).nullish(),
  /** Null when the source gives none or one that cannot be read. */
  publishedAt: z.date().nullish(),
  updatedAt: z.date().nullish(),
  /** Every entry of its document bears the same date: that of the feed, or of the moment it was made. */
  dateIsShared: z.boolean().optional(),
  /** BCP 47 as declared by the source; detection decides when it is missing. */
  language: z.string().max(35).nullish(),
  /** The outlet's name, domain or handle, when the source carries entries of several. */
  publisher: z.string().max(500).nullish(),
  engagement: z.object({ views: count, likes: count, shares: count, comments: count }).partial().nullish(),
  /** Terms of a query that brought it. */
  searchTerms: z.array(z.string().trim().min(1).max(200)).max(100).nullish(),
  /** Where it plays, as its source says; `country` is ISO 3166-1 alpha-2. */
  places: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        country: z.string().regex(/^[A-Z]{2}$/),
        lat: z.number().min(-90).max(90).optional(),
        lon: z.number().min(-180).max(180).optional(),
      }),
    )
    .max(50)
    .nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  /** The entry as read, for later reprocessing. */
  raw: z.record(z.string(), z.unknown()).nullish(),
})

export type NewItem = z.infer<typeof newItem>
export type NewItemInput = z.input<typeof newItem>
