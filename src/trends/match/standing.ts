import type { Similarity } from '../match-types.ts'
import type { Features } from './features.ts'
import { type AlignedSide, type Among, alignedSides, type Standing, wordStrength } from './model.ts'

interface Reading {
  features: Features
  similarity: Similarity | undefined
}

/** How each indicator of a trend stands among its siblings, for one text. */
export function standingsAmong(readings: readonly Reading[]): Standing[] {
  const words = readings.map(({ features }) => wordStrength(features))
  const near = readings.map(({ similarity }) => similarity?.indicator ?? 0)
  const averageSimilarity = near.reduce((sum, value) => sum + value, 0) / Math.max(1, near.length)
  // By words alone, which is most of the calls, there is nothing to compare.
  const aligned = readings.some(({ similarity }) => similarity)
    ? alignedSides.map((side) => amongOf(readings.map(({ similarity }) => similarity?.alignment[side] ?? 0)))
    : []
  return readings.map(({ similarity }, at) => {
    const own = near[at] as number
    let words2 = 0
    let similarity2 = 0
    let nearer = 0
    for (let index = 0; index < readings.length; index++) {
      if (index === at) continue
      const other = near[index] as number
      words2 = Math.max(words2, words[index] as number)
      similarity2 = Math.max(similarity2, other)
      if (other > own) nearer++
    }
    return {
      words: (words[at] as number) - words2,
      similarity: similarity ? own - similarity2 : 0,
      bestSimilarity: similarity ? Math.max(own, similarity2) : 0,
      nearer: similarity ? nearer : 0,
      averageSimilarity,
      alignment: similarity && ofSides((k) => aligned[k]?.(at)),
    }
  })
}

const ofSides = (among: (k: number) => Among | undefined) =>
  Object.fromEntries(alignedSides.map((side, k) => [side, among(k)])) as Record<AlignedSide, Among>

function amongOf(values: readonly number[]): (at: number) => Among {
  const sorted = [...values].sort((a, b) => b - a)
  const best = sorted[0] ?? 0
  const average = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  return (at) => {
    const own = values[at] as number
    return { ahead: own - (own === best ? (sorted[1] ?? 0) : best), best, average }
  }
}
