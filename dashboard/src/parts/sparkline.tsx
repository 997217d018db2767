import type { Trend } from '../../../src/http/contract.ts'
import { useColors } from './colors.ts'

const width = 240
const height = 56
/** Probability shown above and below the line. */
const margin = 0.04

/** A trend's curve in a few strokes; SVG, because a page may hold hundreds. */
export function Sparkline({ curve, label }: { curve: Trend['curve']; label: string }) {
  const colors = useColors()
  const first = curve[0]
  const last = curve.at(-1)
  if (!first || !last || curve.length < 2) return <span className="muted">no curve yet</span>
  // The scale follows the line; the band may leave the picture.
  const top = Math.min(1, Math.max(...curve.map((point) => point.probability)) + margin)
  const bottom = Math.max(0, Math.min(...curve.map((point) => point.probability)) - margin)
  const start = Date.parse(first.timestamp)
  const span = Math.max(1, Date.parse(last.timestamp) - start)
  const x = (timestamp: string) => ((Date.parse(timestamp) - start) / span) * width
  const y = (value: number) => height - 2 - ((value - bottom) / (top - bottom)) * (height - 4)
  const at = (point: Trend['curve'][number], value: number) => `${x(point.timestamp).toFixed(1)},${y(value).toFixed(1)}`
  const line = curve.map((point) => at(point, point.probability)).join(' ')
  const band = [
    ...curve.map((point) => at(point, point.bandHigh)),
    ...curve.map((point) => at(point, point.bandLow)).reverse(),
  ].join(' ')
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polygon points={band} fill={colors.band} />
      <polyline points={line} fill="none" stroke={colors.line} strokeWidth="2" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
