import { type EventRow, type ItemOfEvent, type LineageRow, spreadOf } from '../../events/index.ts'
import type { Event, EventDetail, EventItem, EventLineage, EventReference } from '../contract.ts'
import { iso } from './instant.ts'

export const presentEvent = (row: EventRow): Event => ({
  id: row.id,
  headline: row.headline,
  summary: row.canonicalSummary,
  language: row.language,
  categories: row.categories,
  keywords: row.keywords,
  countries: row.countries,
  itemCount: row.itemCount,
  sourceCount: row.sourceCount,
  independentSourceCount: row.independentSourceCount,
  epistemicState: row.epistemicState,
  activityState: row.activityState,
  momentumState: row.momentumState,
  rank: row.rank,
  score: row.score,
  velocity: row.velocity,
  acceleration: row.acceleration,
  diversity: row.diversity,
  firstSeenAt: row.firstSeenAt.toISOString(),
  lastUpdatedAt: row.lastUpdatedAt.toISOString(),
  version: row.version,
})

export const presentEventReference = (
  row: Pick<EventRow, 'id' | 'headline' | 'itemCount' | 'independentSourceCount' | 'firstSeenAt' | 'lastUpdatedAt'>,
): EventReference => ({
  id: row.id,
  headline: row.headline,
  itemCount: row.itemCount,
  independentSourceCount: row.independentSourceCount,
  firstSeenAt: row.firstSeenAt.toISOString(),
  lastUpdatedAt: row.lastUpdatedAt.toISOString(),
})

export const presentEventItem = ({ seq: _, ...row }: ItemOfEvent): EventItem => ({
  ...row,
  publishedAt: iso(row.publishedAt),
})

export const presentFacts = (facts: EventRow['facts']): EventDetail['facts'] => ({
  who: facts.who ?? [],
  where: facts.where ?? [],
  summary: facts.summary ?? [],
  numbers: (facts.numbers ?? []).map(({ what, values, contested = false }) => ({
    what,
    ...spreadOf(values),
    contested,
    values: values.map(({ value, bound = null, itemId, at = null }) => ({ value, bound, itemId, at })),
  })),
  disputes: facts.disputes ?? [],
  firstReport: facts.firstReport ?? null,
  timeline: facts.timeline ?? [],
})

export const presentLineage = ({ tenantId: _, ...row }: LineageRow): EventLineage => ({
  ...row,
  at: row.at.toISOString(),
  undoneAt: iso(row.undoneAt),
})
