import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { EventDetail } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { formatDateTime } from '../format.ts'
import { useEventItems } from '../queries.ts'
import { ExternalLink } from './external-link.tsx'
import { Reason } from './reason.tsx'

/** The reports of an event; chosen ones can be taken out or moved to another event. */
export function EventReports({ event }: { event: EventDetail }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [to, setTo] = useState('')
  const further = useEventItems(event)
  const queries = useQueryClient()
  const items = further.data?.pages.flatMap((page) => page.data) ?? event.items
  const itemIds = [...chosen]
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const change = async (what: 'split' | 'move', reason: string) => {
    const target = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(to)?.[0]
    const body = what === 'split' ? { itemIds, reason } : { itemIds, to: target ?? to, reason }
    await send('POST', `/events/${event.id}/${what}`, body, event.version)
    setChosen(new Set())
    await queries.invalidateQueries()
  }
  return (
    <section>
      <h2>Reports</h2>
      <ol className="rows">
        {items.map((item) => (
          <li key={item.id} id={`item-${item.id}`}>
            {event.mergedInto ? null : (
              <input
                type="checkbox"
                aria-label={`choose ${item.title || 'untitled'}`}
                checked={chosen.has(item.id)}
                onChange={() => toggle(item.id)}
              />
            )}
            <div>
              <Link href={`/items/${item.id}`}>{item.title || 'untitled'}</Link>
              <div className="muted small">
                <ExternalLink href={item.url}>{item.publisher ?? item.sourceName}</ExternalLink>
                {item.publishedAt ? ` · ${formatDateTime(item.publishedAt)}` : ''}
                {item.duplicateOf ? ' · repeats another report, not counted' : ''}
              </div>
              <div className="small">{item.excerpt}</div>
            </div>
          </li>
        ))}
      </ol>
      {further.hasNextPage ? (
        <button type="button" onClick={() => void further.fetchNextPage()}>
          Show more
        </button>
      ) : null}
      {chosen.size > 0 ? (
        <div className="change">
          <strong>{chosen.size} chosen</strong>
          <Reason label="Make a new event of them" onDecide={(reason) => change('split', reason)} />
          <label>
            or move them to event{' '}
            <input value={to} placeholder="its address or id" onChange={(input) => setTo(input.target.value)} />
          </label>
          {to.trim() ? <Reason label="Move them there" onDecide={(reason) => change('move', reason)} /> : null}
        </div>
      ) : null}
    </section>
  )
}
