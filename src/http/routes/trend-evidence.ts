import { InputError } from '../../errors.ts'
import {
  asKnownNow,
  attribute,
  dayMs,
  type EvidenceRow,
  getTrendRow,
  listDefinitions,
  listEvidence,
  listEvidenceLabels,
  loadBlindSpans,
  loadGrounds,
  loadRecord,
  remainingAt,
  trendClock,
  trendDefinition,
} from '../../trends/index.ts'
import type { AppServices } from '../app-services.ts'
import { decodeCursor, isInstantAndId, pageOf } from '../cursor.ts'
import { presentEvidence } from '../present/trend.ts'
import type { Handlers } from '../route.ts'

/** What moved a trend: its evidence down to items, and the split of a move into its causes. */
export function trendEvidenceRoutes({ db }: AppServices): Pick<Handlers, 'listTrendEvidence' | 'explainTrend'> {
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

    async explainTrend({ tenantId, params: { slug }, query, now }) {
      const to = query.to ?? now
      const from = query.from ?? new Date(to.getTime() - 7 * dayMs)
      if (from > to) throw new InputError('from is after to.', [{ field: 'from', message: 'must not be after to' }])
      const trend = await getTrendRow(db, tenantId, slug)
      const history = asKnownNow(await loadRecord(db, trend.id, { activeOnly: true }))
      const moved = attribute({ at: from, history }, { at: to, history })
      const shown = moved.lines.slice(0, query.limit)
      const rest = moved.lines.slice(query.limit)
      const labels = await listEvidenceLabels(
        db,
        shown.filter((line) => line.kind === 'evidence').map((line) => line.id),
      )
      const labelOf = new Map(labels.map((label) => [label.id, label]))
      return {
        slug: trend.slug,
        from: from.toISOString(),
        to: to.toISOString(),
        logOddsFrom: moved.from.logOdds,
        logOddsTo: moved.to.logOdds,
        probabilityFrom: moved.from.probability,
        probabilityTo: moved.to.probability,
        lines: shown.map(({ id, kind, contribution, deltaLogOdds, deltaProbability }) => ({
          kind,
          id,
          signal: contribution?.signal ?? null,
          label:
            kind === 'baseline' ? 'Change of the baseline' : (contribution?.reason ?? labelOf.get(id)?.headline ?? ''),
          deltaLogOdds,
          deltaProbability,
          effectiveAt: contribution?.effectiveAt.toISOString() ?? null,
          eventId: contribution?.eventId ?? null,
          jobId: labelOf.get(id)?.jobId ?? null,
        })),
        rest: {
          count: rest.length,
          deltaLogOdds: rest.reduce((sum, line) => sum + line.deltaLogOdds, 0),
          deltaProbability: rest.reduce((sum, line) => sum + line.deltaProbability, 0),
        },
      }
    },
  }
}

function describeSignals(definition: Record<string, unknown>): Map<string, string> {
  const parsed = trendDefinition.safeParse(definition)
  return new Map(parsed.success ? parsed.data.indicators.map((entry) => [entry.signal, entry.description]) : [])
}
