import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AlertDestination } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { useDestinations } from '../queries.ts'
import { AddDestination } from './add-destination.tsx'
import { State } from './badges.tsx'
import { Loaded } from './loaded.tsx'

/** Where alerts are sent: what waits and what failed there, and what can be done about it. */
export function Destinations() {
  const [isOpen, setOpen] = useState(false)
  return (
    <section>
      <h2>Where they are sent</h2>
      <Loaded query={useDestinations()}>
        {({ data }) => (
          <ul className="rows">
            {data.length === 0 ? <li className="muted">Nowhere: they are only listed here.</li> : null}
            {data.map((row) => (
              <Destination key={row.name} row={row} />
            ))}
          </ul>
        )}
      </Loaded>
      {isOpen ? (
        <AddDestination onDone={() => setOpen(false)} />
      ) : (
        <p className="actions">
          <button type="button" onClick={() => setOpen(true)}>
            Add a destination
          </button>
        </p>
      )}
    </section>
  )
}

function Destination({ row }: { row: AlertDestination }) {
  const client = useQueryClient()
  const path = `/alert-destinations/${encodeURIComponent(row.name)}`
  const act = useMutation({
    mutationFn: async ({ method, to, body, done }: Action) => {
      await send(method, path + to, body)
      return done
    },
    onSettled: () => client.invalidateQueries(),
  })
  const button = (label: string, action: Action) => (
    <button type="button" disabled={act.isPending} onClick={() => act.mutate(action)}>
      {label}
    </button>
  )
  const remove = () => {
    if (window.confirm(`Send nothing to ${row.name} any more, and forget its address and secrets?`))
      act.mutate({ method: 'DELETE', to: '', done: '' })
  }
  return (
    <li>
      <div>
        <strong>{row.name}</strong> <State state={row.isActive ? 'active' : 'paused'} />{' '}
        <span className="muted">
          {row.kind} · {row.summary} · {row.trends.join(', ') || 'all trends'}
        </span>
        {row.pending > 0 ? ` · ${row.pending} waiting` : ''}
        {row.failed > 0 ? <span className="bad"> · {row.failed} failed</span> : ''}
        <p className="actions">
          {button('Send a test', { method: 'POST', to: '/test', done: 'It took a test message.' })}
          {row.isActive
            ? button('Pause', { method: 'PATCH', to: '', body: { isActive: false }, done: 'What is raised now waits.' })
            : button('Resume', { method: 'PATCH', to: '', body: { isActive: true }, done: 'What waited is sent.' })}
          {row.failed > 0 && row.isActive
            ? button('Send what failed again', { method: 'POST', to: '/retry', body: {}, done: 'It is tried again.' })
            : null}
          <button type="button" disabled={act.isPending} onClick={remove}>
            Remove
          </button>
          {act.error ? <span className="bad">{act.error.message}</span> : <span className="muted">{act.data}</span>}
        </p>
      </div>
    </li>
  )
}

interface Action {
  method: 'POST' | 'PATCH' | 'DELETE'
  to: string
  body?: unknown
  /** What is said when it went well. */
  done: string
}
