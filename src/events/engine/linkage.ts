/** Items that are taken together or apart as one: a single item, or an event that has settled (by its latest items). */
export interface Group {
  items: readonly unknown[]
  /** The event it is in now; groups of one event hold together a little better than others. */
  event: unknown
  /** Of two groups a person has had a hand in, neither takes the other. */
  fixed: boolean
}

let scratch = new Float64Array(1_024)

/**
 * Parts of `groups` under average linkage: the two parts with the greatest mean likeness of their items become one while
 * that mean reaches `threshold` (UPGMA; Sokal & Michener 1958). `hold` is added to the likeness of items that are in one
 * event already. `likeness` holds that of each two items, counted through the groups, in rows. Each part lists positions in `groups`, in ascending order.
 */
export function linkParts(
  groups: readonly Group[],
  likeness: Float64Array,
  threshold: number,
  hold: number,
): number[][] {
  const n = groups.length
  if (n * n > scratch.length) scratch = new Float64Array(n * n)
  const sums = scratch
  const counts = Float64Array.from(groups, ({ items }) => items.length)
  const fixed = groups.map((group) => group.fixed)
  const starts: number[] = []
  let count = 0
  for (const { items } of groups) {
    starts.push(count)
    count += items.length
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let a = starts[i]!; a < starts[i]! + counts[i]!; a++)
        for (let b = starts[j]!; b < starts[j]! + counts[j]!; b++) sum += likeness[a * count + b]!
      if (groups[i]!.event !== undefined && groups[i]!.event === groups[j]!.event) sum += hold * counts[i]! * counts[j]!
      sums[i * n + j] = sum
      sums[j * n + i] = sum
    }
  }
  const parts: (number[] | undefined)[] = groups.map((_, i) => [i])
  for (;;) {
    let best = threshold
    let into = -1
    let from = -1
    for (let i = 0; i < n; i++) {
      if (!parts[i]) continue
      for (let j = 0; j < i; j++) {
        if (!parts[j] || (fixed[i] && fixed[j])) continue
        const mean = sums[i * n + j]! / (counts[i]! * counts[j]!)
        if (mean < best || (mean === best && into >= 0)) continue
        best = mean
        into = j
        from = i
      }
    }
    if (into < 0) return parts.filter((part) => part !== undefined).map((part) => part.sort((a, b) => a - b))
    parts[into]!.push(...parts[from]!)
    parts[from] = undefined
    counts[into]! += counts[from]!
    fixed[into] ||= fixed[from]!
    for (let k = 0; k < n; k++) {
      sums[into * n + k]! += sums[from * n + k]!
      sums[k * n + into] = sums[into * n + k]!
    }
  }
}
