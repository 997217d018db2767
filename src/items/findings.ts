import { z } from 'zod'

const date = z.object({
  problem: z.enum(['missing', 'epoch', 'future', 'implausible', 'reused', 'shared']),
  /** The time the source gave, if any. */
  given: z.string().nullable(),
  /** Where the time taken instead comes from. */
  from: z.enum(['source', 'page', 'updated', 'url', 'fetched']),
  confidence: z.number(),
})
const text = z.object({ from: z.enum(['entry', 'page']), why: z.string() })
const correction = z.object({ kind: z.enum(['corrected', 'retracted']), said: z.string() })
const topics = z.array(z.object({ topic: z.string(), confidence: z.number() }))
const sentiment = z.object({ value: z.number(), confidence: z.number() })

/** What `normalize` noted about an item: how its date was repaired, which text was taken, and how sure topics and tone are. */
export interface Findings {
  date: z.infer<typeof date> | null
  text: z.infer<typeof text> | null
  correction: z.infer<typeof correction> | null
  topics: z.infer<typeof topics>
  sentiment: z.infer<typeof sentiment> | null
}

/** Reads the notes out of `enrichment_metadata`; what is not there, or of an older form, is null. */
export function findingsIn(metadata: Record<string, unknown>): Findings {
  return {
    date: date.safeParse(metadata.date).data ?? null,
    text: text.safeParse(metadata.text).data ?? null,
    correction: correction.safeParse(metadata.correction).data ?? null,
    topics: topics.safeParse(metadata.topics).data ?? [],
    sentiment: sentiment.safeParse(metadata.sentiment).data ?? null,
  }
}
