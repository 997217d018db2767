import { useState } from 'react'
import { Link } from 'wouter'
import type { Event } from '../../../src/http/contract.ts'
import { ago, plural } from '../format.ts'
import { State } from '../parts/badges.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { type EventFilter, useEvents, useSession } from '../queries.ts'

const choices = {
  epistemic: ['emerging', 'confirmed', 'contested', 'retracted'],
  momentum: ['viral', 'sustained', 'emerging', 'declining', 'dead'],
  activity: ['active', 'dormant', 'closed'],
} as const
const everything: EventFilter = {
  sort: 'rank',
  q: '',
  momentum: '',
  epistemic: '',
  activity: '',
  category: '',
  place: '',
  language: '',
  from: '',
  to: '',
}

/** Events by rank or by time of their last report, by state, category, place, language, time and words. */
export function EventsPage() {
  const [filter, setFilter] = useState(everything)
  const session = useSession()
  const events = useEvents(filter)
  const now = session.data ? new Date(session.data.now) : undefined
  const set = (name: keyof EventFilter) => (input: { target: { value: string } }) =>
    setFilter({ ...filter, [name]: input.target.value })
  return (
    <>
      <h1>Events</h1>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          Order{' '}
          <select value={filter.sort} onChange={set('sort')}>
            <option value="rank">by rank</option>
            <option value="recent">last report first</option>
          </select>
        </label>
        <label>
          Words <input type="search" value={filter.q} onChange={set('q')} />
        </label>
        {(['epistemic', 'momentum'] as const).map((name) => (
          <Choice key={name} name={name} value={filter[name]} onChange={set(name)} />
        ))}
        <details>
          <summary>more filters</summary>
          <Choice name="activity" value={filter.activity} onChange={set('activity')} />
          <label>
            Category <input value={filter.category} size={12} onChange={set('category')} />
          </label>
          <label>
            Place <input value={filter.place} size={12} onChange={set('place')} />
          </label>
          <label>
            Language <input value={filter.language} size={4} placeholder="en" onChange={set('language')} />
          </label>
          <label>
            News since <input type="date" value={filter.from} onChange={set('from')} />
          </label>
          <label>
            begun by <input type="date" value={filter.to} onChange={set('to')} />
          </label>
          <button type="button" onClick={() => setFilter(everything)}>
            Clear
          </button>
        </details>
      </form>
      <Loaded query={events}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data)
          return rows.length === 0 ? (
            <p className="empty">No event matches. Events appear as soon as sources have been read.</p>
          ) : (
            <>
              <ol className="rows">
                {rows.map((event) => (
                  <EventLine key={event.id} event={event} now={now} />
                ))}
              </ol>
              {events.hasNextPage ? (
                <button type="button" onClick={() => void events.fetchNextPage()}>
                  Show more
                </button>
              ) : null}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function EventLine({ event, now }: { event: Event; now: Date | undefined }) {
  return (
    <li>
      <span className="rank">{event.rank ?? '–'}</span>
      <div>
        <Link href={`/events/${event.id}`} className="headline">
          {event.headline}
        </Link>
        <div className="muted small">
          <State state={event.epistemicState} /> <State state={event.momentumState} /> {plural(event.itemCount, 'item')}{' '}
          from {plural(event.independentSourceCount, 'independent owner')}
          {now ? ` · ${ago(event.lastUpdatedAt, now)}` : ''}
          {event.countries.length ? ` · ${event.countries.slice(0, 3).join(', ')}` : ''}
          {event.categories.length ? ` · ${event.categories.slice(0, 2).join(', ')}` : ''}
          {event.language === 'en' ? '' : ` · ${event.language}`}
        </div>
      </div>
    </li>
  )
}

function Choice(props: {
  name: keyof typeof choices
  value: string
  onChange: (input: { target: { value: string } }) => void
}) {
  return (
    <label>
      {props.name === 'epistemic' ? 'State' : props.name === 'momentum' ? 'Momentum' : 'Activity'}{' '}
      <select value={props.value} onChange={props.onChange}>
        <option value="">any</option>
        {choices[props.name].map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  )
}
