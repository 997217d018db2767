/** Texts shorter than this are compared word by word, longer ones by sequences of three words. */
export const SHORT_WORDS = 40
const SHINGLE = 3
const BANDS = 8
/** Hashes that must agree in a band: more for single words, which unrelated texts share too. */
const ROWS_SHORT = 4
const ROWS_LONG = 2

/** What two texts are compared by: words (short) or three-word sequences (long). */
export function features(words: readonly string[]): Set<string> {
  if (words.length < SHORT_WORDS) return new Set(words)
  const out = new Set<string>()
  for (let i = 0; i + SHINGLE <= words.length; i++) out.add(`${words[i]} ${words[i + 1]} ${words[i + 2]}`)
  return out
}

/**
 * Eight 32-bit buckets (MinHash with banding, Broder 1997; Indyk & Motwani 1998). Texts whose features overlap by 0.8
 * (short) or 0.5 (long) share a bucket with probability 0.985 or 0.90, unrelated ones hardly ever, so an index on them
 * finds the few texts worth comparing. Headlines are too short for SimHash bands: at the same overlap those miss 7 in 8.
 */
export function fingerprints(words: readonly string[]): number[] {
  if (words.length === 0) return []
  const short = words.length < SHORT_WORDS
  const rows = short ? ROWS_SHORT : ROWS_LONG
  const minima = new Uint32Array(BANDS * rows).fill(0xffffffff)
  for (let at = 0; at + (short ? 1 : SHINGLE) <= words.length; at++) {
    // A feature seen twice changes no minimum, so neither a set of them nor their strings need to be made.
    const hash = short ? hash32(words[at]!) : hashShingle(words, at)
    for (let i = 0; i < minima.length; i++) {
      const value = mix(hash ^ Math.imul(i + 1, 0x9e3779b1)) >>> 0
      if (value < minima[i]!) minima[i] = value
    }
  }
  return Array.from({ length: BANDS }, (_, band) => {
    let bucket = mix(band + (short ? 101 : 211))
    for (let row = 0; row < rows; row++) bucket = mix(Math.imul(bucket, 31) ^ minima[band * rows + row]!)
    return bucket | 0
  })
}

/** FNV-1a of a text, not yet mixed; continues from `hash`. */
function fnv1a(text: string, hash = 0x811c9dc5): number {
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

const hash32 = (text: string): number => mix(fnv1a(text))

/** `hash32` of the words of one shingle joined by spaces. */
function hashShingle(words: readonly string[], at: number): number {
  let hash = fnv1a(words[at]!)
  for (let i = at + 1; i < at + SHINGLE; i++) hash = fnv1a(words[i]!, fnv1a(' ', hash))
  return mix(hash)
}

/** Finaliser of MurmurHash3. */
function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
