import { useState } from 'react'
import { Link } from 'wouter'
import { ago, plural } from '../format.ts'
import { State } from '../parts/badges.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useEvents, useSession } from '../queries.ts'

const momenta = ['', 'viral', 'sustained', 'emerging', 'declining', 'dead']

/** Events by rank or by time of their last report. */
export function EventsPage() {
  const [sort, setSort] = useState<'rank' | 'recent'>('rank')
  const [momentum, setMomentum] = useState('')
  const [words, setWords] = useState('')
  const [limit, setLimit] = useState(50)
  const session = useSession()
  const events = useEvents({
    sort,
    limit,
    ...(momentum ? { momentum } : {}),
    ...(words.trim() ? { q: words.trim() } : {}),
  })
  const now = session.data ? new Date(session.data.now) : undefined
  return (
    <>
      <h1>Events</h1>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          Order{' '}
          <select value={sort} onChange={(event) => setSort(event.target.value as 'rank' | 'recent')}>
            <option value="rank">by rank</option>
            <option value="recent">last report first</option>
          </select>
        </label>
        <label>
          Momentum{' '}
          <select value={momentum} onChange={(event) => setMomentum(event.target.value)}>
            {momenta.map((value) => (
              <option key={value} value={value}>
                {value || 'any'}
              </option>
            ))}
          </select>
        </label>
        <label>
          Words <input value={words} onChange={(event) => setWords(event.target.value)} />
        </label>
      </form>
      <Loaded query={events}>
        {({ data, nextCursor }) =>
          data.length === 0 ? (
            <p className="empty">No event matches. Events appear as soon as sources have been read.</p>
          ) : (
            <>
              <ol className="rows">
                {data.map((event) => (
                  <li key={event.id}>
                    <span className="rank">{event.rank ?? '–'}</span>
                    <div>
                      <Link href={`/events/${event.id}`} className="headline">
                        {event.headline}
                      </Link>
                      <div className="muted small">
                        <State state={event.momentumState} />{' '}
                        {event.epistemicState === 'emerging' ? null : <State state={event.epistemicState} />}{' '}
                        {plural(event.itemCount, 'item')} from{' '}
                        {plural(event.independentSourceCount, 'independent source')}
                        {now ? ` · ${ago(event.lastUpdatedAt, now)}` : ''}
                        {event.countries.length ? ` · ${event.countries.slice(0, 3).join(', ')}` : ''}
                        {event.categories.length ? ` · ${event.categories.slice(0, 2).join(', ')}` : ''}
                      </div>
                    </div>
                  </li>
                ))}
              </ol>
              {nextCursor && limit < 200 ? (
                <button type="button" onClick={() => setLimit(Math.min(200, limit + 50))}>
                  Show more
                </button>
              ) : null}
            </>
          )
        }
      </Loaded>
    </>
  )
}
