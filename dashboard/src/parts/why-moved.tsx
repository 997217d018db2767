import { useState } from 'react'
import { Link } from 'wouter'
import type { TrendExplanation } from '../../../src/http/contract.ts'
import { percent, points, words } from '../format.ts'
import { useExplanation } from '../queries.ts'
import { Loaded } from './loaded.tsx'

const spans = [
  ['24 hours', 1],
  ['7 days', 7],
  ['30 days', 30],
] as const
const groupings = [
  ['event', 'by event'],
  ['source', 'by source'],
  ['indicator', 'by indicator'],
  ['', 'every line'],
] as const
const shown = 8

/** What moved a trend over the last days: lines that add up to the move exactly. */
export function WhyMoved({ slug, asOf }: { slug: string; asOf: Date }) {
  const [days, setDays] = useState(7)
  const from = new Date(asOf.getTime() - days * 86_400_000)
  const [by, setBy] = useState<string>('event')
  const [asSeen, setAsSeen] = useState(false)
  const asked = { from: from.toISOString(), to: asOf.toISOString(), by, asSeen: asSeen ? 'true' : '', limit: shown }
  const explanation = useExplanation(slug, asked)
  return (
    <section>
      <h2>Why it moved</h2>
      <fieldset className="choices">
        <legend className="visually-hidden">Span to explain</legend>
        {spans.map(([label, value]) => (
          <button key={value} type="button" aria-pressed={days === value} onClick={() => setDays(value)}>
            {label}
          </button>
        ))}
        <label>
          <span className="visually-hidden">Add up</span>
          <select value={by} onChange={(event) => setBy(event.target.value)}>
            {groupings.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label title="Each end as it was known then: evidence that came late or was taken back is a cause of its own">
          <input type="checkbox" checked={asSeen} onChange={(event) => setAsSeen(event.target.checked)} /> as seen then
        </label>
      </fieldset>
      <Loaded query={explanation}>
        {(data) => {
          const rest = data.groups?.rest ?? data.rest
          return (
            <>
              <p>
                From {percent(data.probabilityFrom)} to {percent(data.probabilityTo)}:{' '}
                <strong>{points(data.probabilityTo - data.probabilityFrom)}</strong>
              </p>
              <ul className="moves">
                {(data.groups?.data ?? data.lines.map(alone)).map((move) => (
                  <li key={move.key}>
                    <span className={move.deltaProbability >= 0 ? 'up' : 'down'}>{points(move.deltaProbability)}</span>{' '}
                    {move.eventId ? <Link href={`/events/${move.eventId}`}>{move.label}</Link> : words(move.label)}
                    {by === 'indicator' ? null : (
                      <span className="muted small">{move.signals.map((signal) => ` · ${words(signal)}`)}</span>
                    )}
                  </li>
                ))}
                {rest.count > 0 ? (
                  <li className="muted">
                    <span>{points(rest.deltaProbability)}</span> {rest.count} smaller moves and decay of older evidence
                  </li>
                ) : null}
              </ul>
            </>
          )
        }}
      </Loaded>
    </section>
  )
}

/** A line in the shape of a group of one. */
const alone = ({ id, signal, ...line }: TrendExplanation['lines'][number]) => ({
  ...line,
  key: `${line.kind} ${id}`,
  signals: signal === null ? [] : [signal],
})
