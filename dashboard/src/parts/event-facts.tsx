import { Link } from 'wouter'
import type { EventDetail } from '../../../src/http/contract.ts'
import { duration, formatDateTime } from '../format.ts'

const figure = (value: number): string => value.toLocaleString(undefined, { maximumFractionDigits: 2 })

/** What the items of an event say: who, where, figures with their spread, what is disputed, and how it came about. */
export function EventFacts({ event }: { event: EventDetail }) {
  const { who, where, numbers, disputes, firstReport, timeline } = event.facts
  const outlets = new Map(event.items.map((item) => [item.id, item.publisher ?? item.sourceName]))
  const outlet = (itemId: string) => (
    <a key={itemId} href={`#item-${itemId}`}>
      {outlets.get(itemId) ?? 'a later report'}
    </a>
  )
  const listed = (itemIds: string[]) => itemIds.flatMap((id, i) => (i === 0 ? [outlet(id)] : [', ', outlet(id)]))
  return (
    <>
      <dl className="facts">
        {who.length ? (
          <>
            <dt>Who</dt>
            <dd>{who.map(({ name, items }) => `${name} (${items})`).join(', ')}</dd>
          </>
        ) : null}
        {where.length ? (
          <>
            <dt>Where</dt>
            <dd>{where.map(({ name, country }) => `${name} (${country})`).join(', ')}</dd>
          </>
        ) : null}
        {firstReport ? (
          <>
            <dt>First</dt>
            <dd>
              {outlet(firstReport.itemId)}, {formatDateTime(firstReport.at)}
              {firstReport.aheadMinutes === null
                ? '; no other owner has reported it'
                : firstReport.aheadMinutes > 0
                  ? `, ${duration(firstReport.aheadMinutes)} before the next owner`
                  : ''}
            </dd>
          </>
        ) : null}
        {event.toldIn.length ? (
          <>
            <dt>Also told in</dt>
            <dd>
              {event.toldIn.map((row) => (
                <span key={row.id} className="said">
                  {row.language}: <Link href={`/events/${row.id}`}>{row.headline}</Link>
                </span>
              ))}
            </dd>
          </>
        ) : null}
        {event.keywords.length ? (
          <>
            <dt>Words</dt>
            <dd className="muted">{event.keywords.join(' · ')}</dd>
          </>
        ) : null}
      </dl>
      {disputes.length ? (
        <section>
          <h2>Disputed</h2>
          {disputes.map(({ kind, what, sides }) => (
            <div key={what} className="dispute">
              <strong>{kind === 'number' ? `How many: ${what}` : what}</strong>
              <ul className="items small">
                {sides.map(({ says, itemIds }) => (
                  <li key={says}>
                    {says}: {listed(itemIds)}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </section>
      ) : null}
      {numbers.length ? (
        <section>
          <h2>Figures</h2>
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>What</th>
                  <th className="number">Least</th>
                  <th className="number">Middle</th>
                  <th className="number">Most</th>
                  <th>Who says so</th>
                </tr>
              </thead>
              <tbody>
                {numbers.map(({ what, min, median, max, contested, values }) => (
                  <tr key={what}>
                    <td>
                      {what} {contested ? <span className="badge state-contested">contested</span> : null}
                    </td>
                    <td className="number">{figure(min)}</td>
                    <td className="number">{figure(median)}</td>
                    <td className="number">{figure(max)}</td>
                    <td className="small">
                      {values.slice(0, 8).map(({ value, bound, itemId }) => (
                        <span key={itemId} className="said">
                          {bound === 'least' ? '≥ ' : bound === 'most' ? '≤ ' : bound === 'about' ? '≈ ' : ''}
                          {figure(value)} {outlet(itemId)}
                        </span>
                      ))}
                      {values.length > 8 ? `and ${values.length - 8} more` : ''}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
      {timeline.length > 1 ? (
        <section>
          <h2>How it developed</h2>
          <ol className="timeline">
            {timeline.map(({ itemId, at, headline, publisher, adds }) => (
              <li key={itemId}>
                <time className="muted small" dateTime={at}>
                  {formatDateTime(at)}
                </time>
                <div>
                  <a href={`#item-${itemId}`}>{headline || 'untitled'}</a>{' '}
                  <span className="muted small">
                    {publisher}
                    {adds.length ? ` · new: ${adds.join(', ')}` : ''}
                  </span>
                </div>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </>
  )
}
