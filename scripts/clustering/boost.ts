import type { BoostedTrees, Tree } from '../../src/events/engine/trees.ts'

export interface Sample {
  row: readonly number[]
  /** 1 when item and event belong together. */
  label: 0 | 1
  weight: number
}

export interface BoostOptions {
  trees: number
  depth: number
  rate: number
  /** Least second-order weight (Hessian sum) of a leaf, and the L2 penalty on its value. */
  minimumWeight: number
  penalty: number
  /** Per feature: 1 may only raise the score, −1 only lower it, 0 either. */
  monotone: readonly number[]
  /** Features left out. */
  without: ReadonlySet<number>
}

const BINS = 40

/** Gradient boosting with logistic loss over binned features (Friedman 2001; Newton leaves as in XGBoost). Deterministic. */
export function boost(samples: readonly Sample[], options: BoostOptions): BoostedTrees {
  const width = samples[0]?.row.length ?? 0
  const edges = Array.from({ length: width }, (_, feature) =>
    options.without.has(feature) ? [] : quantiles(samples, feature),
  )
  const bins = binned(samples, edges)
  let positive = 0
  let all = 0
  for (const { label, weight } of samples) {
    positive += label * weight
    all += weight
  }
  const base = Math.log(positive / (all - positive))
  const scores = new Float64Array(samples.length).fill(base)
  const grower = new Grower(samples, bins, edges, options)
  const trees: Tree[] = []
  for (let i = 0; i < options.trees; i++) trees.push(grower.grow(scores))
  return { base, trees }
}

function quantiles(samples: readonly Sample[], feature: number): number[] {
  const step = Math.max(1, Math.floor(samples.length / 20_000))
  const values = new Float64Array(Math.ceil(samples.length / step))
  for (let i = 0; i < values.length; i++) values[i] = samples[i * step]!.row[feature]!
  values.sort()
  const edges: number[] = []
  for (let bin = 1; bin < BINS; bin++) {
    const edge = Number(values[Math.floor((bin * values.length) / BINS)]!.toPrecision(5))
    if (edges.length === 0 || edge > edges.at(-1)!) edges.push(edge)
  }
  return edges
}

function binned(samples: readonly Sample[], edges: readonly number[][]): Uint8Array[] {
  return edges.map((cuts, feature) =>
    Uint8Array.from(samples, ({ row }) => {
      const value = row[feature]!
      let low = 0
      let high = cuts.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (value > cuts[middle]!) low = middle + 1
        else high = middle
      }
      return low
    }),
  )
}

/** Gradient and Hessian sums of a node's samples by feature and bin. */
interface Histogram {
  gradients: Float64Array
  hessians: Float64Array
}

interface Fork {
  feature: number
  bin: number
  below: number
  above: number
}

class Grower {
  readonly #gradient: Float64Array
  readonly #hessian: Float64Array
  readonly #used: number[]
  constructor(
    readonly samples: readonly Sample[],
    readonly bins: readonly Uint8Array[],
    readonly edges: readonly number[][],
    readonly options: BoostOptions,
  ) {
    this.#gradient = new Float64Array(samples.length)
    this.#hessian = new Float64Array(samples.length)
    this.#used = [...edges.keys()].filter((feature) => edges[feature]!.length > 0)
  }

