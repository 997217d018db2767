/** A time in which nobody looked: [startedAt, endedAt), open while `endedAt` is null. */
export interface BlindSpan {
  startedAt: Date
  endedAt: Date | null
}

/** A trend's own time τ: it stands still while the trend is blind. All values in milliseconds. */
export interface TrendClock {
  /** τ(t) − τ(0): milliseconds that passed for the trend up to `atMs`. */
  tau(atMs: number): number
  isBlindAt(atMs: number): boolean
}

/** Builds τ from blind spans in any order; overlapping spans count once. Each reading costs O(log spans). */
export function trendClock(spans: readonly BlindSpan[]): TrendClock {
  const { starts, ends, darkBefore } = unionOf(spans)
  const lastStartedBy = (atMs: number): number => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= atMs) low = middle + 1
      else high = middle
    }
    return low - 1
  }
  return {
    tau(atMs) {
      const index = lastStartedBy(atMs)
      if (index < 0) return atMs
      return atMs - darkBefore[index]! - (Math.min(atMs, ends[index]!) - starts[index]!)
    },
    isBlindAt(atMs) {
      const index = lastStartedBy(atMs)
      return index >= 0 && atMs < ends[index]!
    },
  }
}

/** Disjoint spans in order, with the dark milliseconds that lie before each. */
function unionOf(spans: readonly BlindSpan[]): { starts: number[]; ends: number[]; darkBefore: number[] } {
  const starts: number[] = []
  const ends: number[] = []
  const ordered = spans
    .map((span) => [span.startedAt.getTime(), span.endedAt?.getTime() ?? Number.POSITIVE_INFINITY] as const)
    .filter(([start, end]) => end > start)
    .sort((a, b) => a[0] - b[0])
  for (const [start, end] of ordered) {
    const last = ends.length - 1
    if (last >= 0 && start <= ends[last]!) ends[last] = Math.max(ends[last]!, end)
    else {
      starts.push(start)
      ends.push(end)
    }
  }
  const darkBefore: number[] = []
  let dark = 0
  starts.forEach((start, index) => {
    darkBefore.push(dark)
    dark += ends[index]! - start
  })
  return { starts, ends, darkBefore }
}
