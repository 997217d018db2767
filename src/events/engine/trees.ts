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

/**
 * Probability that boosted trees give to a row of features. Every tree is laid out as a complete one of equal depth, the children
 * of node i at 2i + 1 and 2i + 2: finding a leaf takes no branch that depends on the row, and a call allocates nothing.
 */
export function compileTrees({ base, trees }: BoostedTrees): (row: ArrayLike<number>) => number {
  const depth = Math.max(0, ...trees.map((tree) => depthOf(tree, 0)))
  const forks = 2 ** depth - 1
  const leaves = 2 ** depth
  const feature = new Int32Array(trees.length * forks)
  const threshold = new Float64Array(trees.length * forks)
  const leaf = new Float64Array(trees.length * leaves)
  for (const [t, tree] of trees.entries()) {
    const lay = (place: number, [first, limit, below, above]: TreeNode): void => {
      const isFork = below !== undefined && above !== undefined
      if (place >= forks) {
        leaf[t * leaves + place - forks] = first!
        return
      }
      // a leaf higher up is said again by everything under it, whichever way a row goes
      if (isFork) {
        feature[t * forks + place] = first!
        threshold[t * forks + place] = limit!
      }
      lay(2 * place + 1, isFork ? tree[below]! : [first!])
      lay(2 * place + 2, isFork ? tree[above]! : [first!])
    }
    lay(0, tree[0]!)
  }
  return (row) => {
    let sum = base
    for (let t = 0, root = 0, first = -forks; t < trees.length; t++, root += forks, first += leaves) {
      let at = 0
      for (let level = 0; level < depth; level++)
        at = 2 * at + (row[feature[root + at]!]! > threshold[root + at]! ? 2 : 1)
      sum += leaf[first + at]!
    }
    return 1 / (1 + Math.exp(-sum))
  }
}

function depthOf(tree: Tree, at: number): number {
  const [, , below, above] = tree[at]!
  return below === undefined || above === undefined ? 0 : 1 + Math.max(depthOf(tree, below), depthOf(tree, above))
}
