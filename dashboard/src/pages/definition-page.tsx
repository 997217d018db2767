import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { AppliedDefinition } from '../../../src/http/contract.ts'
import { ApiError, send } from '../api.ts'
import { submitting, useChange } from '../changes.ts'
import { formatDateTime, percent, sinceText } from '../format.ts'
import { AppliedPreview } from '../parts/applied-preview.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useDefinition, useDefinitionVersions } from '../queries.ts'

const start = `id: strait-closure
name: Closure of the strait
question: Will commercial transit be halted for 48 h before 2027-01-01?
baselineProbability: 0.06
halfLifeDays: 30
indicators:
  - signal: naval_incident
    direction: escalatory # or deescalatory
    weight: 0.06 # at most 0.5
    description: Hostile or dangerous encounter between vessels in or near the strait.
    keywords: [collision, warning shots, seized, boarding]
    places: [Iran, Oman]
alerts: [{ above: 0.25 }]
`

/** A new trend, from a first draft to be written over. */
export function DefineTrendPage() {
  return (
    <>
      <h1>Define a trend</h1>
      <DefinitionForm yaml={start} />
    </>
  )
}

/** The newest definition of a trend, to be changed. */
export function DefinitionPage({ slug }: { slug: string }) {
  return (
    <>
      <h1>
        Definition of <Link href={`/trends/${encodeURIComponent(slug)}`}>{slug}</Link>
      </h1>
      <Loaded query={useDefinition(slug)}>
        {({ yaml, version }) => <DefinitionForm yaml={yaml} of={{ slug, version }} />}
      </Loaded>
      <h2>Versions</h2>
      <Loaded query={useDefinitionVersions(slug)}>
        {({ data }) => (
          <ul className="plain">
            {data.map((row) => (
              <li key={row.id}>
                {row.version}, {sinceText(row.effectiveFrom)}: baseline {percent(row.baselineProbability)}{' '}
                <span className="muted small">
                  stored {formatDateTime(row.recordedAt)} by {row.author}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  )
}

/** YAML that is tried out before it can be stored; what is shown is what is stored, and over the version that was read. */
function DefinitionForm({ yaml, of }: { yaml: string; of?: { slug: string; version: number } }) {
  const [, navigate] = useLocation()
  // The version read when the form was opened: reading it again behind the form must not hide somebody else's change.
  const [opened] = useState(of)
  const [text, setText] = useState(yaml)
  const [toHistory, setToHistory] = useState(false)
  const apply = (dryRun: boolean, version?: number) =>
    send<{ data: AppliedDefinition[] }>('POST', '/trends/definitions', { yaml: text, toHistory, dryRun }, version)
  const preview = useMutation({ mutationFn: () => apply(true) })
  const store = useChange(
    (previewed: AppliedDefinition[]) => {
      const isOpened = previewed.length === 1 && previewed[0]?.slug === opened?.slug
      return apply(false, isOpened ? opened?.version : undefined)
    },
    ({ data }) => navigate(`/trends/${encodeURIComponent(data[0]?.slug ?? '')}`),
  )
  const forget = () => {
    preview.reset()
    store.reset()
  }
  const look = submitting(() => {
    store.reset()
    preview.mutate()
  })
  const previewed = preview.data?.data
  const problem = store.error ?? preview.error
  return (
    <form onSubmit={look}>
      <textarea
        className="code"
        aria-label="Definition, as YAML"
        rows={Math.min(36, text.split('\n').length + 2)}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          forget()
        }}
      />
      {opened ? (
        <p>
          <label>
            <input
              type="checkbox"
              checked={toHistory}
              onChange={(event) => {
                setToHistory(event.target.checked)
                forget()
              }}
            />{' '}
            let the change hold from the beginning, not only from now on
          </label>
        </p>
      ) : null}
      <p className="actions">
        <button type="submit" disabled={preview.isPending}>
          {preview.isPending ? 'Trying it out …' : 'See what it changes'}
        </button>
        {previewed?.some(({ change }) => change !== 'unchanged') ? (
          <button type="button" disabled={store.isPending} onClick={() => store.mutate(previewed)}>
            Store it
          </button>
        ) : null}
      </p>
      {problem ? (
        <p className="notice bad lines">
          {problem.message}
          {problem instanceof ApiError && problem.status === 412
            ? '. Nothing was stored; open this page anew to see the newest version.'
            : ''}
        </p>
      ) : null}
      {previewed?.map((entry) => (
        <AppliedPreview key={entry.slug} entry={entry} />
      ))}
    </form>
  )
}
