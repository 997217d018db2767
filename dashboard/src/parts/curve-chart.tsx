import { useMemo } from 'react'
import type { TrendHistory } from '../../../src/http/contract.ts'
import { formatDateTime, percent } from '../format.ts'
import { Chart } from './chart.tsx'
import { useColors } from './colors.ts'
import { probabilityOverTime } from './probability-chart.ts'

interface Props {
  history: TrendHistory
  baseline: number
  name: string
}

/** Probability over time with its uncertainty band, the baseline, and the spans in which nobody looked. */
export function CurveChart({ history, baseline, name }: Props) {
  const colors = useColors()
  const option = useMemo(() => {
    const { data } = history
    const band = data.map((point) => [point.timestamp, point.bandHigh - point.bandLow])
    // Before the first evidence the band is very wide; it may leave the picture rather than flatten the line.
    const top = Math.max(...data.map((point) => point.probability)) * 1.3 + 0.05
    const tell = (point: TrendHistory['data'][number]) => {
      const blind = point.isBlind ? '<br>blind: no source was heard' : ''
      return `${formatDateTime(point.timestamp)}<br><b>${percent(point.probability)}</b> (${percent(point.bandLow)} – ${percent(point.bandHigh)})<br>${point.eventCount24h} events in 24 h${blind}`
    }
    return {
      ...probabilityOverTime(colors, data, tell, Math.min(1, Math.ceil(top * 5) / 5)),
      series: [
        {
          type: 'line',
          stack: 'band',
          symbol: 'none',
          lineStyle: { opacity: 0 },
          silent: true,
          data: data.map((point) => [point.timestamp, point.bandLow]),
        },
        {
          type: 'line',
          stack: 'band',
          symbol: 'none',
          lineStyle: { opacity: 0 },
          silent: true,
          areaStyle: { color: colors.band },
          data: band,
        },
        {
          type: 'line',
          symbol: 'none',
          lineStyle: { width: 2, color: colors.line },
          data: data.map((point) => [point.timestamp, point.probability]),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { formatter: 'baseline', color: colors.text, position: 'insideEndTop' },
            lineStyle: { color: colors.text, type: 'dashed', width: 1 },
            data: [{ yAxis: baseline }],
          },
          markArea: {
            silent: true,
            itemStyle: { color: colors.blind },
            data: history.blindSpans.map((span) => [{ xAxis: span.startedAt }, { xAxis: span.endedAt ?? history.to }]),
          },
        },
      ],
    }
  }, [history, baseline, colors])
  if (history.data.length === 0) return <p className="empty">No snapshot in this span yet.</p>
  return <Chart option={option} height={300} label={`Probability of ${name} over time`} />
}
