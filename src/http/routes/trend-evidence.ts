import { InputError } from '../../errors.ts'
import {
  dayMs,
  type EvidenceRow,
  evidenceCsv,
  explainTrend,
  exportEvidence,
  getTrendRow,
  listDefinitions,
  listEvidence,
  loadBlindSpans,
  loadGrounds,
  remainingAt,
  trendClock,
  trendDefinition,
} from '../../trends/index.ts'
import type { AppServices } from '../app-services.ts'
import { decodeCursor, isInstantAndId, pageOf } from '../cursor.ts'
import { iso } from '../present/instant.ts'
import { presentEvidence } from '../present/trend.ts'
import type { Handlers } from '../route.ts'

/** What moved a trend: its evidence down to items, and the split of a move into its causes. */
export function trendEvidenceRoutes({
  db,
}: AppServices): Pick<Handlers, 'listTrendEvidence' | 'exportTrendEvidence' | 'explainTrend'> {
  return {
    async listTrendEvidence({ tenantId, params: { slug }, query, now }) {
      const { cursor, limit, ...filter } = query
      const trend = await getTrendRow(db, tenantId, slug)
      const position = cursor ? decodeCursor<[string, string]>(cursor, isInstantAndId) : undefined
      const [rows, versions, blindSpans] = await Promise.all([
        listEvidence(db, trend.id, {
          ...filter,
          limit: limit + 1,
          ...(position ? { after: { effectiveAt: new Date(position[0]), id: position[1] } } : {}),
        }),
        listDefinitions(db, trend.id),
        loadBlindSpans(db, trend.id),
      ])
      const grounds = await loadGrounds(db, rows)
      const clock = trendClock(blindSpans)
      const descriptions = new Map(versions.map((row) => [row.version, describeSignals(row.definition)]))
      const present = (row: EvidenceRow) =>
        presentEvidence(row, {
          trendSlug: trend.slug,
          indicatorDescription: descriptions.get(row.definitionVersion)?.get(row.signal) ?? '',
          contributionNow: row.retractedAt ? 0 : remainingAt(row, clock, now),
          grounds,
        })
      return pageOf(rows, limit, present, (row) => [row.effectiveAt.toISOString(), row.id])
    },

    async exportTrendEvidence({ tenantId, identity, params: { slug }, query, now }) {
      return evidenceCsv(await exportEvidence(db, { tenantId, trend: slug, filter: query, actor: identity.name, now }))
    },

    async explainTrend({ tenantId, params: { slug }, query, now }) {
      const to = query.to ?? now
      const from = query.from ?? new Date(to.getTime() - 7 * dayMs)
      if (from > to) throw new InputError('from is after to.', [{ field: 'from', message: 'must not be after to' }])
      const trend = await getTrendRow(db, tenantId, slug)
      const { from: start, to: end, lines, groups } = await explainTrend(db, trend.id, { ...query, from, to })
      return {
        slug: trend.slug,
        from: from.toISOString(),
        to: to.toISOString(),
        logOddsFrom: start.logOdds,
        logOddsTo: end.logOdds,
        probabilityFrom: start.probability,
        probabilityTo: end.probability,
        lines: lines.shown.map((line) => ({ ...line, effectiveAt: iso(line.effectiveAt) })),
        rest: lines.rest,
        groups: groups ? { data: groups.shown, rest: groups.rest } : null,
      }
    },
  }
}

function describeSignals(definition: Record<string, unknown>): Map<string, string> {
  const parsed = trendDefinition.safeParse(definition)
  return new Map(parsed.success ? parsed.data.indicators.map((entry) => [entry.signal, entry.description]) : [])
}
