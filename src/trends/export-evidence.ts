import { stringify } from 'csv-stringify/sync'
import type { Db } from '../db/client.ts'
import { InputError } from '../errors.ts'
import { recordEvidenceUse } from './evidence-uses.ts'
import { getTrendRow } from './find-trend.ts'
import { type EvidenceFilter, type EvidenceRow, factorsOf, listEvidence, loadGrounds } from './list-evidence.ts'

/** More rows than a spreadsheet is looked through; whoever has more narrows the time. */
const mostRows = 50_000
const groundsBatch = 2_000

/** Evidence with every factor of it, the event and the items it rests on, flat enough for a table. */
export type ExportedEvidence = Awaited<ReturnType<typeof exportEvidence>>[number]

/**
 * Evidence of a trend, newest first, as it leaves the workspace. The export is put on record, so that it is named when any of it is
 * taken back later. Throws NotFoundError, and InputError for more rows than an export holds or a window that ends before it begins.
 */
export async function exportEvidence(db: Db, { tenantId, trend, filter, actor, now }: ExportRequest) {
  if (filter.from && filter.to && filter.from > filter.to)
    throw new InputError('from is after to.', [{ field: 'from', message: 'must not be after to' }])
  const { id: trendId, slug } = await getTrendRow(db, tenantId, trend)
  const rows = await listEvidence(db, trendId, { ...filter, limit: mostRows + 1 })
  if (rows.length > mostRows)
    throw new InputError(`An export holds at most ${mostRows.toLocaleString('en')} pieces of evidence.`, [
      { field: 'from', message: 'narrow the time with from and to' },
    ])
  const exported: ReturnType<typeof flat>[] = []
  for (let start = 0; start < rows.length; start += groundsBatch) {
    const batch = rows.slice(start, start + groundsBatch)
    const grounds = await loadGrounds(db, batch)
    exported.push(...batch.map((row) => flat(row, slug, grounds)))
  }
  const span = rows.length === 0 ? '' : `, ${day(rows.at(-1)?.effectiveAt)} to ${day(rows[0]?.effectiveAt)}`
  const title = `Evidence of ${slug}${span} (${rows.length} rows)`
  const evidenceIds = rows.map((row) => row.id)
  await recordEvidenceUse(db, { tenantId, trendId, kind: 'export', refId: null, title, actor, evidenceIds, now })
  return exported
}

interface ExportRequest {
  tenantId: string
  /** Slug or id. */
  trend: string
  filter: Omit<EvidenceFilter, 'limit' | 'after'>
  /** Who takes it along. */
  actor: string
  now: Date
}

const day = (at: Date | undefined): string => at?.toISOString().slice(0, 10) ?? ''

function flat(row: EvidenceRow, trend: string, grounds: Awaited<ReturnType<typeof loadGrounds>>) {
  return {
    id: row.id,
    trend,
    effectiveAt: row.effectiveAt,
    recordedAt: row.recordedAt,
    retractedAt: row.retractedAt,
    retractionReason: row.retractionReason,
    supersededBy: row.supersededBy,
    signal: row.signal,
    delta: row.delta,
    direction: row.direction,
    ...factorsOf(row),
    halfLifeDays: row.halfLifeDays,
    owner: row.owner,
    sources: row.groups.map((group) => `${group.owner}${group.coordinated ? ' (coordinated accounts)' : ''}`),
    quotes: [...new Set(row.spans.map((span) => span.text))],
    eventId: row.eventId,
    headline: grounds.events.get(row.eventId)?.headline ?? null,
    items: row.itemIds.flatMap((id) => {
      const item = grounds.items.get(id)
      return item ? [{ id, title: item.title, url: item.url, publisher: item.publisher ?? item.sourceName }] : []
    }),
    definitionVersion: row.definitionVersion,
    matcherVersion: row.matcherVersion,
    jobId: row.jobId,
  }
}

/** Exported evidence as CSV with a header; lists are joined with " | ", and no cell is taken for a formula by a spreadsheet. */
export function evidenceCsv(rows: readonly ExportedEvidence[]): string {
  return stringify(
    rows.map(({ sources, quotes, items, ...row }) => ({
      ...row,
      sources: sources.join(' | '),
      quotes: quotes.join(' | '),
      itemTitles: items.map((item) => item.title).join(' | '),
      itemUrls: items.flatMap((item) => item.url ?? []).join(' | '),
    })),
    { header: true, columns: [...csvColumns], escape_formulas: true, cast: { date: (at) => at.toISOString() } },
  )
}

const csvColumns = [
  ...['id', 'trend', 'effectiveAt', 'recordedAt', 'retractedAt', 'retractionReason', 'supersededBy', 'signal', 'delta'],
  ...['direction', 'weight', 'severity', 'confidence', 'credibility', 'corroboration', 'novelty', 'ownerCap'],
  ...['contradictions', 'halfLifeDays', 'owner', 'sources', 'quotes', 'headline', 'itemTitles', 'itemUrls', 'eventId'],
  ...['definitionVersion', 'matcherVersion', 'jobId'],
] as const
