import { z } from 'zod'
import { id, instant, limitParam } from './common.ts'

export const searchQuery = z.object({
  q: z.string().trim().min(1, 'must not be empty').max(500),
  /** What to look for. */
  kind: z.enum(['all', 'items', 'events']).default('all'),
  limit: limitParam(20, 100),
})

/** One thing found. */
export const searchHit = z
  .object({
    kind: z.enum(['item', 'event']),
    id,
    title: z.string(),
    excerpt: z.string(),
    url: z.string().nullable(),
    at: instant.nullable(),
    /** Higher is better; comparable within one answer only. */
    score: z.number(),
    /** What found it: its words, its meaning, or both. */
    foundBy: z.array(z.enum(['words', 'meaning'])),
    eventId: id.nullable(),
  })
  .meta({ id: 'SearchHit' })

/** Best first. `modes` says what was searched by: meaning is left out while no embedder is at hand. */
export const searchResults = z
  .object({ data: z.array(searchHit), modes: z.array(z.enum(['words', 'meaning'])) })
  .meta({ id: 'SearchResults' })

export type SearchHit = z.infer<typeof searchHit>
export type SearchResults = z.infer<typeof searchResults>
