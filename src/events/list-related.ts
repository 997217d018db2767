import { and, arrayOverlaps, desc, eq, gte, isNull, lte, notInArray } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { events } from '../db/schema/index.ts'
import type { EventRow } from './list-events.ts'

/** An event of the same storyline, and what the two have in common. */
export interface RelatedEvent {
  id: string
  headline: string
  language: string
  itemCount: number
  independentSourceCount: number
  firstSeenAt: Date
  lastUpdatedAt: Date
  /** Names and keywords both carry, the rarest first. */
  shared: string[]
  score: number
}

const DAY = 86_400_000
/** How far apart in time the events of one storyline may lie. */
const REACH_DAYS = 30
const MOST_COMPARED = 1_000
const MOST = 8
const LEAST_SCORE = 0.05

/**
 * Events of the same storyline, closest first: those within 30 days that share names and keywords, each worth less the
 * more of the events compared carry it, and less the further apart they are. Nothing is stored; one index is read.
 */
export async function listRelatedEvents(db: Db, event: EventRow): Promise<RelatedEvent[]> {
  if (event.keywords.length === 0) return []
  const candidates = await db
    .select({
      id: events.id,
      headline: events.headline,
      language: events.language,
      itemCount: events.itemCount,
      independentSourceCount: events.independentSourceCount,
      firstSeenAt: events.firstSeenAt,
      lastUpdatedAt: events.lastUpdatedAt,
      keywords: events.keywords,
      facts: events.facts,
    })
    .from(events)
    .where(
      and(
        eq(events.tenantId, event.tenantId),
        // what is told together with it is the same happening, not a related one
        notInArray(events.id, [event.id, event.sameAs ?? event.id]),
        isNull(events.mergedInto),
        isNull(events.sameAs),
        arrayOverlaps(events.keywords, event.keywords),
        gte(events.lastUpdatedAt, new Date(event.firstSeenAt.getTime() - REACH_DAYS * DAY)),
        lte(events.firstSeenAt, new Date(event.lastUpdatedAt.getTime() + REACH_DAYS * DAY)),
      ),
    )
    .orderBy(desc(events.lastUpdatedAt), desc(events.id))
    .limit(MOST_COMPARED)
  const own = traitsOf(event)
  const traits = candidates.map(traitsOf)
  const carriers = new Map<string, number>()
  for (const set of traits) for (const trait of set) carriers.set(trait, (carriers.get(trait) ?? 0) + 1)
  const weightOf = (trait: string) => 1 / (1 + Math.log(1 + (carriers.get(trait) ?? 0)))
  const sum = (set: Iterable<string>) => [...set].reduce((total, trait) => total + weightOf(trait), 0)
  return candidates
    .map(({ keywords: _, facts: __, ...candidate }, i) => {
      const shared = [...own].filter((trait) => traits[i]!.has(trait))
      const likeness = sum(shared) / (sum(own) + sum(traits[i]!) - sum(shared))
      const score = shared.length < 2 ? 0 : likeness * 2 ** (-gapDays(event, candidate) / 10)
      return { ...candidate, shared: shared.sort((a, b) => weightOf(b) - weightOf(a)).slice(0, 5), score }
    })
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, MOST)
}

/** What tells storylines apart: keywords and the names most of its items carry. */
function traitsOf({ keywords, facts }: Pick<EventRow, 'keywords' | 'facts'>): Set<string> {
  const who = (facts.who ?? []).slice(0, 6).map(({ name }) => name.toLowerCase())
  const where = (facts.where ?? []).slice(0, 3).map(({ name }) => name.toLowerCase())
  return new Set([...keywords, ...who, ...where])
}

function gapDays(a: { firstSeenAt: Date; lastUpdatedAt: Date }, b: { firstSeenAt: Date; lastUpdatedAt: Date }): number {
  const gap = Math.max(
    a.firstSeenAt.getTime() - b.lastUpdatedAt.getTime(),
    b.firstSeenAt.getTime() - a.lastUpdatedAt.getTime(),
  )
  return Math.max(0, gap) / DAY
}
