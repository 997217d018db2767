import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { EventDetail } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { formatDateTime, plural } from '../format.ts'
import { Reason } from './reason.tsx'

/** What was merged, split and moved here, by whom and why, each to be taken back; and the form to merge the event. */
export function EventChanges({ event }: { event: EventDetail }) {
  const [into, setInto] = useState('')
  const queries = useQueryClient()
  const merge = async (reason: string) => {
    const target = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(into)?.[0]
    await send('POST', `/events/${event.id}/merge`, { into: target ?? into, reason }, event.version)
    await queries.invalidateQueries()
  }
  const undo = async (lineageId: string, reason: string) => {
    await send('POST', `/lineage/${lineageId}/undo`, { reason })
    await queries.invalidateQueries()
  }
  const other = (row: EventDetail['lineage'][number]) =>
    row.fromEventId === event.id ? row.toEventId : row.fromEventId
  return (
    <section>
      <h2>Changes</h2>
      {event.lineage.length === 0 ? <p className="muted">Nothing was merged, split or moved here.</p> : null}
      <ol className="items">
        {event.lineage.map((row) => (
          <li key={row.id}>
            {row.kind === 'link'
              ? 'counted together with'
              : `${row.kind} of ${plural(row.itemIds.length, 'item')} ${row.fromEventId === event.id ? 'to' : 'from'}`}{' '}
            <Link href={`/events/${other(row)}`}>another event</Link>: {row.reason}{' '}
            <span className="muted small">
              {row.actor}, {formatDateTime(row.at)}
              {row.undoneAt ? ` · undone by ${row.undoneBy}, ${formatDateTime(row.undoneAt)}: ${row.undoReason}` : ''}
            </span>
            {row.undoneAt ? null : (
              <details>
                <summary>undo</summary>
                <Reason label="Take it back" onDecide={(reason) => undo(row.id, reason)} />
              </details>
            )}
          </li>
        ))}
      </ol>
      {event.mergedInto ? null : (
        <details>
          <summary>make this event part of another one</summary>
          <label>
            Event{' '}
            <input value={into} placeholder="its address or id" onChange={(input) => setInto(input.target.value)} />
          </label>
          {into.trim() ? <Reason label="Merge" onDecide={merge} /> : null}
        </details>
      )}
    </section>
  )
}
