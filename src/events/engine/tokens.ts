import { characterClasses, IDEOGRAPH, SEPARATOR } from './letters.ts'
import { PREFIX_STEM, stemEnglish } from './stem.ts'

/** Terms are hashed to this many bits, so tables are bounded whatever the vocabulary. */
export const TERM_BITS = 20
const TERM_MASK = (1 << TERM_BITS) - 1

/** Token flags. */
export const CAPITAL = 1
export const NUMBER = 2
export const SENTENCE_START = 4
export const ALL_CAPS = 8

/** Terms of one text in reading order: `ids[i]` is a hashed stem, `flags[i]` a combination of the flags above. */
export interface Tokens {
  ids: Int32Array
  flags: Uint8Array
  length: number
}

/** An empty buffer for `scanTokens`; it grows as needed and may be used again for the next text. */
export function createTokens(): Tokens {
  return { ids: new Int32Array(1024), flags: new Uint8Array(1024), length: 0 }
}

const word = new Uint16Array(64)
const marks = /\p{M}+/gu

/**
 * Splits `text` (its first `limit` characters) into hashed terms, replacing what `into` held. Any string is accepted.
 * `language` is a BCP 47 tag or `und`; English is stemmed, other languages are cut to a prefix.
 */
export function scanTokens(text: string, limit: number, language: string, into: Tokens): Tokens {
  const classes = characterClasses()
  const end = Math.min(text.length, limit)
  const english = language === 'en' || language.startsWith('en-')
  into.length = 0
  let sentenceStart = true
  let at = 0
  while (at < end) {
    const unit = text.charCodeAt(at)
    const kind = classes[unit]
    if (kind === SEPARATOR) {
      if (unit === 46 || unit === 33 || unit === 63 || unit === 10 || unit === 58) sentenceStart = true
      at++
      continue
    }
    if (kind === IDEOGRAPH) {
      const next = at + 1 < end && classes[text.charCodeAt(at + 1)] === IDEOGRAPH ? text.charCodeAt(at + 1) : 0
      push(into, hashPair(unit, next), sentenceStart ? SENTENCE_START : 0)
      sentenceStart = false
      at++
      continue
    }
    at = scanWord(text, at, end, english, sentenceStart, into, classes)
    sentenceStart = false
  }
  return into
}

function scanWord(
  text: string,
  start: number,
  end: number,
  english: boolean,
  sentenceStart: boolean,
  into: Tokens,
  classes: Uint8Array,
): number {
  let at = start
  let length = 0
  let ascii = true
  let digits = 0
  let capitals = 0
  let firstCapital = false
  while (at < end) {
    let unit = text.charCodeAt(at)
    if (classes[unit] !== 1) {
      // "10,000", "3.5" and "U.S." are one token; anything else ends here
      const joins =
        (unit === 46 || unit === 44) &&
        at + 1 < end &&
        ((digits === length && isDigit(text.charCodeAt(at + 1))) ||
          (unit === 46 &&
            length <= 2 &&
            capitals === length &&
            isCapital(text.charCodeAt(at + 1)) &&
            !isLower(text.charCodeAt(at + 2))))
      if (!joins) break
      if (unit === 46 && digits > 0 && length < 63) word[length++] = 46
      if (unit === 46 && digits > 0) digits++
      at++
      continue
    }
    if (unit < 128) {
      if (unit >= 65 && unit <= 90) {
        unit += 32
        capitals++
        if (length === 0) firstCapital = true
      } else if (unit >= 48 && unit <= 57) digits++
    } else {
      ascii = false
      if (length === 0) firstCapital = isUpperLetter(text, at)
    }
    if (length < 63) word[length++] = unit
    at++
  }
  if (!ascii) length = fold(text.slice(start, Math.min(at, start + 64)))
  // possessive: "Obama's", "Obama’s"
  if (at + 1 < end && isApostrophe(text.charCodeAt(at)) && (text.charCodeAt(at + 1) | 32) === 115) {
    if (at + 2 >= end || classes[text.charCodeAt(at + 2)] === SEPARATOR) at += 2
  }
  const isNumber = digits > 0 && digits * 2 >= length
  if (length < 2 && !isNumber) return at
  let flags = (firstCapital ? CAPITAL : 0) | (isNumber ? NUMBER : 0) | (sentenceStart ? SENTENCE_START : 0)
  if (capitals > 1 && capitals === length) flags |= ALL_CAPS
  if (!isNumber) length = english ? stemEnglish(word, length) : Math.min(length, PREFIX_STEM)
  let hash = 0x811c9dc5
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ word[i]!, 0x01000193)
  push(into, mix(hash), flags)
  return at
}

/** Lower-cases and strips accents from a word outside ASCII, into the scratch buffer. */
function fold(slice: string): number {
  const plain = slice.toLowerCase().normalize('NFKD').replace(marks, '')
  const length = Math.min(plain.length, 63)
  for (let i = 0; i < length; i++) word[i] = plain.charCodeAt(i)
  return length
}

function push(into: Tokens, id: number, flags: number): void {
  if (into.length === into.ids.length) {
    const ids = new Int32Array(into.length * 2)
    ids.set(into.ids)
    const all = new Uint8Array(into.length * 2)
    all.set(into.flags)
    into.ids = ids
    into.flags = all
  }
  into.ids[into.length] = id
  into.flags[into.length++] = flags
}

/** Term of two neighbouring terms or characters. */
export function hashPair(a: number, b: number): number {
  return mix(Math.imul(Math.imul(0x811c9dc5 ^ a, 0x01000193) ^ b, 0x85ebca6b))
}

function mix(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x7feb352d)
  h ^= h >>> 15
  return h & TERM_MASK
}

const isDigit = (unit: number) => unit >= 48 && unit <= 57
const isCapital = (unit: number) => unit >= 65 && unit <= 90
const isLower = (unit: number) => unit >= 97 && unit <= 122
const isApostrophe = (unit: number) => unit === 39 || unit === 0x2019

function isUpperLetter(text: string, at: number): boolean {
  const letter = text.charAt(at)
  return letter !== letter.toLowerCase()
}
