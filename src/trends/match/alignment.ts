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
/** Vectors of words already made unit vectors: most texts use the same few thousand. */
const REMEMBERED = 10_000

let table: WordVectors | undefined
let centre: Float32Array | undefined
const directions = new Map<string, Float32Array>()

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
  const found = nearestOf(indicator.description, text.whole)
  const content = found.map((near, i) => ((indicator.description.weights[i] as number) > CONTENT ? near : 0))
  const best = content.sort((a, b) => b - a).slice(0, BEST)
  return {
    description: SCALE * weighted(found, indicator.description.weights),
    best: (SCALE * best.reduce((sum, near) => sum + near, 0)) / Math.max(1, best.length),
    keyword: SCALE * indicator.keywords.reduce((most, keyword) => Math.max(most, coverage(keyword, text.whole)), 0),
    title: SCALE * coverage(text.title, indicator.everything),
  }
}

const coverage = (of: Aligned, by: Aligned): number => weighted(nearestOf(of, by), of.weights)

/** The cosine of each word with the nearest word of the other side. */
function nearestOf(of: Aligned, by: Aligned): number[] {
  return of.vectors.map((vector) => {
    let nearest = by.vectors.length === 0 ? 0 : -1
    for (const other of by.vectors) nearest = Math.max(nearest, cosine(vector, other))
    return nearest
  })
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

function cosine(a: Float32Array, b: Float32Array): number {
  if (a === b) return 1
  let dot = 0
  for (let i = 0; i < a.length; i++) dot += (a[i] as number) * (b[i] as number)
  return dot
}

/** A word's vector seen from that of an average word of the news, at length 1. */
function directionOf(word: string): Float32Array {
  const known = directions.get(word)
  if (known) return known
  const vector = centred(word)
  if (directions.size >= REMEMBERED) directions.clear()
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
