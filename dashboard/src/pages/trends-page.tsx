import { Link } from 'wouter'
import type { Trend } from '../../../src/http/contract.ts'
import { ago, percent, plural, points } from '../format.ts'
import { State } from '../parts/badges.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { TrendFigures } from '../parts/trend-figures.tsx'
import { useIncoherences, useTrends } from '../queries.ts'

const curveDays = 30

/** Every trend with its value, level, direction and the last month's curve. */
export function TrendsPage() {
  const trends = useTrends(curveDays)
  return (
    <>
      <h1>Trends</h1>
      <p className="actions">
        <Link href="/define-trend">Define a trend</Link>
      </p>
      <Loaded query={trends}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="empty">
              No trend is tracked yet. Define one here, or with <code>npx bellwether trends apply FILE</code>.
            </p>
          ) : (
            <>
              <Incoherences />
              <ul className="cards">
                {data.map((trend) => (
                  <TrendCard key={trend.id} trend={trend} />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </>
  )
}

/** Trends that contradict each other; nothing while they do not. */
function Incoherences() {
  const found = useIncoherences().data?.data ?? []
  return found.map(({ trends, rule, message, repair }) => (
    <p key={`${rule} ${trends.join()}`} className="dispute">
      {message}. Smallest repair:{' '}
      {repair.map(({ slug, probability }, position) => (
        <span key={slug}>
          {position > 0 ? ', ' : ''}
          <Link href={`/trends/${slug}`}>{slug}</Link> at {percent(probability)}
        </span>
      ))}
      .
    </p>
  ))
}

function TrendCard({ trend }: { trend: Trend }) {
  return (
    <li className="card">
      <Link href={`/trends/${trend.slug}`} className="card-link">
        <h2>
          {trend.name} {trend.isActive ? null : <State state="paused" />}
        </h2>
        <p className="muted question">{trend.question}</p>
        <div className="figures">
          <TrendFigures value={trend} />
        </div>
        <Sparkline curve={trend.curve} label={`Last ${curveDays} days of ${trend.name}`} />
        <p className="muted small">
          {points(trend.change7d)} in 7 days · {plural(trend.eventCount24h, 'event')} in 24 h ·{' '}
          {plural(trend.evidenceCount, 'piece')} of evidence
          {trend.lastEvidenceAt ? `, last ${ago(trend.lastEvidenceAt, new Date(trend.asOf))}` : ''}
          {trend.blindSince ? (
            <span className="bad"> · blind since {ago(trend.blindSince, new Date(trend.asOf))}</span>
          ) : null}
        </p>
      </Link>
    </li>
  )
}
