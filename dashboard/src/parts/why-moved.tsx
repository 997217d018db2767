import { useState } from 'react'
import { Link } from 'wouter'
import { percent, points, words } from '../format.ts'
import { useExplanation } from '../queries.ts'
import { Loaded } from './loaded.tsx'

const spans = [
  ['24 hours', 1],
  ['7 days', 7],
  ['30 days', 30],
] as const
const shown = 8

/** What moved a trend over the last days: lines that add up to the move exactly. */
export function WhyMoved({ slug, asOf }: { slug: string; asOf: Date }) {
  const [days, setDays] = useState(7)
  const from = new Date(asOf.getTime() - days * 86_400_000)
  const explanation = useExplanation(slug, from.toISOString(), asOf.toISOString())
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
      </fieldset>
      <Loaded query={explanation}>
        {(data) => {
          const rest = data.lines.slice(shown)
          return (
            <>
              <p>
                From {percent(data.probabilityFrom)} to {percent(data.probabilityTo)}:{' '}
                <strong>{points(data.probabilityTo - data.probabilityFrom)}</strong>
              </p>
              <ul className="moves">
                {data.lines.slice(0, shown).map((line) => (
                  <li key={`${line.kind} ${line.id}`}>
                    <span className={line.deltaProbability >= 0 ? 'up' : 'down'}>{points(line.deltaProbability)}</span>{' '}
                    {line.eventId ? <Link href={`/events/${line.eventId}`}>{line.label}</Link> : line.label}
                    {line.signal ? <span className="muted small"> · {words(line.signal)}</span> : null}
                  </li>
                ))}
                {rest.length > 0 ? (
                  <li className="muted">
                    <span>{points(rest.reduce((sum, line) => sum + line.deltaProbability, 0))}</span> {rest.length}{' '}
                    smaller moves and decay of older evidence
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
