import { useState } from 'react'
import type { TrendDetail, TrendOverride } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { submitting, useChange } from '../changes.ts'
import { formatDateTime, logOdds, percent } from '../format.ts'

/** Corrections by hand: those in force, to be withdrawn, and a form for a new one. */
export function Overrides({ trend }: { trend: TrendDetail }) {
  const [isOpen, setOpen] = useState(false)
  const path = `/trends/${encodeURIComponent(trend.slug)}/overrides`
  const withdraw = useChange((id: string) => send<TrendOverride>('DELETE', `${path}/${id}`))
  return (
    <section>
      <h2>Corrections by hand</h2>
      <ul className="plain">
        {trend.overrides.length === 0 ? <li className="muted">None: the value is what the evidence says.</li> : null}
        {trend.overrides.map((row) => (
          <li key={row.id}>
            <strong>{logOdds(row.delta)}</strong> {row.reason}{' '}
            <span className="muted small">
              {row.author}, {formatDateTime(row.effectiveAt)}
            </span>{' '}
            <button type="button" disabled={withdraw.isPending} onClick={() => withdraw.mutate(row.id)}>
              Withdraw
            </button>
          </li>
        ))}
      </ul>
      {withdraw.error ? <p className="bad">{withdraw.error.message}</p> : null}
      {isOpen ? (
        <OverrideForm path={path} probability={trend.probability} onDone={() => setOpen(false)} />
      ) : (
        <button type="button" onClick={() => setOpen(true)}>
          Correct the value
        </button>
      )}
    </section>
  )
}

function OverrideForm({ path, probability, onDone }: { path: string; probability: number; onDone(): void }) {
  const [wanted, setWanted] = useState((100 * probability).toFixed(1))
  const [reason, setReason] = useState('')
  const add = useChange(() => send<TrendOverride>('POST', path, { probability: Number(wanted) / 100, reason }), onDone)
  return (
    <form onSubmit={submitting(add.mutate)} className="choices">
      <label>
        From {percent(probability)} to{' '}
        <input
          type="number"
          required
          min="0.1"
          max="99.9"
          step="0.1"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />{' '}
        %
      </label>
      <label>
        Reason{' '}
        <input required size={40} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <button type="submit" disabled={add.isPending}>
        Record
      </button>
      <button type="button" onClick={onDone}>
        Cancel
      </button>
      <span className="muted small">It fades like evidence, and stays on record with your name.</span>
      {add.error ? <span className="bad"> {add.error.message}</span> : null}
    </form>
  )
}
