import { Link } from 'wouter'
import type { EventDetail } from '../../../src/http/contract.ts'
import { formatDateTime, logOdds, plural, words } from '../format.ts'
import { State } from '../parts/badges.tsx'
import { EventChanges } from '../parts/event-changes.tsx'
import { EventFacts } from '../parts/event-facts.tsx'
import { EventReports } from '../parts/event-reports.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useEvent } from '../queries.ts'

/** One event: what is reported, by whom, what is disputed, and which trends it moved. */
export function EventPage({ id }: { id: string }) {
  const event = useEvent(id)
  return <Loaded query={event}>{(data) => <EventView key={data.id} event={data} />}</Loaded>
}

function EventView({ event }: { event: EventDetail }) {
  return (
    <>
      <h1>{event.headline}</h1>
      {event.mergedInto ? (
        <p className="notice">
          This event became part of <Link href={`/events/${event.mergedInto}`}>another one</Link>.
        </p>
      ) : null}
      <Summary event={event} />
      <p className="muted small">
        <State state={event.epistemicState} /> <State state={event.momentumState} title="momentum" />{' '}
        <State state={event.activityState} title="activity" /> {event.rank ? `rank ${event.rank} · ` : ''}
        {plural(event.itemCount, 'item')}, {plural(event.sourceCount, 'outlet')},{' '}
        {plural(event.independentSourceCount, 'independent owner')} · {formatDateTime(event.firstSeenAt)} to{' '}
        {formatDateTime(event.lastUpdatedAt)}
        {event.categories.length ? ` · ${event.categories.join(', ')}` : ''}
      </p>
      <EventFacts event={event} />
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
      {event.related.length ? (
        <section>
          <h2>Related events</h2>
          <ul className="items">
            {event.related.map((row) => (
              <li key={row.id}>
                <Link href={`/events/${row.id}`}>{row.headline}</Link>{' '}
                <span className="muted small">
                  {formatDateTime(row.lastUpdatedAt)} · {plural(row.itemCount, 'item')} · {row.shared.join(', ')}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <EventReports event={event} />
      <EventChanges event={event} />
    </>
  )
}

/** The summary's sentences, each with a link to the report it stands in. */
function Summary({ event }: { event: EventDetail }) {
  const outlets = new Map(event.items.map((item) => [item.id, item.publisher ?? item.sourceName]))
  if (event.facts.summary.length === 0) return event.summary ? <p>{event.summary}</p> : null
  return (
    <p>
      {event.facts.summary.map(({ sentence, itemId }) => (
        <span key={sentence}>
          {sentence}{' '}
          <a className="small" href={`#item-${itemId}`}>
            {outlets.get(itemId) ?? 'report'}
          </a>{' '}
        </span>
      ))}
    </p>
  )
}
