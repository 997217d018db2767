/** A polled source and when it was read successfully, ascending. `knownSince` is when it began to be watched. */
export interface WatchedSource {
  intervalSeconds: number
  knownSince: Date
  successes: readonly Date[]
}

/** Times within [from, now) during which every one of the sources was stale beyond twice its interval; the last may reach `now`. */
export function blindSpansOf(
  sources: readonly WatchedSource[],
  from: Date,
  now: Date,
): { startedAt: Date; endedAt: Date | null }[] {
  if (sources.length === 0) return []
  let common: [number, number][] = [[from.getTime(), now.getTime()]]
  for (const source of sources) {
    common = intersect(common, staleSpans(source, now.getTime()))
    if (common.length === 0) return []
  }
  return common.map(([start, end]) => ({
    startedAt: new Date(start),
    endedAt: end >= now.getTime() ? null : new Date(end),
  }))
}

/** Times a source had not been read for more than 2 × its interval, [start, end) in milliseconds. */
function staleSpans(source: WatchedSource, nowMs: number): [number, number][] {
  const patienceMs = 2 * source.intervalSeconds * 1000
  const spans: [number, number][] = []
  let seenMs = source.knownSince.getTime()
  for (const success of [...source.successes.map((at) => at.getTime()), nowMs]) {
    if (success > nowMs || success <= seenMs) continue
    if (success - seenMs > patienceMs) spans.push([seenMs + patienceMs, success])
    seenMs = success
  }
  return spans
}

function intersect(a: readonly [number, number][], b: readonly [number, number][]): [number, number][] {
  const both: [number, number][] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const start = Math.max(a[i]![0], b[j]![0])
    const end = Math.min(a[i]![1], b[j]![1])
    if (end > start) both.push([start, end])
    if (a[i]![1] < b[j]![1]) i += 1
    else j += 1
  }
  return both
}
