import { stemmerOf } from './stem.ts'

/** One word of a text with where it stands. */
export interface Token {
  /** As written, dots and possessive 's removed: `U.S.` is `US`. */
  raw: string
  /** `raw` in lower case. */
  word: string
  stem: string
  field: 'title' | 'text'
  /** Character offsets in its field, end exclusive. */
  start: number
  end: number
  /** Counts on from the title through the text. */
  sentence: number
}

/** Words beyond this many are not read: news says what it has to say early. */
export const MAX_TOKENS = 400

const WORD = /\p{L}\.(?:\p{L}\.)+|\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}]+)*/gu
const SENTENCE_END = /[.!?]["”’')\]]*\s+$|[\n\r]|[;•|]\s*$/

/** Splits one field into words; hyphenated words fall apart, so that "cease-fire" and "cease fire" are the same. */
export function tokenize(
  content: string,
  field: Token['field'],
  language: string,
  sentence = 0,
  limit = MAX_TOKENS,
): Token[] {
  const stem = stemmerOf(language)
  const tokens: Token[] = []
  let previousEnd = 0
  let current = sentence
  for (const match of content.matchAll(WORD)) {
    if (tokens.length >= limit) break
    const start = match.index
    const whole = match[0]
    if (previousEnd > 0 && SENTENCE_END.test(content.slice(previousEnd, start))) current++
    const raw = whole.replace(/['’]s$/i, '').replace(/(?<=\p{L})\.|['’]/gu, '')
    const word = raw.toLowerCase()
    tokens.push({ raw, word, stem: stem(word), field, start, end: start + whole.length, sentence: current })
    previousEnd = start + whole.length
  }
  return tokens
}
