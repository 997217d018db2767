import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { TrendDetail, TrendSimulation } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { submitting } from '../changes.ts'
import { formatDate, logOdds, percent, words } from '../format.ts'
import { useTripwire } from '../queries.ts'
import { Chart } from './chart.tsx'
import { useColors } from './colors.ts'
import { Loaded } from './loaded.tsx'
import { probabilityOverTime } from './probability-chart.ts'

/** Where one level ends and the next begins. */
const thresholds = [0.1, 0.25, 0.5, 0.75]

/** What would move the trend: how little it takes to cross a probability, and the curve if something happened. */
export function WhatIf({ trend }: { trend: TrendDetail }) {
  return (
    <section>
      <h2>What if</h2>
      <Tripwire trend={trend} />
      <Simulation trend={trend} />
    </section>
  )
}

function Tripwire({ trend }: { trend: TrendDetail }) {
  const [threshold, setThreshold] = useState(thresholds.find((value) => value > trend.probability) ?? 0.75)
  const side = threshold > trend.probability ? 'above' : 'below'
  const tripwire = useTripwire(trend.slug, side, threshold)
  return (
    <>
      <p>
        <label>
          What would carry it across{' '}
          <select value={threshold} onChange={(event) => setThreshold(Number(event.target.value))}>
            {thresholds.map((value) => (
              <option key={value} value={value}>
                {percent(value)}
              </option>
            ))}
          </select>
          , all at once?
        </label>
      </p>
      <Loaded query={tripwire}>
        {({ sets, reachable, missingLogOdds }) =>
          reachable ? (
            <ul className="plain">
              {sets.map((set) => (
                <li key={set.map((hit) => `${hit.signal} ${hit.occurrence}`).join()}>{describe(set)}</li>
              ))}
            </ul>
          ) : (
            <p className="muted">
              No set of strong reports would: {logOdds(missingLogOdds)} in log-odds are missing on this side.
            </p>
          )
        }
      </Loaded>
    </>
  )
}

/** `blockage ×3 + strike` */
function describe(set: { signal: string }[]): string {
  const counts = new Map<string, number>()
  for (const { signal } of set) counts.set(signal, (counts.get(signal) ?? 0) + 1)
  return [...counts].map(([signal, count]) => words(signal) + (count > 1 ? ` ×${count}` : '')).join(' + ')
}

function Simulation({ trend }: { trend: TrendDetail }) {
  const [signal, setSignal] = useState(trend.indicators[0]?.signal ?? '')
  const [severity, setSeverity] = useState(1)
  const [hits, setHits] = useState<{ signal: string; severity: number }[]>([])
  const simulation = useMutation({
    mutationFn: (next: typeof hits) =>
      send<TrendSimulation>('POST', `/trends/${encodeURIComponent(trend.slug)}/simulate`, { hits: next, days: 30 }),
  })
  const change = (next: typeof hits) => {
    setHits(next)
    if (next.length > 0) simulation.mutate(next)
  }
  const submit = submitting(() => change([...hits, { signal, severity }]))
  return (
    <>
      <form onSubmit={submit} className="choices">
        <label>
          Suppose now{' '}
          <select value={signal} onChange={(event) => setSignal(event.target.value)}>
            {trend.indicators.map((entry) => (
              <option key={entry.signal} value={entry.signal}>
                {words(entry.signal)}
              </option>
            ))}
          </select>
        </label>
        <label>
          severity{' '}
          <select value={severity} onChange={(event) => setSeverity(Number(event.target.value))}>
            {[1, 0.75, 0.5, 0.25].map((value) => (
              <option key={value}>{value}</option>
            ))}
          </select>
        </label>
        <button type="submit">Add</button>
        {hits.length > 0 ? (
          <button type="button" onClick={() => change([])}>
            Start over
          </button>
        ) : null}
        {simulation.error ? <span className="bad">{simulation.error.message}</span> : null}
      </form>
      {hits.length > 0 && simulation.data ? <SimulatedCurve simulation={simulation.data} /> : null}
    </>
  )
}

function SimulatedCurve({ simulation }: { simulation: TrendSimulation }) {
  const colors = useColors()
  const { hits, curve } = simulation
  const option = useMemo(
    () => ({
      ...probabilityOverTime(
        colors,
        curve,
        (point) =>
          `${formatDate(point.at)}<br><b>${percent(point.simulated)}</b> instead of ${percent(point.probability)}`,
      ),
      series: [
        {
          type: 'line',
          symbol: 'none',
          lineStyle: { type: 'dashed', width: 1, color: colors.text },
          data: curve.map((point) => [point.at, point.probability]),
        },
        {
          type: 'line',
          symbol: 'none',
          lineStyle: { width: 2, color: colors.line },
          data: curve.map((point) => [point.at, point.simulated]),
        },
      ],
    }),
    [curve, colors],
  )
  const first = curve[0]
  return (
    <>
      <p>
        With {hits.map((hit) => `${words(hit.signal)} (${logOdds(hit.delta)})`).join(', ')}:{' '}
        {first ? (
          <>
            {percent(first.probability)} → <strong>{percent(first.simulated)}</strong>, fading over the next 30 days.
          </>
        ) : null}{' '}
        <span className="muted small">Dashed: without. Nothing is stored.</span>
      </p>
      <Chart option={option} height={220} label="Probability with and without what is supposed" />
    </>
  )
}
