import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Alert } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
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
            <ul className="moves">
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

function AlertRow({ alert, now }: { alert: Alert; now: Date }) {
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string>()
  const acknowledge = () =>
    send('POST', `/alerts/${alert.id}/acknowledge`, {})
      .then(() => queries.invalidateQueries({ queryKey: ['alerts'] }))
      .catch((error: Error) => setProblem(error.message))
  return (
    <li>
      {alert.message}{' '}
      <span className="muted small">
        <span title={formatDateTime(alert.raisedAt)}>{ago(alert.raisedAt, now)}</span>
        {alert.clearedAt ? ', over' : ', open'}
        {alert.acknowledgedBy ? `, seen by ${alert.acknowledgedBy}` : ''}
        {alert.deliveries.map(
          (delivery) =>
            ` · ${delivery.destination}: ${delivery.status}${delivery.lastError ? ` (${delivery.lastError})` : ''}`,
        )}
        {alert.restatedEvidence > 0
          ? ` · ${plural(alert.restatedEvidence, 'piece')} of its evidence taken back since`
          : ''}
      </span>{' '}
      {alert.acknowledgedAt ? null : (
        <button type="button" onClick={acknowledge}>
          Acknowledge
        </button>
      )}
      {problem ? <span className="bad">{problem}</span> : null}
    </li>
  )
}
