const LONG_WORDS = 100

/**
 * 64-bit SimHash (Charikar 2002) over word pairs, in short texts over single words too, as a signed 64-bit integer so that Postgres can
 * store it. Texts that share most of their words differ in few bits. Null for a text without words.
 */
export function simhash(words: readonly string[]): bigint | null {
  if (words.length === 0) return null
  const weights = new Int32Array(64)
  let previous = 0
  for (const word of words) {
    const low = hash32(word, 0x811c9dc5)
    // In long texts the pairs say it all.
    if (words.length < LONG_WORDS) addBits(weights, low, mix(low ^ 0x9e3779b9), word.length > 3 ? 2 : 1)
    if (previous !== 0) {
      const pair = mix(Math.imul(previous, 31) ^ low)
      addBits(weights, pair, mix(pair ^ 0x85ebca6b), 2)
    }
    previous = low
  }
  let high = 0
  let low = 0
  for (let bit = 0; bit < 32; bit++) {
    if (weights[bit]! > 0) low |= 1 << bit
    if (weights[bit + 32]! > 0) high |= 1 << bit
  }
  return BigInt.asIntN(64, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
}

function addBits(weights: Int32Array, low: number, high: number, weight: number): void {
  for (let bit = 0; bit < 32; bit++) {
    weights[bit]! += (low >>> bit) & 1 ? weight : -weight
    weights[bit + 32]! += (high >>> bit) & 1 ? weight : -weight
  }
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
