import { useState } from 'react'
import { submitting } from '../changes.ts'

/** A change that needs a reason: its form, and what was wrong when it is refused. */
export function Reason({ label, onDecide }: { label: string; onDecide: (reason: string) => Promise<void> }) {
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  const decide = submitting(() => {
    setBusy(true)
    setProblem('')
    onDecide(reason)
      .then(() => setReason(''))
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false))
  })
  return (
    <form className="reason" onSubmit={decide}>
      <input
        required
        value={reason}
        placeholder="why?"
        aria-label={`${label}: why?`}
        onChange={(event) => setReason(event.target.value)}
      />{' '}
      <button type="submit" disabled={isBusy || reason.trim() === ''}>
        {label}
      </button>
      {problem ? <div className="bad small">{problem}</div> : null}
    </form>
  )
}
