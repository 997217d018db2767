import { useState } from 'react'
import type { TrendOutcome } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { submitting, useChange } from '../changes.ts'
import { formatDate, words } from '../format.ts'
import { useOutcomes } from '../queries.ts'
import { Loaded } from './loaded.tsx'

const kinds = ['occurred', 'did_not_occur', 'partial', 'superseded', 'ongoing'] as const

/** How the trend's question was answered, and a form to record it; the answer recorded last counts. */
export function Outcome({ slug }: { slug: string }) {
  const outcomes = useOutcomes(slug)
  const [isOpen, setOpen] = useState(false)
  return (
    <section>
      <h2>Outcome</h2>
      <Loaded query={outcomes}>
        {({ data }) => (
          <ul className="plain">
            {data.length === 0 ? <li className="muted">The question is not answered yet.</li> : null}
            {data.map((row) => (
              <li key={row.id}>
                <strong>{words(row.outcome)}</strong> on {formatDate(row.resolvedAt)}: {row.note}{' '}
                <span className="muted small">
                  {row.author}, {formatDate(row.recordedAt)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {isOpen ? (
        <OutcomeForm slug={slug} onDone={() => setOpen(false)} />
      ) : (
        <button type="button" onClick={() => setOpen(true)}>
          Record how it was answered
        </button>
      )}
    </section>
  )
}

function OutcomeForm({ slug, onDone }: { slug: string; onDone(): void }) {
  const [outcome, setOutcome] = useState<(typeof kinds)[number]>('occurred')
  const [day, setDay] = useState('')
  const [note, setNote] = useState('')
  const record = useChange(
    () =>
      send<TrendOutcome>('POST', `/trends/${encodeURIComponent(slug)}/outcomes`, {
        outcome,
        note,
        ...(day === '' ? {} : { resolvedAt: day }),
      }),
    onDone,
  )
  return (
    <form onSubmit={submitting(record.mutate)} className="choices">
      <label>
        Outcome{' '}
        <select value={outcome} onChange={(event) => setOutcome(event.target.value as typeof outcome)}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {words(kind)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Decided on <input type="date" value={day} onChange={(event) => setDay(event.target.value)} />
      </label>
      <label>
        What it rests on{' '}
        <input required size={40} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <button type="submit" disabled={record.isPending}>
        Record
      </button>
      <button type="button" onClick={onDone}>
        Cancel
      </button>
      {record.error ? <span className="bad"> {record.error.message}</span> : null}
    </form>
  )
}
