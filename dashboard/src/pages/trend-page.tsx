import { useState } from 'react'
import { Link } from 'wouter'
import type { TrendDetail, TrendIndicator } from '../../../src/http/contract.ts'
import { ago, formatDate, percent, plural, points, words } from '../format.ts'
import { AlertList } from '../parts/alert-list.tsx'
import { AtAnotherTime } from '../parts/at-another-time.tsx'
import { State } from '../parts/badges.tsx'
import { CurveChart } from '../parts/curve-chart.tsx'
import { EvidenceList } from '../parts/evidence-list.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Outcome } from '../parts/outcome.tsx'
import { Overrides } from '../parts/overrides.tsx'
import { TrendFigures } from '../parts/trend-figures.tsx'
import { WhatIf } from '../parts/what-if.tsx'
import { WhyMoved } from '../parts/why-moved.tsx'
import { useHistory, useTrend } from '../queries.ts'

const spans = [
  ['7 days', 7],
  ['30 days', 30],
  ['90 days', 90],
  ['all', 3650],
] as const
const dayMs = 86_400_000

/** One trend: its curve, why it moved, and every piece of evidence under it. */
export function TrendPage({ slug }: { slug: string }) {
  const trend = useTrend(slug)
  return <Loaded query={trend}>{(data) => <TrendView trend={data} />}</Loaded>
}

function TrendView({ trend }: { trend: TrendDetail }) {
  const [days, setDays] = useState(30)
  const [signal, setSignal] = useState<string>()
  // To the hour, so that the query's key does not change with every refresh.
  const hour = Math.floor(Date.parse(trend.asOf) / 3_600_000) * 3_600_000
  const from = days === 3650 ? undefined : new Date(hour - days * dayMs).toISOString()
  const history = useHistory(trend.slug, from)
  return (
    <>
      <h1>
        {trend.name} {trend.isActive ? null : <State state="paused" />}
      </h1>
      <p className="question">{trend.question}</p>
      {trend.resolution ? (
        <p className="muted small">
          Resolves by {formatDate(trend.resolution.by)}. {trend.resolution.basis}
        </p>
      ) : null}
      <div className="figures large">
        <TrendFigures value={trend} />
        <span className="muted">{points(trend.change7d)} in 7 days</span>
        {trend.blindSince ? (
          <span className="badge state-failing">blind since {ago(trend.blindSince, new Date(trend.asOf))}</span>
        ) : null}
      </div>
      <fieldset className="choices">
        <legend className="visually-hidden">Span of the curve</legend>
        {spans.map(([label, value]) => (
          <button key={value} type="button" aria-pressed={days === value} onClick={() => setDays(value)}>
            {label}
          </button>
        ))}
      </fieldset>
      <Loaded query={history}>
        {(data) => <CurveChart history={data} baseline={trend.baselineProbability} name={trend.name} />}
      </Loaded>
      <AlertList slug={trend.slug} now={new Date(trend.asOf)} />
      <WhyMoved slug={trend.slug} asOf={new Date(hour + 3_600_000)} />
      <AtAnotherTime trend={trend} />
      <WhatIf trend={trend} />
      <Indicators trend={trend} signal={signal} onChoose={setSignal} />
      <EvidenceList slug={trend.slug} signal={signal} now={new Date(trend.asOf)} />
      <Overrides trend={trend} />
      <Outcome slug={trend.slug} />
    </>
  )
}

interface IndicatorsProps {
  trend: TrendDetail
  signal: string | undefined
  onChoose(signal: string | undefined): void
}

function Indicators({ trend, signal, onChoose }: IndicatorsProps) {
  return (
    <section>
      <h2>Indicators</h2>
      <p className="muted small">
        Baseline {percent(trend.baselineProbability)}, half-life {trend.halfLifeDays} days, definition version{' '}
        {trend.definitionVersion}. Choose one to see only its evidence.{' '}
        <Link href={`/trends/${encodeURIComponent(trend.slug)}/definition`}>Change the definition</Link>
      </p>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Signal</th>
              <th className="wide">Direction</th>
              <th className="number wide">Weight</th>
              <th className="number">Evidence</th>
              <th className="number">Now, log-odds</th>
            </tr>
          </thead>
          <tbody>
            {trend.indicators.map((indicator) => (
              <tr key={indicator.signal} className={indicator.signal === signal ? 'chosen' : ''}>
                <td>
                  <button
                    type="button"
                    className="plain"
                    aria-pressed={indicator.signal === signal}
                    onClick={() => onChoose(indicator.signal === signal ? undefined : indicator.signal)}
                  >
                    {words(indicator.signal)}
                  </button>
                  <div className="muted small">{indicator.description}</div>
                  <Named what="Actors" entries={indicator.actors} />
                  <Named what="Places" entries={indicator.places} />
                </td>
                <td className="wide">{indicator.direction === 'escalatory' ? 'raises' : 'lowers'}</td>
                <td className="number wide">{indicator.weight.toFixed(3)}</td>
                <td className="number">{plural(indicator.evidenceCount, 'piece')}</td>
                <td className="number">{indicator.contribution.toFixed(3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Actors or places an indicator asks for, their aliases in brackets. */
function Named({ what, entries }: { what: string; entries: TrendIndicator['actors'] }) {
  if (entries.length === 0) return null
  const shown = entries.map((entry) =>
    typeof entry === 'string' ? entry : `${entry.name} (${entry.aliases.join(', ')})`,
  )
  return (
    <div className="muted small">
      {what}: {shown.join(' or ')}
    </div>
  )
}
