import { Link, useSearchParams } from 'wouter'
import { formatDateTime } from '../format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { useSearch } from '../queries.ts'

/** Events and items found by their words, their meaning, or both. */
export function SearchPage() {
  const [parameters] = useSearchParams()
  const q = parameters.get('q') ?? ''
  const results = useSearch(q)
  return (
    <>
      <h1>Search: {q}</h1>
      <Loaded query={results}>
        {({ data, modes }) => (
          <>
            {modes.includes('meaning') ? null : (
              <p className="notice">Searched by words only: no embedder is at hand right now.</p>
            )}
            {data.length === 0 ? <p className="empty">Nothing found.</p> : null}
            <ol className="rows">
              {data.map((hit) => (
                <li key={hit.id}>
                  <span className="badge">{hit.kind}</span>
                  <div>
                    {hit.kind === 'event' ? (
                      <Link href={`/events/${hit.id}`}>{hit.title}</Link>
                    ) : (
                      <Link href={`/items/${hit.id}`}>{hit.title || 'untitled'}</Link>
                    )}
                    <div className="muted small">
                      {hit.at ? `${formatDateTime(hit.at)} · ` : ''}found by {hit.foundBy.join(' and ')}
                      {hit.kind === 'item' && hit.eventId ? (
                        <>
                          {' · '}
                          <Link href={`/events/${hit.eventId}`}>its event</Link>
                        </>
                      ) : null}
                    </div>
                    <div className="small">{hit.excerpt}</div>
                  </div>
                </li>
              ))}
            </ol>
          </>
        )}
      </Loaded>
    </>
  )
}
