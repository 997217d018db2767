const hourMs = 3_600_000
/** Points a curve keeps near when it may choose. */
const points = 500
const steps = [1, 2, 3, 6, 12, 24, 48, 168]

/** Width of a curve's buckets in hours: the one asked for, or the narrowest that keeps the curve near 500 points. */
export function bucketHoursFor(resolution: 'auto' | 'hour' | 'day' | 'week', from: Date, to: Date): number {
  if (resolution === 'hour') return 1
  if (resolution === 'day') return 24
  if (resolution === 'week') return 168
  const hours = Math.max(0, to.getTime() - from.getTime()) / hourMs
  return steps.find((step) => hours / step <= points) ?? 168
}
