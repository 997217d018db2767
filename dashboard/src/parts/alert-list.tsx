import { Link } from 'wouter'
import type { Alert } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { useChange } from '../changes.ts'
import { ago, formatDateTime, plural } from '../format.ts'
import { useAlerts } from '../queries.ts'
import { Loaded } from './loaded.tsx'

/** The alerts of a trend, newest first, with their deliveries; nothing when it never raised one. */
export function AlertList({ slug, now }: { slug: string; now: Date }) {
  return (
    <Loaded query={useAlerts(slug)}>
      {({ data }) =>
        data.length === 0 ? null : (
          <section>
            <h2>Alerts</h2>
            <ul className="rows">
              {data.map((alert) => (
                <AlertRow key={alert.id} alert={alert} now={now} />
              ))}
            </ul>
          </section>
        )
      }
    </Loaded>
  )
}

/** One alert: what it says, since when, who has seen it, and where it went. */
export function AlertRow({ alert, now }: { alert: Alert; now: Date }) {
  const acknowledge = useChange(() => send('POST', `/alerts/${alert.id}/acknowledge`, {}))
  return (
    <li>
      <div>
        <Link href={`/trends/${encodeURIComponent(alert.trend.slug)}`}>{alert.message}</Link>{' '}
        <span className="muted small">
          <span title={formatDateTime(alert.raisedAt)}>{ago(alert.raisedAt, now)}</span>
          {alert.clearedAt ? ', over' : ', open'}
          {alert.acknowledgedBy ? `, seen by ${alert.acknowledgedBy}` : ''}
          {alert.restatedEvidence > 0
            ? ` · ${plural(alert.restatedEvidence, 'piece')} of its evidence taken back since`
            : ''}
        </span>{' '}
        {alert.acknowledgedAt ? null : (
          <button type="button" disabled={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
            Acknowledge
          </button>
        )}
        {acknowledge.error ? <span className="bad"> {acknowledge.error.message}</span> : null}
        {alert.deliveries.map((delivery) => (
          <Delivery key={delivery.id} alertId={alert.id} delivery={delivery} />
        ))}
      </div>
    </li>
  )
}

function Delivery({ alertId, delivery }: { alertId: string; delivery: Alert['deliveries'][number] }) {
  const { destination, destinationState, status, lastError } = delivery
  const retry = useChange(() =>
    send('POST', `/alert-destinations/${encodeURIComponent(destination)}/retry`, { alertIds: [alertId] }),
  )
  const canRetry = destinationState === 'active' && (status === 'failed' || status === 'skipped')
  return (
    <div className="small muted">
      {destination}: {status === 'pending' && destinationState === 'paused' ? 'waits, as it is paused' : status}
      {lastError ? ` (${lastError})` : ''}{' '}
      {canRetry ? (
        <button type="button" className="plain" disabled={retry.isPending} onClick={() => retry.mutate()}>
          send again
        </button>
      ) : null}
      {retry.error ? <span className="bad"> {retry.error.message}</span> : null}
    </div>
  )
}
