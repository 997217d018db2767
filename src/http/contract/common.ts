import { z } from 'zod'

/** An instant in a response: ISO 8601 in UTC with milliseconds, `2025-04-18T12:00:00.000Z`. */
export const instant = z.iso.datetime().meta({ description: 'ISO 8601, UTC', example: '2025-04-18T12:00:00.000Z' })

/** A UUID. */
export const id = z.guid()

/** A value between 0 and 1. */
export const fraction = z.number().min(0).max(1)

/** An instant in a query: a day (`2025-04-18`, its first moment in UTC) or a full ISO 8601 instant; handed on as a Date. */
export const instantParam = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a day or an instant in ISO 8601')
  .transform((text) => new Date(text))

/** Known values, separated by commas or given several times; missing when not given. */
export const listParam = <T extends z.ZodType>(value: T) =>
  z
    .preprocess((given) => (typeof given === 'string' ? given.split(',') : given), z.array(value).min(1).max(20))
    .optional()

/** How many rows a page holds at most. */
export const limitParam = (usual: number, most: number) => z.coerce.number().int().min(1).max(most).default(usual)

/** Where the last page ended: `nextCursor` of that page, unchanged. */
export const cursorParam = z.string().min(1).max(500).optional()

/** A page of rows; `nextCursor` is null on the last one. */
export const page = <T extends z.ZodType>(row: T) => z.object({ data: z.array(row), nextCursor: z.string().nullable() })

/** A whole list, short enough to come at once. */
export const list = <T extends z.ZodType>(row: T) => z.object({ data: z.array(row) })

/** Why a request failed, after RFC 9457; `errors` names every field that cannot be accepted. */
export const problem = z
  .object({
    type: z.string().meta({ description: 'A stable name of the kind of problem', example: '/problems/invalid-input' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })

export type Problem = z.infer<typeof problem>

/** The states things can be in; the words of the glossary. */
export const trendLevel = z.enum(['low', 'guarded', 'elevated', 'high', 'severe'])
export const trendDirection = z.enum(['falling_fast', 'falling', 'stable', 'rising', 'rising_fast'])
export const epistemicState = z.enum(['emerging', 'confirmed', 'contested', 'retracted'])
export const activityState = z.enum(['active', 'dormant', 'closed'])
export const momentumState = z.enum(['emerging', 'viral', 'sustained', 'declining', 'dead'])
export const processingStatus = z.enum(['pending', 'processing', 'classified', 'noise', 'error'])
export const embeddingStatus = z.enum(['pending', 'succeeded', 'failed', 'skipped'])
export const sourceStatus = z.enum(['new', 'ok', 'failing', 'silent', 'disabled'])
export const sourceTier = z.enum(['primary', 'wire', 'major', 'regional', 'aggregator'])
export const sourceReporting = z.enum(['firsthand', 'secondary', 'aggregator', 'unknown'])

/** A passage a match rests on; offsets are UTF-16 code units into the item's title or text. */
export const matchSpan = z
  .object({
    itemId: id,
    field: z.enum(['title', 'text']),
    start: z.int(),
    end: z.int(),
    text: z.string(),
  })
  .meta({ id: 'MatchSpan' })

/** An event named in another answer. */
export const eventReference = z
  .object({
    id,
    headline: z.string(),
    itemCount: z.int(),
    independentSourceCount: z.int(),
    firstSeenAt: instant,
    lastUpdatedAt: instant,
  })
  .meta({ id: 'EventReference' })

/** An item named in another answer, with the link to read it. */
export const itemReference = z
  .object({
    id,
    title: z.string(),
    url: z.string().nullable(),
    sourceId: id,
    sourceName: z.string(),
    publisher: z.string().nullable(),
    publishedAt: instant.nullable(),
  })
  .meta({ id: 'ItemReference' })

export type EventReference = z.infer<typeof eventReference>
export type ItemReference = z.infer<typeof itemReference>
export type MatchSpan = z.infer<typeof matchSpan>
