import { Link } from 'wouter'
import type { ItemDetail } from '../../../src/http/contract.ts'
import { formatDateTime, logOdds, plural, words } from '../format.ts'
import { ExternalLink } from '../parts/external-link.tsx'
import { ItemChanges } from '../parts/item-changes.tsx'
import { ItemFindings } from '../parts/item-findings.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useItem } from '../queries.ts'

/** One item: what it says, where else it stands, what its source changed, and the evidence it gave. */
export function ItemPage({ id }: { id: string }) {
  const item = useItem(id)
  return <Loaded query={item}>{(data) => <ItemView item={data} />}</Loaded>
}

function ItemView({ item }: { item: ItemDetail }) {
  return (
    <>
      <h1>{item.title || 'untitled'}</h1>
      <p className="muted small">
        {item.publisher ?? item.sourceName}
        {item.author ? ` · ${item.author}` : ''}
        {item.publishedAt ? ` · ${formatDateTime(item.publishedAt)}` : ''} ·{' '}
        <ExternalLink href={item.url}>{item.url ? 'read it there' : 'no address'}</ExternalLink> · from{' '}
        <Link href={`/sources/${item.sourceId}`}>{item.sourceName}</Link>
        {item.event ? (
          <>
            {' · part of '}
            <Link href={`/events/${item.event.id}`}>{item.event.headline}</Link>
          </>
        ) : null}
      </p>
      <Notices item={item} />
      <article className="text">
        {item.text ? (
          item.text.split(/\n{2,}/).map((paragraph, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one text never change places
            <p key={i}>{paragraph}</p>
          ))
        ) : (
          <p className="empty">It has no text beside its title.</p>
        )}
      </article>
      <Evidence item={item} />
      <Copies item={item} />
      <ItemFindings item={item} />
      <ItemChanges revisions={item.revisions} />
    </>
  )
}

function Notices({ item }: { item: ItemDetail }) {
  const { correction } = item.findings
  return (
    <>
      {item.deletedAt ? <p className="notice bad">Withdrawn by its source, {formatDateTime(item.deletedAt)}.</p> : null}
      {item.retractedAt ? (
        <p className="notice bad">
          Taken back by its source, {formatDateTime(item.retractedAt)}; it is evidence of nothing.
        </p>
      ) : null}
      {correction ? <p className="notice">“{correction.said}”</p> : null}
      {item.errorMessage ? <p className="notice bad">{item.errorMessage}</p> : null}
      {item.processingStatus === 'pending' || item.processingStatus === 'processing' ? (
        <p className="notice">Not normalised yet: what was found in it follows.</p>
      ) : null}
    </>
  )
}

function Evidence({ item }: { item: ItemDetail }) {
  if (item.evidence.length === 0) return null
  return (
    <section>
      <h2>Evidence it gave</h2>
      <ul className="moves">
        {item.evidence.map((row) => (
          <li key={row.id}>
            <span className={row.retractedAt ? 'muted' : row.delta >= 0 ? 'up' : 'down'}>
              {row.retractedAt ? <s>{logOdds(row.delta)}</s> : logOdds(row.delta)}
            </span>{' '}
            <Link href={`/trends/${row.trendSlug}`}>{row.trendName}</Link>{' '}
            <span className="muted small">
              {words(row.signal)} · {formatDateTime(row.effectiveAt)}
              {row.retractedAt
                ? ` · taken back ${formatDateTime(row.retractedAt)}${row.retractionReason ? `: ${row.retractionReason}` : ''}`
                : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Copies({ item }: { item: ItemDetail }) {
  if (item.copies.length === 0) return null
  return (
    <section>
      <h2>Where else it stands</h2>
      <p className="muted small">
        {item.duplicateOf
          ? 'It repeats an earlier report and does not count as a further one.'
          : `${plural(item.copies.length, 'report')} repeat it; together they count once.`}
      </p>
      <ul className="items">
        {item.copies.map((copy) => (
          <li key={copy.id}>
            <Link href={`/items/${copy.id}`}>{copy.title || 'untitled'}</Link>{' '}
            <span className="muted small">
              {copy.publisher ?? copy.sourceName}
              {copy.publishedAt ? ` · ${formatDateTime(copy.publishedAt)}` : ''} ·{' '}
              {copy.kind === null ? 'had it first' : copy.kind === 'exact' ? 'the same words' : 'nearly the same words'}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
