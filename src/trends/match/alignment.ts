import { LRUCache } from 'lru-cache'
import { openWordVectors, type WordVectors } from '../../embedding/index.ts'
import type { Alignment } from '../match-types.ts'
import { commonWords, wordWeight } from './word-weights.ts'

/** Words of a text as directions in meaning (unit vectors), and how much each tells. */
export interface Aligned {
  vectors: Float32Array[]
  weights: number[]
}

/** An indicator's texts, to align with. */
export interface AlignedIndicator {
  description: Aligned
  keywords: Aligned[]
  everything: Aligned
}

const SCALE = 10
/** Words that weigh less are no content. */
const CONTENT = 3
const BEST = 3
const ROWS = 4
/** Words whose direction is kept, of 1.5 KB each: most texts use the same few thousand. */
const REMEMBERED = 10_000

let table: WordVectors | undefined
let centre: Float32Array | undefined
const directions = new LRUCache<string, Float32Array>({ max: REMEMBERED })

/** The words of an English text. */
export function alignedOf(text: string): Aligned {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
  const words = plain.match(/[\p{L}\p{N}_]+/gu) ?? []
  return { vectors: words.map(directionOf), weights: words.map(wordWeight) }
}

/** How an indicator's words and a text's meet. */
export function alignmentOf(text: { whole: Aligned; title: Aligned }, indicator: AlignedIndicator): Alignment {
  const whole = packed(text.whole)
  const found = nearestOf(indicator.description, whole)
  const content = found.map((near, i) => ((indicator.description.weights[i] as number) > CONTENT ? near : 0))
  const best = content.sort((a, b) => b - a).slice(0, BEST)
  return {
    description: SCALE * weighted(found, indicator.description.weights),
    best: (SCALE * best.reduce((sum, near) => sum + near, 0)) / Math.max(1, best.length),
    keyword: SCALE * indicator.keywords.reduce((most, keyword) => Math.max(most, coverage(keyword, whole)), 0),
    title: SCALE * coverage(text.title, packed(indicator.everything)),
  }
}

const coverage = (of: Aligned, by: Packed): number => weighted(nearestOf(of, by), of.weights)

/** The cosine of each word with the nearest word of the other side; 0 where there is none. */
const nearestOf = (of: Aligned, by: Packed): number[] => of.vectors.map((vector) => nearest(vector, by))

/** Four cosines side by side: a fifth of the time of one after another. */
function nearest(vector: Float32Array, packed: Packed): number {
  const size = vector.length
  let best = packed.length === 0 ? 0 : -1
  for (let at = 0; at < packed.length; at += ROWS * size) {
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let i = 0; i < size; i++) {
      const value = vector[i]!
      a += value * packed[at + i]!
      b += value * packed[at + size + i]!
      c += value * packed[at + 2 * size + i]!
      d += value * packed[at + 3 * size + i]!
    }
    best = Math.max(best, a, b, c, d)
  }
  return best
}

/** Vectors one after another, the last one again until there are a multiple of four. Made for a pair: kept, they would fill the memory. */
type Packed = Float32Array

function packed({ vectors }: Aligned): Packed {
  const last = vectors.at(-1)
  if (!last) return new Float32Array()
  const rows = Math.ceil(vectors.length / ROWS) * ROWS
  const all = new Float32Array(rows * last.length)
  for (let row = 0; row < rows; row++) all.set(vectors[row] ?? last, row * last.length)
  return all
}

function weighted(values: readonly number[], weights: readonly number[]): number {
  let sum = 0
  let whole = 0
  for (const [i, value] of values.entries()) {
    sum += value * (weights[i] as number)
    whole += weights[i] as number
  }
  return whole === 0 ? 0 : sum / whole
}

/** A word's vector seen from that of an average word of the news, at length 1. */
function directionOf(word: string): Float32Array {
  const known = directions.get(word)
  if (known) return known
  const vector = centred(word)
  directions.set(word, vector)
  return vector
}

function centred(word: string): Float32Array {
  table ??= openWordVectors()
  centre ??= centreOf(table)
  const from = centre
  const vector = table.vectorOf(word).map((value, i) => value - (from[i] as number))
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

function centreOf(words: WordVectors): Float32Array {
  const common = commonWords()
  const whole = common.reduce((sum, [, share]) => sum + share, 0)
  const centre = new Float32Array(words.vectorOf('the').length)
  for (const [word, share] of common) {
    const vector = words.vectorOf(word)
    for (let i = 0; i < centre.length; i++) centre[i]! += ((vector[i] as number) * share) / whole
  }
  return centre
}
