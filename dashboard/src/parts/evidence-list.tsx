import { useState } from 'react'
import { Link } from 'wouter'
import type { Evidence } from '../../../src/http/contract.ts'
import { ago, formatDateTime, logOdds, plural, words } from '../format.ts'
import { useEvidence } from '../queries.ts'
import { ExternalLink } from './external-link.tsx'
import { Loaded } from './loaded.tsx'

const pageSize = 20

/** The evidence of a trend, newest first, each down to its items and their links. */
export function EvidenceList({ slug, signal, now }: { slug: string; signal: string | undefined; now: Date }) {
  const [limit, setLimit] = useState(pageSize)
  const [withTakenBack, setWithTakenBack] = useState(false)
  const status = withTakenBack ? 'all' : 'active'
  const evidence = useEvidence(slug, { signal, status, limit })
  const csv = new URLSearchParams({ status, ...(signal ? { signal } : {}) })
  return (
    <section>
      <h2>Evidence{signal ? `: ${words(signal)}` : ''}</h2>
      <p>
        <label className="small">
          <input type="checkbox" checked={withTakenBack} onChange={(event) => setWithTakenBack(event.target.checked)} />{' '}
          also what was taken back
        </label>
      </p>
      <Loaded query={evidence}>
        {({ data, nextCursor }) =>
          data.length === 0 ? (
            <p className="empty">Nothing has moved this {signal ? 'indicator' : 'trend'} yet.</p>
          ) : (
            <>
              <ol className="evidence">
                {data.map((row) => (
                  <EvidenceRow key={row.id} row={row} now={now} />
                ))}
              </ol>
              <p className="actions">
                {nextCursor && limit < 200 ? (
                  <button type="button" onClick={() => setLimit(Math.min(200, limit + 60))}>
                    Show more
                  </button>
                ) : null}
                <a
                  href={`/api/v1/trends/${encodeURIComponent(slug)}/evidence.csv?${csv}`}
                  download={`${slug}-evidence.csv`}
                  title="Goes on record: when any of it is taken back later, the export is named"
                >
                  Take all of it along as CSV
                </a>
              </p>
            </>
          )
        }
      </Loaded>
    </section>
  )
}

function EvidenceRow({ row, now }: { row: Evidence; now: Date }) {
  return (
    <li>
      <div className="evidence-head">
        <span className={row.delta >= 0 ? 'up' : 'down'} title="contribution when it happened, in log-odds">
          {logOdds(row.delta)}
        </span>
        <div>
          {row.event ? (
            <Link href={`/events/${row.event.id}`}>{row.event.headline}</Link>
          ) : (
            <span className="muted">an event no longer kept</span>
          )}
          <div className="muted small">
            {words(row.signal)} · <span title={formatDateTime(row.effectiveAt)}>{ago(row.effectiveAt, now)}</span> ·{' '}
            {row.retractedAt
              ? `taken back ${ago(row.retractedAt, now)}${row.supersededBy ? ', replaced' : ''}: ${row.retractionReason ?? 'no reason given'}`
              : `${logOdds(row.contributionNow)} left now`}
          </div>
        </div>
      </div>
      <Spans row={row} />
      <ul className="items">
        {row.items.map((item) => (
          <li key={item.id}>
            <Link href={`/items/${item.id}`}>{item.title || 'untitled'}</Link>{' '}
            <span className="muted small">
              <ExternalLink href={item.url}>{item.publisher ?? item.sourceName}</ExternalLink>
              {item.publishedAt ? `, ${formatDateTime(item.publishedAt)}` : ''}
            </span>
          </li>
        ))}
      </ul>
      <details>
        <summary>How this number came about</summary>
        <Factors row={row} />
      </details>
    </li>
  )
}

function Spans({ row }: { row: Evidence }) {
  const quotes = [...new Set(row.spans.map((span) => span.text))].slice(0, 5)
  if (quotes.length === 0) return null
  return (
    <p className="small">
      rests on{' '}
      {quotes.map((quote, position) => (
        <span key={quote}>
          {position > 0 ? ', ' : ''}
          <mark>{quote}</mark>
        </span>
      ))}
    </p>
  )
}

function Factors({ row }: { row: Evidence }) {
  const { factors } = row
  const reports = row.groups.reduce((sum, group) => sum + group.itemIds.length, 0)
  const sign = row.direction === 'escalatory' ? '+1' : '−1'
  const cells: [string, string][] = [
    ['direction', sign],
    ['weight', factors.weight.toFixed(3)],
    ['severity', factors.severity.toFixed(2)],
    ['confidence', factors.confidence.toFixed(2)],
    ['credibility', factors.credibility.toFixed(2)],
    ['corroboration', factors.corroboration.toFixed(2)],
    ['novelty', factors.novelty.toFixed(2)],
    ...(factors.ownerCap < 1 ? ([['owner cap', factors.ownerCap.toFixed(2)]] as [string, string][]) : []),
  ]
  return (
    <>
      <p className="factors">
        {cells.map(([name, value], position) => (
          <span key={name}>
            {position > 0 ? ' × ' : ''}
            <b>{value}</b> <span className="muted">{name}</span>
          </span>
        ))}{' '}
        = <b>{logOdds(row.delta)}</b>
      </p>
      <p className="muted small">
        {plural(row.groups.length, 'independent source')} behind {plural(reports, 'report')}
        {reports > row.groups.length ? ' (copies, one owner’s outlets and who-cites-whom count once)' : ''}:{' '}
        {row.groups.map((group) => `${group.owner}${group.coordinated ? ' (coordinated accounts)' : ''}`).join(', ')}.
        {factors.contradictions > 0
          ? ` ${plural(factors.contradictions, 'contradiction')} lowered the corroboration.`
          : ''}
        {factors.ownerCap < 1 ? ` Held back by the cap on ${row.owner} in 24 hours.` : ''} Half-life {row.halfLifeDays}{' '}
        days. Recorded {formatDateTime(row.recordedAt)} under definition version {row.definitionVersion} by{' '}
        {row.matcherVersion}
        {row.jobId ? `, job ${row.jobId}` : ''}.
      </p>
      {row.assessment ? (
        <p className="muted small">
          {row.assessment.model} judged: “{row.assessment.reason}” By words alone it was{' '}
          {row.assessment.matched.direction}, severity {row.assessment.matched.severity.toFixed(2)}, confidence{' '}
          {row.assessment.matched.confidence.toFixed(2)}.
        </p>
      ) : null}
    </>
  )
}
