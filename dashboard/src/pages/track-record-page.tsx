import { Link } from 'wouter'
import type { Grade, TrackRecord } from '../../../src/http/contract.ts'
import { formatDate, percent, plural, words } from '../format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { useTrackRecord } from '../queries.ts'

/** How good the forecasts were: the whole, each resolved trend, the calibration. */
export function TrackRecordPage() {
  const record = useTrackRecord()
  return (
    <>
      <h1>Track record</h1>
      <p className="muted">
        Every forecast counts as it was made, from what was known then. Skill above 0 is better than always saying the
        baseline.
      </p>
      <Loaded query={record}>
        {(data) =>
          data.trends.length === 0 ? (
            <p className="empty">
              No trend is resolved yet. Record how a question was answered on the page of its trend.
            </p>
          ) : (
            <Graded record={data} />
          )
        }
      </Loaded>
    </>
  )
}

function Graded({ record }: { record: TrackRecord }) {
  const { hourly } = record
  return (
    <>
      {hourly.count === 0 ? (
        <p className="empty">Nothing to grade yet: no outcome that counts, or no forecast from before it.</p>
      ) : (
        <>
          <Drift grade={hourly} />
          <Summary record={record} />
          <Calibration grade={hourly} />
        </>
      )}
      <Trends record={record} />
    </>
  )
}

function Drift({ grade: { drift, driftNote } }: { grade: Grade }) {
  if (drift === 'ok') return <p className="muted small">No drift warning: {driftNote}.</p>
  return (
    <p>
      <span className="badge state-failing">{drift === 'critical' ? 'critical drift' : 'drift'}</span> {driftNote}
    </p>
  )
}

function Summary({ record }: { record: TrackRecord }) {
  const rows: [string, Grade][] = [
    ['Every hour before the resolution', record.hourly],
    ...record.atLeadDays.map(({ days, grade }): [string, Grade] => [`${plural(days, 'day')} before`, grade]),
  ]
  return (
    <section>
      <h2>Forecasts of {plural(record.outcomes, 'resolved trend')}</h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Forecasts</th>
              <th className="number">Count</th>
              <th className="number">Brier</th>
              <th className="number">Log score</th>
              <th className="number">Skill</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, grade]) => (
              <tr key={name}>
                <td>{name}</td>
                <td className="number">{grade.count}</td>
                <Scores grade={grade.count === 0 ? null : grade} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Calibration({ grade }: { grade: Grade }) {
  return (
    <section>
      <h2>Calibration</h2>
      <p className="muted small">
        Of the hours in which a forecast lay in a bucket, how many belonged to trends that came true.
      </p>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Forecast</th>
              <th className="number">Hours</th>
              <th className="number">Said on average</th>
              <th className="number">Came true</th>
            </tr>
          </thead>
          <tbody>
            {grade.calibration.map((bucket) => (
              <tr key={bucket.from}>
                <td>
                  {percent(bucket.from)} to {percent(bucket.to)}
                </td>
                <td className="number">{bucket.count}</td>
                <td className="number">{percent(bucket.meanForecast)}</td>
                <td className="number">{percent(bucket.meanOutcome)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Trends({ record }: { record: TrackRecord }) {
  return (
    <section>
      <h2>Trends</h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Trend</th>
              <th>Outcome</th>
              <th className="number">Baseline</th>
              {record.atLeadDays.map(({ days }) => (
                <th key={days} className="number wide">
                  {plural(days, 'day')} before
                </th>
              ))}
              <th className="number">Brier</th>
              <th className="number">Log score</th>
              <th className="number">Skill</th>
            </tr>
          </thead>
          <tbody>
            {record.trends.map((trend) => (
              <tr key={trend.slug}>
                <td>
                  <Link href={`/trends/${trend.slug}`}>{trend.name}</Link>
                </td>
                <td>
                  {words(trend.outcome)}, {formatDate(trend.resolvedAt)}
                  <div className="muted small">{trend.note}</div>
                </td>
                <td className="number">{percent(trend.baseline)}</td>
                {trend.atLeadDays.map(({ days, probability }) => (
                  <td key={days} className="number wide">
                    {probability === null ? '–' : percent(probability)}
                  </td>
                ))}
                <Scores grade={trend.grade} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Scores({ grade }: { grade: Grade | null }) {
  return (
    <>
      {[grade?.brier, grade?.logScore, grade?.skill].map((value, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: three cells that never change places
        <td key={place} className="number">
          {value?.toFixed(3) ?? '–'}
        </td>
      ))}
    </>
  )
}
