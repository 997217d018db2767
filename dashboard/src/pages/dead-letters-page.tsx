import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { DeadLetter, DeadLetterCause, DeadLetterChoice, Preview } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { useChange } from '../changes.ts'
import { formatDateTime, plural } from '../format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { PreviewChanges } from '../parts/preview-changes.tsx'
import { ReplayForm } from '../parts/replay-form.tsx'
import { useDeadLetterCauses, useDeadLetters } from '../queries.ts'

/** Jobs that exhausted their attempts, by what stopped them, and what can be done about them. */
export function DeadLettersPage() {
  const causes = useDeadLetterCauses()
  return (
    <>
      <h1>What failed for good</h1>
      <p className="muted">
        Jobs that exhausted their attempts. Retrying one that was cured closes it; running a job twice changes nothing.
      </p>
      <Loaded query={causes}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="empty">Nothing did.</p>
          ) : (
            data.map((cause) => <Cause key={`${cause.stage} ${cause.fingerprint}`} cause={cause} />)
          )
        }
      </Loaded>
      <ReplayForm />
    </>
  )
}

function Cause({ cause }: { cause: DeadLetterCause }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <section>
      <h2>
        {cause.stage}: {plural(cause.letters, 'job')}
      </h2>
      <p className="notice bad">{cause.reason}</p>
      <p className="muted small">
        {cause.cause} · {formatDateTime(cause.firstFailedAt)} to {formatDateTime(cause.lastFailedAt)} · failed{' '}
        {plural(cause.failures, 'time')}
      </p>
      <Actions choice={{ stage: cause.stage, fingerprint: cause.fingerprint }} />
      <p>
        <button type="button" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          {isOpen ? 'Hide the jobs' : 'Show the jobs'}
        </button>
      </p>
      {isOpen ? <Letters fingerprint={cause.fingerprint} /> : null}
    </section>
  )
}

function Letters({ fingerprint }: { fingerprint: string }) {
  const letters = useDeadLetters(fingerprint)
  return (
    <Loaded query={letters}>
      {({ data }) => (
        <ul className="rows">
          {data.map((letter) => (
            <Letter key={letter.id} letter={letter} />
          ))}
        </ul>
      )}
    </Loaded>
  )
}

function Letter({ letter }: { letter: DeadLetter }) {
  return (
    <li>
      <div className="small">{letter.reason}</div>
      <div className="muted small">
        {formatDateTime(letter.lastFailedAt)}
        {letter.heldUntil ? ` · left alone until ${formatDateTime(letter.heldUntil)}` : ''}
        {letter.retriedBy ? ` · last retried by ${letter.retriedBy}` : ''}
      </div>
      <div className="scroll">
        <code className="small">{JSON.stringify(letter.payload)}</code>
      </div>
      <Actions choice={{ ids: [letter.id] }} />
    </li>
  )
}

/** What can be done about the letters chosen; the dry run shows what a retry would change before anything is. */
function Actions({ choice }: { choice: DeadLetterChoice }) {
  const preview = useMutation({
    mutationFn: () => send<Preview>('POST', '/pipeline/dead-letters/retry/preview', choice),
  })
  const act = useChange((what: 'retry' | 'discard') => send('POST', `/pipeline/dead-letters/${what}`, choice))
  const failure = preview.error ?? act.error
  return (
    <>
      <p className="actions">
        <button type="button" disabled={preview.isPending} onClick={() => preview.mutate()}>
          {preview.isPending ? 'Trying …' : 'What would a retry change?'}
        </button>{' '}
        <button type="button" disabled={act.isPending} onClick={() => act.mutate('retry')}>
          Retry
        </button>{' '}
        <button type="button" disabled={act.isPending} onClick={() => act.mutate('discard')}>
          Give up
        </button>
      </p>
      {failure ? <p className="notice bad">{failure.message}</p> : null}
      {preview.data ? <PreviewChanges preview={preview.data} what="A retry" /> : null}
    </>
  )
}
