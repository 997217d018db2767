import { Link } from 'wouter'
import type { Source, SourceDetail } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { useChange } from '../changes.ts'
import { formatDateTime, plural } from '../format.ts'
import { State } from '../parts/badges.tsx'
import { ExternalLink } from '../parts/external-link.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useSource, useSourceItems } from '../queries.ts'

/** One source: its health, its last checks, its newest items. */
export function SourcePage({ id }: { id: string }) {
  const source = useSource(id)
  return <Loaded query={source}>{(data) => <SourceView source={data} />}</Loaded>
}

function SourceView({ source }: { source: SourceDetail }) {
  const items = useSourceItems(source.id)
  return (
    <>
      <h1>{source.name}</h1>
      <p className="muted small">
        <State state={source.isActive ? source.status : 'disabled'} /> {source.connector} ·{' '}
        <ExternalLink href={source.url}>{source.url ?? 'no address'}</ExternalLink> · {plural(source.itemCount, 'item')}{' '}
        · {source.tier}, {source.reporting}, credibility {source.credibilityScore.toFixed(2)}
      </p>
      {source.lastError ? <p className="notice bad">{source.lastError}</p> : null}
      {source.disabledReason ? <p className="notice bad">{source.disabledReason}</p> : null}
      {source.lastWarnings.map((warning) => (
        <p key={warning} className="notice">
          {warning}
        </p>
      ))}
      <SourceActions source={source} />
      {source.checks.length ? (
        <section>
          <h2>Checks</h2>
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>When</th>
                  <th>Outcome</th>
                  <th className="number">Entries</th>
                  <th className="number">New</th>
                  <th className="number">Edited</th>
                  <th className="number">ms</th>
                </tr>
              </thead>
              <tbody>
                {source.checks.map((check) => (
                  <tr key={check.id}>
                    <td>{formatDateTime(check.checkedAt)}</td>
                    <td>
                      <State state={check.outcome} /> {check.statusCode ?? ''}
                      {check.error ? <div className="bad small">{check.error}</div> : null}
                    </td>
                    <td className="number">{check.entries}</td>
                    <td className="number">{check.inserted}</td>
                    <td className="number">{check.revised}</td>
                    <td className="number">{check.durationMs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
      <section>
        <h2>Newest items</h2>
        <Loaded query={items}>
          {({ data }) => (
            <ul className="items">
              {data.map((item) => (
                <li key={item.id}>
                  <Link href={`/items/${item.id}`}>{item.title || item.excerpt || 'untitled'}</Link>{' '}
                  <span className="muted small">
                    {item.publishedAt ? formatDateTime(item.publishedAt) : ''} · {item.processingStatus}
                    {item.revision > 0 ? ` · edited ${item.revision}×` : ''}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </section>
    </>
  )
}

function SourceActions({ source }: { source: SourceDetail }) {
  const act = useChange(({ method, path, body }: { method: 'POST' | 'PATCH'; path: string; body?: unknown }) =>
    send<Source>(method, `/sources/${source.id}${path}`, body),
  )
  return (
    <p className="actions">
      {source.intervalSeconds === null ? null : (
        <button type="button" onClick={() => act.mutate({ method: 'POST', path: '/check' })} disabled={act.isPending}>
          Check now
        </button>
      )}
      {source.backoffUntil ? (
        <button
          type="button"
          onClick={() => act.mutate({ method: 'POST', path: '/reset-backoff' })}
          disabled={act.isPending}
        >
          Reset back-off (until {formatDateTime(source.backoffUntil)})
        </button>
      ) : null}
      <button
        type="button"
        onClick={() => act.mutate({ method: 'PATCH', path: '', body: { isActive: !source.isActive } })}
        disabled={act.isPending}
      >
        {source.isActive ? 'Pause' : 'Resume'}
      </button>
      {act.error ? <span className="bad"> {act.error.message}</span> : null}
    </p>
  )
}
