import { Link } from 'wouter'
import type { EventDetail } from '../../../src/http/contract.ts'
import { formatDateTime, logOdds, plural, words } from '../format.ts'
import { State } from '../parts/badges.tsx'
import { ExternalLink } from '../parts/external-link.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useEvent } from '../queries.ts'

/** One event: what is reported, by whom, and which trends it moved. */
export function EventPage({ id }: { id: string }) {
  const event = useEvent(id)
  return <Loaded query={event}>{(data) => <EventView event={data} />}</Loaded>
}

function EventView({ event }: { event: EventDetail }) {
  const { who, where } = event.facts
  return (
    <>
      <h1>{event.headline}</h1>
      {event.mergedInto ? (
        <p className="notice">
          This event became part of <Link href={`/events/${event.mergedInto}`}>another one</Link>.
        </p>
      ) : null}
      <p>{event.summary}</p>
      <p className="muted small">
        <State state={event.momentumState} />{' '}
        {event.epistemicState === 'emerging' ? null : <State state={event.epistemicState} />}{' '}
        <State state={event.activityState} /> {plural(event.itemCount, 'item')}, {plural(event.sourceCount, 'source')},{' '}
        {event.independentSourceCount} of them independent · first reported {formatDateTime(event.firstSeenAt)}, last{' '}
        {formatDateTime(event.lastUpdatedAt)}
      </p>
      {who.length ? <p className="small">Who: {who.map((entry) => entry.name).join(', ')}</p> : null}
      {where.length ? (
        <p className="small">Where: {where.map((entry) => `${entry.name} (${entry.country})`).join(', ')}</p>
      ) : null}
      {event.keywords.length ? <p className="muted small">{event.keywords.join(' · ')}</p> : null}
      {event.evidence.length ? (
        <section>
          <h2>Trends it moved</h2>
          <ul className="moves">
            {event.evidence.map((row) => (
              <li key={row.id}>
                <span className={row.delta >= 0 ? 'up' : 'down'}>{logOdds(row.delta)}</span>{' '}
                <Link href={`/trends/${row.trendSlug}`}>{row.trendName}</Link>{' '}
                <span className="muted small">{words(row.signal)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section>
        <h2>Reports</h2>
        <ol className="rows">
          {event.items.map((item) => (
            <li key={item.id}>
              <div>
                <ExternalLink href={item.url}>{item.title || 'untitled'}</ExternalLink>
                <div className="muted small">
                  {item.publisher ?? item.sourceName}
                  {item.publishedAt ? ` · ${formatDateTime(item.publishedAt)}` : ''}
                  {item.duplicateOf ? ' · repeats another report' : ''}
                </div>
                <div className="small">{item.excerpt}</div>
              </div>
            </li>
          ))}
        </ol>
        {event.nextItemsCursor ? <p className="muted">Further reports are in the API.</p> : null}
      </section>
    </>
  )
}
