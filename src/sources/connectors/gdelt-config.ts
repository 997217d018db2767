import { z } from 'zod'
import { pagedSettings } from './read-pages.ts'

const words = (most: number) => z.array(z.string().trim().min(1).max(200)).min(1).max(most)

/** Settings of a `gdelt` source. */
export const gdeltConfig = z
  .strictObject({
    ...pagedSettings,
    /** A query of the DOC 2.0 API: words, "phrases", `sourcelang:`, `sourcecountry:`, `theme:`, `domain:`. */
    query: z.string().trim().min(3).max(1_000).optional(),
    /** The files GDELT publishes every 15 minutes: `gkg` has an entry per article, `events` what articles report. */
    files: z.enum(['gkg', 'events']).optional(),
    /** The files of articles translated from other languages. */
    translated: z.boolean().default(false),
    /** Of the files, articles that show one of each kind given; without any, all of them (about 1,000 in 15 minutes). */
    match: z
      .strictObject({
        /** In the title or, of events, what happened. */
        words: words(100).optional(),
        /** GKG themes or their beginnings, e.g. `PROTEST`, `WB_2670`. */
        themes: words(100).optional(),
        /** ISO 3166-1 alpha-2 codes of places mentioned. */
        countries: z.array(z.string().trim().toUpperCase().length(2)).min(1).max(100).optional(),
        /** Domains of outlets, their subdomains included. */
        domains: words(1_000).optional(),
      })
      .default({}),
    /** Where the API and the files are. */
    api: z.url({ protocol: /^https?$/ }).default('https://api.gdeltproject.org/api/v2/doc/doc'),
    server: z.url({ protocol: /^https?$/ }).default('http://data.gdeltproject.org/gdeltv2/'),
  })
  .refine(({ query, files }) => (query === undefined) !== (files === undefined), {
    error: 'name exactly one of `query` and `files`',
  })
  .refine(({ query, match }) => query === undefined || Object.keys(match).length === 0, {
    error: '`match` belongs to `files`; a `query` says itself what it looks for',
    path: ['match'],
  })

export type GdeltConfig = z.output<typeof gdeltConfig>