  /** Grows the next tree for the residuals of `scores` and adds its leaves to them. */
  grow(scores: Float64Array): Tree {
    for (let i = 0; i < scores.length; i++) {
      const p = 1 / (1 + Math.exp(-scores[i]!))
      const { label, weight } = this.samples[i]!
      this.#gradient[i] = weight * (label - p)
      this.#hessian[i] = weight * Math.max(1e-6, p * (1 - p))
    }
    const nodes: number[][] = []
    const everything = Int32Array.from({ length: scores.length }, (_, i) => i)
    const histogram = this.#histogramOf(everything)
    this.#split(
      nodes,
      everything,
      histogram,
      this.options.depth,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      scores,
    )
    return nodes
  }

  #split(
    nodes: number[][],
    rows: Int32Array,
    histogram: Histogram,
    depth: number,
    low: number,
    high: number,
    scores: Float64Array,
  ): number {
    const at = nodes.length
    nodes.push([])
    const fork = depth > 0 ? this.#bestFork(histogram) : undefined
    if (!fork) {
      const value = Number((this.options.rate * clamp(this.#valueOf(rows), low, high)).toPrecision(5))
      nodes[at] = [value]
      for (const i of rows) scores[i]! += value
      return at
    }
    const { feature, bin, below, above } = fork
    const direction = this.options.monotone[feature] ?? 0
    const middle = (clamp(below, low, high) + clamp(above, low, high)) / 2
    const [leftRows, rightRows] = parted(rows, this.bins[feature]!, bin)
    // the smaller side is counted, the other is what remains
    const counted = this.#histogramOf(leftRows.length <= rightRows.length ? leftRows : rightRows)
    const rest = minus(histogram, counted)
    const [leftSums, rightSums] = leftRows.length <= rightRows.length ? [counted, rest] : [rest, counted]
    const left = this.#split(
      nodes,
      leftRows,
      leftSums,
      depth - 1,
      direction < 0 ? middle : low,
      direction > 0 ? middle : high,
      scores,
    )
    const right = this.#split(
      nodes,
      rightRows,
      rightSums,
      depth - 1,
      direction > 0 ? middle : low,
      direction < 0 ? middle : high,
      scores,
    )
    nodes[at] = [feature, this.edges[feature]![bin]!, left, right]
    return at
  }

  #histogramOf(rows: Int32Array): Histogram {
    const gradients = new Float64Array(this.bins.length * BINS)
    const hessians = new Float64Array(this.bins.length * BINS)
    for (const feature of this.#used) {
      const column = this.bins[feature]!
      const start = feature * BINS
      for (let k = 0; k < rows.length; k++) {
        const i = rows[k]!
        const bin = start + column[i]!
        gradients[bin]! += this.#gradient[i]!
        hessians[bin]! += this.#hessian[i]!
      }
    }
    return { gradients, hessians }
  }

  #valueOf(rows: Int32Array): number {
    let gradient = 0
    let hessian = 0
    for (const i of rows) {
      gradient += this.#gradient[i]!
      hessian += this.#hessian[i]!
    }
    return gradient / (hessian + this.options.penalty)
  }

  #bestFork({ gradients, hessians }: Histogram): Fork | undefined {
    const { minimumWeight, penalty, monotone } = this.options
    let bestGain = 1e-3
    let best: Fork | undefined
    for (const feature of this.#used) {
      const start = feature * BINS
      let all = 0
      let weight = 0
      for (let bin = start; bin < start + BINS; bin++) {
        all += gradients[bin]!
        weight += hessians[bin]!
      }
      let left = 0
      let leftWeight = 0
      for (let bin = 0; bin < this.edges[feature]!.length; bin++) {
        left += gradients[start + bin]!
        leftWeight += hessians[start + bin]!
        const right = all - left
        const rightWeight = weight - leftWeight
        if (leftWeight < minimumWeight || rightWeight < minimumWeight) continue
        const below = left / (leftWeight + penalty)
        const above = right / (rightWeight + penalty)
        const direction = monotone[feature] ?? 0
        if ((direction > 0 && below > above) || (direction < 0 && below < above)) continue
        const gain = left * below + right * above - (all * all) / (weight + penalty)
        if (gain > bestGain) {
          bestGain = gain
          best = { feature, bin, below, above }
        }
      }
    }
    return best
  }
}

function parted(rows: Int32Array, column: Uint8Array, bin: number): [Int32Array, Int32Array] {
  const left = new Int32Array(rows.length)
  const right = new Int32Array(rows.length)
  let leftCount = 0
  let rightCount = 0
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k]!
    if (column[i]! <= bin) left[leftCount++] = i
    else right[rightCount++] = i
  }
  return [left.subarray(0, leftCount), right.subarray(0, rightCount)]
}

function minus(all: Histogram, part: Histogram): Histogram {
  return {
    gradients: all.gradients.map((sum, i) => sum - part.gradients[i]!),
    hessians: all.hessians.map((sum, i) => sum - part.hessians[i]!),
  }
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))
