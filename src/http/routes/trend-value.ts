import { countSnapshots, findSnapshotRange, listSnapshots } from '../../snapshots/index.ts'
import {
  asKnownAt,
  asKnownNow,
  dayMs,
  displayProbability,
  getTrendRow,
  listDefinitions,
  loadBlindSpans,
  loadRecord,
  logOddsAt,
  signalShares,
  standingAt,
  trendDefinition,
} from '../../trends/index.ts'
import type { AppServices } from '../app-services.ts'
import type { TrendHistory } from '../contract.ts'
import { iso } from '../present/instant.ts'
import { presentSnapshot } from '../present/snapshot.ts'
import { presentStanding } from '../present/trend.ts'
import type { Handlers } from '../route.ts'
import { bucketHoursFor } from '../series.ts'

const presentSpan = (span: { startedAt: Date; endedAt: Date | null }) => ({
  startedAt: span.startedAt.toISOString(),
  endedAt: iso(span.endedAt),
})

/** A trend's value at any time, and its curve. */
export function trendValueRoutes({ db }: AppServices): Pick<Handlers, 'getTrend' | 'getTrendHistory'> {
  return {
    async getTrend({ tenantId, params: { slug }, query, now }) {
      const trend = await getTrendRow(db, tenantId, slug)
      const at = query.at ?? query.knownAt ?? now
      const [versions, record, snapshotCount] = await Promise.all([
        listDefinitions(db, trend.id),
        loadRecord(db, trend.id, { activeOnly: query.knownAt === undefined }),
        countSnapshots(db, trend.id),
      ])
      const history = query.knownAt ? asKnownAt(record, query.knownAt) : asKnownNow(record)
      const standing = standingAt(history, at)
      const weekAgo = logOddsAt(history, new Date(at.getTime() - 7 * dayMs))
      const inForce = versions.find((row) => row.version === standing.definitionVersion)!
      const definition = trendDefinition.parse(inForce.definition)
      const shares = signalShares(history, at)
      const evidence = history.contributions.filter((row) => row.kind === 'evidence' && row.effectiveAt <= at)
      const lastMs = evidence.reduce((last, row) => Math.max(last, row.effectiveAt.getTime()), 0)
      return {
        id: trend.id,
        slug: trend.slug,
        name: trend.name,
        question: trend.question,
        isActive: trend.isActive,
        isSample: trend.isSample,
        baselineProbability: displayProbability(inForce.baselineLogOdds),
        baselineLogOdds: inForce.baselineLogOdds,
        halfLifeDays: inForce.halfLifeDays,
        evidenceCount: evidence.length,
        lastEvidenceAt: lastMs === 0 ? null : new Date(lastMs).toISOString(),
        snapshotCount,
        ...presentStanding({ ...standing, change7d: standing.probability - displayProbability(weekAgo) }),
        knownAt: (query.knownAt ?? now).toISOString(),
        description: definition.description ?? null,
        resolution: definition.resolution ?? null,
        indicators: definition.indicators.map((indicator) => ({
          signal: indicator.signal,
          direction: indicator.direction,
          weight: indicator.weight,
          halfLifeDays: indicator.halfLifeDays ?? inForce.halfLifeDays,
          description: indicator.description,
          keywords: indicator.keywords,
          actors: indicator.actors,
          places: indicator.places,
          ...(shares.get(indicator.signal) ?? { evidenceCount: 0, contribution: 0 }),
        })),
        blindSpans: history.blindSpans.map(presentSpan),
        overrides: history.contributions
          .filter((row) => row.kind === 'override')
          .map((row) => ({
            id: row.id,
            delta: row.delta,
            reason: row.reason ?? '',
            author: row.author ?? '',
            effectiveAt: row.effectiveAt.toISOString(),
          })),
      }
    },

    async getTrendHistory({ tenantId, params: { slug }, query, now }): Promise<TrendHistory> {
      const trend = await getTrendRow(db, tenantId, slug)
      const [range, blindSpans] = await Promise.all([findSnapshotRange(db, trend.id), loadBlindSpans(db, trend.id)])
      const from = query.from ?? range?.first ?? trend.createdAt
      const to = query.to ?? range?.last ?? now
      const resolutionHours = bucketHoursFor(query.resolution, from, to)
      const rows = await listSnapshots(db, trend.id, { from, to, bucketHours: resolutionHours })
      return {
        slug: trend.slug,
        from: from.toISOString(),
        to: to.toISOString(),
        resolutionHours,
        data: rows.map(presentSnapshot),
        blindSpans: blindSpans
          .filter((span) => span.startedAt <= to && (span.endedAt === null || span.endedAt >= from))
          .map(presentSpan),
      }
    },
  }
}
