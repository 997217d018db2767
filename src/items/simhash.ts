const LONG_WORDS = 100

/**
 * 64-bit SimHash (Charikar 2002) over word pairs, in short texts over single words too, as a signed 64-bit integer so that Postgres can
 * store it. Texts that share most of their words differ in few bits. Null for a text without words.
 */
export function simhash(words: readonly string[]): bigint | null {
  if (words.length === 0) return null
  /** Weight of the features that set each bit; the others hold the rest of `total`. */
  const ones = new Int32Array(64)
  let total = 0
  const add = (low: number, high: number, weight: number) => {
    total += weight
    for (let bit = 0; bit < 32; bit++) {
      ones[bit]! += ((low >>> bit) & 1) * weight
      ones[bit + 32]! += ((high >>> bit) & 1) * weight
    }
  }
  let previous = 0
  for (const word of words) {
    const low = hash32(word, 0x811c9dc5)
    // In long texts the pairs say it all.
    if (words.length < LONG_WORDS) add(low, mix(low ^ 0x9e3779b9), word.length > 3 ? 2 : 1)
    if (previous !== 0) {
      const pair = mix(Math.imul(previous, 31) ^ low)
      add(pair, mix(pair ^ 0x85ebca6b), 2)
    }
    previous = low
  }
  let high = 0
  let low = 0
  for (let bit = 0; bit < 32; bit++) {
    if (2 * ones[bit]! > total) low |= 1 << bit
    if (2 * ones[bit + 32]! > total) high |= 1 << bit
  }
  return BigInt.asIntN(64, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
}

/** FNV-1a with a final mix (murmur3 finaliser), 32 bits. */
function hash32(text: string, seed: number): number {
  let hash = seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix(hash)
}

function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
