import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Preview, Replayed, ReplayRequest } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { submitting } from '../changes.ts'
import { plural } from '../format.ts'
import { useSources } from '../queries.ts'
import { Loaded } from './loaded.tsx'
import { PreviewChanges } from './preview-changes.tsx'

const stages = ['normalize', 'cluster-events', 'score-trends', 'snapshot']

/** Runs a stage again over the past; the dry run shows what that would change before anything is. */
export function ReplayForm() {
  const sources = useSources()
  const [stage, setStage] = useState('normalize')
  const [sourceId, setSourceId] = useState('')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const request: ReplayRequest = { stage, from, to: until, ...(sourceId ? { sourceId } : {}) }
  const preview = useMutation({ mutationFn: () => send<Preview>('POST', '/pipeline/replays/preview', request) })
  const replay = useMutation({ mutationFn: () => send<Replayed>('POST', '/pipeline/replays', request) })
  const isBusy = preview.isPending || replay.isPending
  const failure = preview.error ?? replay.error
  const submit = submitting(() => {
    preview.reset()
    replay.mutate()
  })
  return (
    <section>
      <h2>Run a stage again</h2>
      <p className="muted">
        Over what was published from one day up to, but without, another one (UTC), and everything after it. Running it
        twice changes nothing.
      </p>
      <form onSubmit={submit}>
        <p className="actions">
          <label>
            Stage{' '}
            <select value={stage} onChange={(event) => setStage(event.target.value)}>
              {stages.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>{' '}
          <label>
            from <input type="date" required value={from} onChange={(event) => setFrom(event.target.value)} />
          </label>{' '}
          <label>
            to <input type="date" required value={until} onChange={(event) => setUntil(event.target.value)} />
          </label>{' '}
          <Loaded query={sources}>
            {({ data }) => (
              <label>
                of{' '}
                <select value={sourceId} onChange={(event) => setSourceId(event.target.value)}>
                  <option value="">every source</option>
                  {data.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </Loaded>
        </p>
        <p className="actions">
          <button type="button" disabled={isBusy || !from || !until} onClick={() => preview.mutate()}>
            {preview.isPending ? 'Trying …' : 'What would it change?'}
          </button>{' '}
          <button type="submit" disabled={isBusy}>
            {replay.isPending ? 'Starting …' : 'Run it again'}
          </button>
        </p>
      </form>
      {failure ? <p className="notice bad">{failure.message}</p> : null}
      {replay.data ? (
        <p className="notice">
          {replay.data.stage}: {plural(replay.data.rows, 'row')} due again, in {plural(replay.data.runs, 'run')}
          {replay.data.isComplete ? '.' : ' so far; the rest goes on by itself.'}
        </p>
      ) : null}
      {preview.data ? <PreviewChanges preview={preview.data} what="Running it again" /> : null}
    </section>
  )
}
