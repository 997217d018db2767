/** B-cubed (Bagga & Baldwin 1998) precision, recall and F1, and pairwise F1, of a grouping against labels. */
export interface Figures {
  precision: number
  recall: number
  f1: number
  pairwise: number
}

export function figuresOf(gold: readonly string[], found: readonly (string | number)[]): Figures {
  const clusters = new Map<string | number, number>()
  const stories = new Map<string, number>()
  const cells = new Map<string, { story: string; cluster: string | number; items: number }>()
  for (const [i, story] of gold.entries()) {
    const cluster = found[i]!
    clusters.set(cluster, (clusters.get(cluster) ?? 0) + 1)
    stories.set(story, (stories.get(story) ?? 0) + 1)
    const cell = cells.get(`${cluster}\n${story}`) ?? { story, cluster, items: 0 }
    cell.items++
    cells.set(`${cluster}\n${story}`, cell)
  }
  let precision = 0
  let recall = 0
  let both = 0
  for (const { story, cluster, items } of cells.values()) {
    precision += (items * items) / clusters.get(cluster)!
    recall += (items * items) / stories.get(story)!
    both += pairs(items)
  }
  precision /= gold.length
  recall /= gold.length
  const inClusters = [...clusters.values()].reduce((sum, n) => sum + pairs(n), 0)
  const inStories = [...stories.values()].reduce((sum, n) => sum + pairs(n), 0)
  return {
    precision,
    recall,
    f1: f1(precision, recall),
    pairwise: f1(both / Math.max(1, inClusters), both / Math.max(1, inStories)),
  }
}

const pairs = (n: number): number => (n * (n - 1)) / 2
const f1 = (p: number, r: number): number => (p + r === 0 ? 0 : (2 * p * r) / (p + r))
