/**
 * A node of a decision tree. A leaf is `[value]`; a fork is `[feature, threshold, below, above]`: `below` is the index
 * of the node for values up to the threshold, `above` of the one for greater values.
 */
export type TreeNode = readonly number[]
export type Tree = readonly TreeNode[]

/** Boosted trees: the log-odds of "belongs together" are `base` plus one leaf of every tree. */
export interface BoostedTrees {
  base: number
  trees: readonly Tree[]
}

/** Probability that boosted trees give to a row of features. Trees are flattened once, so a call allocates nothing. */
export function compileTrees({ base, trees }: BoostedTrees): (row: ArrayLike<number>) => number {
  const count = trees.reduce((sum, tree) => sum + tree.length, 0)
  const feature = new Int32Array(count)
  const value = new Float64Array(count)
  const below = new Int32Array(count)
  const above = new Int32Array(count)
  const roots: number[] = []
  let offset = 0
  for (const tree of trees) {
    roots.push(offset)
    for (const [i, node] of tree.entries()) {
      const leaf = node.length === 1
      feature[offset + i] = leaf ? -1 : node[0]!
      value[offset + i] = leaf ? node[0]! : node[1]!
      below[offset + i] = leaf ? 0 : offset + node[2]!
      above[offset + i] = leaf ? 0 : offset + node[3]!
    }
    offset += tree.length
  }
  return (row) => {
    let sum = base
    for (const root of roots) {
      let at = root
      while (feature[at]! >= 0) at = row[feature[at]!]! <= value[at]! ? below[at]! : above[at]!
      sum += value[at]!
    }
    return 1 / (1 + Math.exp(-sum))
  }
}
