import { Link } from 'wouter'
import { ago } from '../format.ts'
import { State } from '../parts/badges.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useSession, useSources } from '../queries.ts'

/** Every source with its health; what is wrong is said in the row. */
export function SourcesPage() {
  const sources = useSources()
  const session = useSession()
  const now = session.data ? new Date(session.data.now) : undefined
  const when = (iso: string | null) => (iso && now ? ago(iso, now) : '–')
  return (
    <>
      <h1>Sources</h1>
      <p className="actions">
        <Link href="/sources/add">Add a source</Link> · <Link href="/credentials">Credentials</Link>
      </p>
      <Loaded query={sources}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="empty">
              No source yet. <Link href="/sources/add">Add one</Link>, or many with{' '}
              <code>npx bellwether sources import FILE.opml</code>.
            </p>
          ) : (
            <div className="scroll">
              <table>
                <thead>
                  <tr>
                    <th>Source</th>
                    <th>Health</th>
                    <th className="wide">Last read</th>
                    <th>Last new item</th>
                    <th className="wide">Next check</th>
                    <th className="wide">Tier</th>
                    <th className="number wide">Credibility</th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((source) => (
                    <tr key={source.id}>
                      <td>
                        <Link href={`/sources/${source.id}`}>{source.name}</Link>
                        <div className="muted small">
                          {source.connector}
                          {source.owner && source.owner !== source.name ? ` · ${source.owner}` : ''}
                        </div>
                        {source.lastError ? <div className="bad small">{source.lastError}</div> : null}
                        {source.disabledReason ? <div className="bad small">{source.disabledReason}</div> : null}
                      </td>
                      <td>
                        <State state={source.isActive ? source.status : 'disabled'} />
                      </td>
                      <td className="wide">{when(source.lastSuccessAt)}</td>
                      <td>{when(source.lastNewItemAt)}</td>
                      <td className="wide">
                        {source.intervalSeconds === null ? 'not polled' : when(source.nextCheckAt)}
                      </td>
                      <td className="wide">{source.tier}</td>
                      <td className="number wide">{source.credibilityScore.toFixed(2)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </>
  )
}
