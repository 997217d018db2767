import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import {
  AMPLIFIERS,
  BAD_QUANTITIES,
  FALLS,
  GOOD_QUANTITIES,
  NEGATIONS,
  NEWS_VALENCE,
  RISES,
} from './lexicon/valence-words.ts'

export interface Sentiment {
  /** −1 (bad news) .. 1 (good news) */
  value: number
  /** 0..1: grows with the number of words that carry any feeling. */
  confidence: number
}

/** Word → valence −4..4. */
export type ValenceLexicon = ReadonlyMap<string, number>

const MAX_WORDS = 400
/** Normalising constant of VADER (Hutto & Gilbert 2014). */
const ALPHA = 15
const NEGATED = -0.74

/** VADER's lexicon (MIT) with the words replaced that mean something else in news. */
export async function loadValence(): Promise<ValenceLexicon> {
  const file = createRequire(import.meta.url).resolve('vader-sentiment/vader_lexicon.txt')
  const lexicon = new Map<string, number>()
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [word, valence] = line.split('\t')
    if (word && valence && /^[a-z'-]+$/.test(word)) lexicon.set(word, Number(valence))
  }
  for (const [word, valence] of NEWS_VALENCE) lexicon.set(word, valence)
  return lexicon
}

/**
 * Tone of English news. VADER's word valences, negation and amplifiers, plus quantities whose direction decides:
 * falling unemployment is good, falling wages are not. Undefined for a text without any such word.
 */
export function sentimentOf(words: readonly string[], lexicon: ValenceLexicon): Sentiment | undefined {
  let sum = 0
  let hits = 0
  const limit = Math.min(words.length, MAX_WORDS)
  for (let i = 0; i < limit; i++) {
    const word = words[i]!
    const moved = quantityMove(words, i)
    if (moved !== 0) {
      sum += moved * 2
      hits++
      continue
    }
    // "won't" arrives as "won t".
    if (words[i + 1] === 't') continue
    const valence = RISES.has(word) || FALLS.has(word) ? 0 : (lexicon.get(word) ?? 0)
    if (valence === 0) continue
    const amplified = AMPLIFIERS.has(words[i - 1] ?? '') ? 1.25 : 1
    const negated = NEGATIONS.has(words[i - 1] ?? '') || NEGATIONS.has(words[i - 2] ?? '') ? NEGATED : 1
    sum += valence * amplified * negated
    hits++
  }
  if (hits === 0) return undefined
  return { value: sum / Math.sqrt(sum * sum + ALPHA), confidence: hits / (hits + 2) }
}

/** −1, 0 or 1: what the movement of the quantity at `i` (or of one it heads) means. Looks up to three words around. */
function quantityMove(words: readonly string[], i: number): number {
  const quantity = BAD_QUANTITIES.has(words[i]!) ? -1 : GOOD_QUANTITIES.has(words[i]!) ? 1 : 0
  if (quantity === 0) return 0
  for (const offset of [1, -1, 2, -2, 3]) {
    const near = words[i + offset] ?? ''
    const direction = RISES.has(near) ? 1 : FALLS.has(near) ? -1 : 0
    if (direction === 0) continue
    const negated = NEGATIONS.has(words[i + offset - 1] ?? '') ? -1 : 1
    return quantity * direction * negated
  }
  return 0
}
