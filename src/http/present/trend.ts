import type { CountedStanding, EvidenceRow, loadGrounds, Standing, TrendWithDefinition } from '../../trends/index.ts'
import { displayProbability, factorsOf } from '../../trends/index.ts'
import type { Evidence, Trend } from '../contract.ts'
import { presentEventReference } from './event.ts'
import { iso } from './instant.ts'

/** The value part of a trend. */
export const presentStanding = (standing: Standing & { change7d: number }) => ({
  asOf: standing.at.toISOString(),
  logOdds: standing.logOdds,
  probability: standing.probability,
  bandLow: standing.bandLow,
  bandHigh: standing.bandHigh,
  level: standing.level,
  direction: standing.direction,
  change7d: standing.change7d,
  eventCount24h: standing.eventCount24h,
  isBlind: standing.isBlind,
  blindSince: iso(standing.blindSince),
  definitionVersion: standing.definitionVersion,
})

/** A trend without its curve. */
export const presentTrend = (
  { trend, definition }: TrendWithDefinition,
  standing: CountedStanding,
): Omit<Trend, 'curve'> => ({
  id: trend.id,
  slug: trend.slug,
  name: trend.name,
  question: trend.question,
  isActive: trend.isActive,
  isSample: trend.isSample,
  baselineProbability: displayProbability(definition.baselineLogOdds),
  halfLifeDays: definition.halfLifeDays,
  evidenceCount: standing.evidenceCount,
  lastEvidenceAt: iso(standing.lastEvidenceAt),
  snapshotCount: standing.snapshotCount,
  ...presentStanding(standing),
})

/** A piece of evidence with the event and items it rests on. */
export function presentEvidence(
  row: EvidenceRow,
  context: {
    trendSlug: string
    indicatorDescription: string
    contributionNow: number
    grounds: Awaited<ReturnType<typeof loadGrounds>>
  },
): Evidence {
  const event = context.grounds.events.get(row.eventId)
  return {
    id: row.id,
    trendSlug: context.trendSlug,
    signal: row.signal,
    indicatorDescription: context.indicatorDescription,
    direction: row.direction > 0 ? 'escalatory' : 'deescalatory',
    delta: row.delta,
    contributionNow: context.contributionNow,
    factors: factorsOf(row),
    halfLifeDays: row.halfLifeDays,
    owner: row.owner,
    groups: row.groups,
    spans: row.spans,
    assessment: row.assessment && {
      ...row.assessment,
      matched: {
        ...row.assessment.matched,
        direction: row.assessment.matched.direction > 0 ? 'escalatory' : 'deescalatory',
      },
    },
    effectiveAt: row.effectiveAt.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    retractedAt: iso(row.retractedAt),
    retractionReason: row.retractionReason,
    supersededBy: row.supersededBy,
    definitionVersion: row.definitionVersion,
    matcherVersion: row.matcherVersion,
    jobId: row.jobId,
    event: event ? presentEventReference(event) : null,
    items: row.itemIds.flatMap((id) => {
      const item = context.grounds.items.get(id)
      return item ? [{ ...item, publishedAt: iso(item.publishedAt) }] : []
    }),
  }
}
