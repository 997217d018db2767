import { useState } from 'react'
import type { TrendDetail } from '../../../src/http/contract.ts'
import { plural } from '../format.ts'
import { useTrendAt } from '../queries.ts'
import { Loaded } from './loaded.tsx'
import { TrendFigures } from './trend-figures.tsx'

/** The trend at any time, from what is known now or was known at any other time. */
export function AtAnotherTime({ trend }: { trend: TrendDetail }) {
  const [at, setAt] = useState('')
  const [knownAt, setKnownAt] = useState('')
  const value = useTrendAt(trend.slug, { at: instant(at), knownAt: instant(knownAt) })
  return (
    <section>
      <h2>At another time</h2>
      <p className="choices">
        <label>
          Value on <input type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
        </label>
        <label>
          from what was known on{' '}
          <input type="datetime-local" value={knownAt} onChange={(event) => setKnownAt(event.target.value)} />
        </label>
      </p>
      {at || knownAt ? (
        <Loaded query={value}>
          {(then) => (
            <p className="figures">
              <TrendFigures value={then} />
              <span className="muted">
                {plural(then.evidenceCount, 'piece')} of evidence, definition version {then.definitionVersion}
              </span>
            </p>
          )}
        </Loaded>
      ) : (
        <p className="muted small">Leave the second empty for what is known today.</p>
      )}
    </section>
  )
}

/** What stands in a field, in the browser's time zone; undefined while it is no whole instant. */
function instant(local: string): string | undefined {
  const time = new Date(local)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}
