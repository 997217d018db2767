import { useState } from 'react'
import { Link } from 'wouter'
import { formatDateTime, logOdds, words } from '../format.ts'
import { AlertRow } from '../parts/alert-list.tsx'
import { Destinations } from '../parts/destinations.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useAllAlerts, useRestatements, useSession } from '../queries.ts'

const statuses = [
  ['all', 'all'],
  ['open', 'open'],
  ['new', 'not yet seen'],
] as const

/** What the rules of trends raised, where it is sent, and what rested on evidence that was taken back. */
export function AlertsPage() {
  return (
    <>
      <h1>Alerts</h1>
      <Alerts />
      <Destinations />
      <Restatements />
    </>
  )
}

function Alerts() {
  const [status, setStatus] = useState<string>('all')
  const [limit, setLimit] = useState(20)
  const alerts = useAllAlerts(status, limit)
  const now = new Date(useSession().data?.now ?? Date.now())
  return (
    <>
      <fieldset className="choices">
        <legend className="visually-hidden">Which alerts</legend>
        {statuses.map(([value, label]) => (
          <button key={value} type="button" aria-pressed={status === value} onClick={() => setStatus(value)}>
            {label}
          </button>
        ))}
      </fieldset>
      <Loaded query={alerts}>
        {({ data, nextCursor }) =>
          data.length === 0 ? (
            <p className="empty">
              None. Rules for them stand under <code>alerts</code> in the definition of a trend.
            </p>
          ) : (
            <>
              <ul className="rows">
                {data.map((alert) => (
                  <AlertRow key={alert.id} alert={alert} now={now} />
                ))}
              </ul>
              {nextCursor && limit < 200 ? (
                <p className="actions">
                  <button type="button" onClick={() => setLimit(Math.min(200, limit + 60))}>
                    Show more
                  </button>
                </p>
              ) : null}
            </>
          )
        }
      </Loaded>
    </>
  )
}

function Restatements() {
  return (
    <section>
      <h2>Used, then taken back</h2>
      <p className="muted small">
        Alerts and exports that rest on evidence which a source later corrected or withdrew, or which was regrouped.
      </p>
      <Loaded query={useRestatements()}>
        {({ data }) => (
          <ul className="rows">
            {data.length === 0 ? <li className="muted">None.</li> : null}
            {data.map((use) => (
              <li key={use.id}>
                <div>
                  {use.kind} of {formatDateTime(use.usedAt)} on{' '}
                  <Link href={`/trends/${encodeURIComponent(use.trend)}`}>{use.trend}</Link>: {use.title}{' '}
                  <span className="muted small">{use.actor}</span>
                  <ul className="plain small">
                    {use.evidence.map((row) => (
                      <li key={row.id}>
                        {words(row.signal)} {logOdds(row.delta)} →{' '}
                        {row.deltaNow === null ? 'nothing' : logOdds(row.deltaNow)}, {row.cause} on{' '}
                        {formatDateTime(row.retractedAt)}: <Link href={`/events/${row.eventId}`}>{row.reason}</Link>
                      </li>
                    ))}
                  </ul>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}
