import { z } from 'zod'
import {
  activityState,
  cursorParam,
  epistemicState,
  eventReference,
  id,
  instant,
  instantParam,
  itemReference,
  limitParam,
  listParam,
  momentumState,
} from './common.ts'

export const eventParams = z.object({ eventId: id })

/** A happening reported by one or more items. */
export const event = z
  .object({
    id,
    headline: z.string(),
    summary: z.string(),
    language: z.string(),
    categories: z.array(z.string()),
    keywords: z.array(z.string()),
    /** ISO 3166-1 alpha-2, most named first. */
    countries: z.array(z.string()),
    itemCount: z.int(),
    sourceCount: z.int(),
    independentSourceCount: z.int(),
    epistemicState,
    activityState,
    momentumState,
    /** Place in the ranked list, 1 = first; null while unranked. */
    rank: z.int().nullable(),
    score: z.number(),
    /** New items per hour over the last window, and its change against the window before. */
    velocity: z.number(),
    acceleration: z.number(),
    /** Effective number of owners. */
    diversity: z.number(),
    firstSeenAt: instant,
    lastUpdatedAt: instant,
    version: z.int(),
  })
  .meta({ id: 'Event' })

export const listEventsQuery = z.object({
  sort: z.enum(['rank', 'recent']).default('rank'),
  q: z.string().trim().min(1).max(500).optional(),
  /** One or several, separated by commas. */
  momentum: listParam(momentumState),
  activity: listParam(activityState),
  epistemic: listParam(epistemicState),
  category: z.string().max(100).optional(),
  country: z.string().length(2).toUpperCase().optional(),
  /** Part of the name of a place its items name. */
  place: z.string().trim().min(1).max(100).optional(),
  language: z.string().max(35).optional(),
  /** Events with something new at or after this. */
  from: instantParam.optional(),
  /** Events first seen at or before this. */
  to: instantParam.optional(),
  limit: limitParam(50, 200),
  cursor: cursorParam,
})

/** An item as a member of an event. */
export const eventItem = itemReference
  .extend({
    /** How sure the grouping was, 0..1; 1 for the item that opened the event. */
    score: z.number(),
    owner: z.string().nullable(),
    excerpt: z.string(),
    duplicateOf: id.nullable(),
  })
  .meta({ id: 'EventItem' })

export const eventItemsQuery = z.object({ limit: limitParam(100, 200), cursor: cursorParam })

/** A merge, split, move or link: who did it and why, and whether it was taken back. */
export const eventLineage = z
  .object({
    id,
    kind: z.enum(['merge', 'split', 'move', 'link']),
    fromEventId: id,
    toEventId: id,
    itemIds: z.array(id),
    actor: z.string(),
    reason: z.string(),
    at: instant,
    undoneAt: instant.nullable(),
    undoneBy: z.string().nullable(),
    undoReason: z.string().nullable(),
  })
  .meta({ id: 'EventLineage' })

const because = {
  reason: z.string().trim().min(1).max(1_000),
  /** Who decides; the name of the key or `browser` when missing. */
  by: z.string().trim().min(1).max(200).optional(),
}
const someItems = z.array(id).min(1).max(5_000)

export const eventMerge = z.strictObject({ into: id, ...because })
export const eventSplit = z.strictObject({ itemIds: someItems, ...because })
export const eventMove = z.strictObject({ itemIds: someItems, to: id, ...because })
export const lineageParams = z.object({ lineageId: id })
export const lineageUndo = z.strictObject(because)

/** One event with its first items, what it says, and the trends it moved. */
export const eventDetail = event
  .extend({
    primaryItemId: id,
    contradictions: z.int(),
    facts: z.object({
      who: z.array(z.object({ name: z.string(), kind: z.enum(['person', 'organisation']), items: z.int() })),
      where: z.array(z.object({ name: z.string(), country: z.string(), items: z.int() })),
      /** Sentences of the summary with the items they stand in. */
      summary: z.array(z.object({ itemId: id, sentence: z.string() })),
      /** Key figures with what each source says they are. */
      numbers: z.array(
        z.object({
          what: z.string(),
          min: z.number(),
          median: z.number(),
          max: z.number(),
          /** Two owners give values that cannot both be right. */
          contested: z.boolean(),
          /** One value per owner, its latest. */
          values: z.array(
            z.object({
              value: z.number(),
              /** What the source leaves open: `least` for "at least 12". */
              bound: z.enum(['least', 'most', 'about']).nullable(),
              itemId: id,
              at: instant.nullable(),
            }),
          ),
        }),
      ),
      /** What its sources disagree about. */
      disputes: z.array(
        z.object({
          kind: z.enum(['claim', 'number']),
          what: z.string(),
          sides: z.array(z.object({ says: z.string(), itemIds: z.array(id) })),
        }),
      ),
      /** Who reported it first; `aheadMinutes` until another owner did, null while nobody has. */
      firstReport: z
        .object({
          itemId: id,
          at: instant,
          publisher: z.string().nullable(),
          owner: z.string().nullable(),
          aheadMinutes: z.int().nullable(),
        })
        .nullable(),
      /** Its first report and the later ones that brought news, with the words they brought. */
      timeline: z.array(
        z.object({
          itemId: id,
          at: instant,
          headline: z.string(),
          publisher: z.string().nullable(),
          adds: z.array(z.string()),
        }),
      ),
    }),
    /** Events of the same storyline, closest first, with the names and words they share. */
    related: z.array(eventReference.extend({ language: z.string(), shared: z.array(z.string()), score: z.number() })),
    /** The same happening told in other languages: events that stand and count together. */
    toldIn: z.array(eventReference.extend({ language: z.string() })),
    /** The one of them that stands for all, when it is not this one. */
    sameAs: id.nullable(),
    momentumAt: instant.nullable(),
    /** The event this one became part of. */
    mergedInto: id.nullable(),
    /** In order of arrival; the first page. */
    items: z.array(eventItem),
    nextItemsCursor: z.string().nullable(),
    evidence: z.array(
      z.object({
        id,
        trendSlug: z.string(),
        trendName: z.string(),
        signal: z.string(),
        delta: z.number(),
        effectiveAt: instant,
      }),
    ),
    /** Newest first. */
    lineage: z.array(eventLineage),
  })
  .meta({ id: 'EventDetail' })

export type Event = z.infer<typeof event>
export type EventDetail = z.infer<typeof eventDetail>
export type EventLineage = z.infer<typeof eventLineage>
export type EventItem = z.infer<typeof eventItem>
