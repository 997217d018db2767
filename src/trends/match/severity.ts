import { STRONG_WORDS, WEAK_WORDS } from './lexicon/intensity.ts'
import type { Place, ReadText } from './read-text.ts'
import { stemmerOf } from './stem.ts'

const BASE = 0.5
const STRONG = 0.1
const WEAK = 0.12
const FAR_TOKENS = 14

let words: { strong: Set<string>; weak: Set<string> } | undefined

const SCALES: Record<string, number> = {
  hundred: 1e2,
  hundreds: 2e2,
  dozen: 12,
  dozens: 36,
  thousand: 1e3,
  thousands: 3e3,
  million: 1e6,
  millions: 3e6,
  mn: 1e6,
  m: 1e6,
  billion: 1e9,
  bn: 1e9,
  billions: 3e9,
  trillion: 1e12,
  tn: 1e12,
}
const COUNTS: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  twenty: 20,
  dozens: 36,
  hundreds: 200,
  scores: 60,
  thousands: 3_000,
}

/**
 * How strong a happening is for its kind, 0..1: 0.5 for a plain report, more or less with intensity words near the
 * matched words and with quantities: the dead (1 → .35, 10 → .55, 100 → .75, 1,000 → .95), percentages (10 % → .66), basis points (50 → .65).
 */
export function severityOf(read: ReadText, places: readonly Place[]): number {
  words ??= { strong: stems(STRONG_WORDS), weak: stems(WEAK_WORDS) }
  let tone = 0
  let quantity = 0
  for (const [at, token] of read.tokens.entries()) {
    if (!near(at, places)) continue
    if (words.strong.has(token.stem)) tone += STRONG
    else if (words.weak.has(token.stem)) tone -= WEAK
    quantity = Math.max(quantity, quantityAt(read, at))
  }
  const base = quantity > 0 ? quantity : BASE
  return Math.min(1, Math.max(0.1, base + Math.max(-0.3, Math.min(0.3, tone))))
}

function quantityAt(read: ReadText, at: number): number {
  const token = read.tokens[at]
  if (!token) return 0
  const digits = /^\p{N}/u.test(token.word) ? Number(token.word.replaceAll(',', '')) : COUNTS[token.word]
  if (digits === undefined || !Number.isFinite(digits) || digits <= 0) return 0
  const source = token.field === 'title' ? read.text.title : read.text.text
  const after = source.slice(token.end, token.end + 16).toLowerCase()
  if (/^\s?(?:%|per ?cent|percent)/.test(after)) return clamp(0.4 + 0.26 * Math.log10(digits))
  if (/^[\s-]?(?:basis points?|bps?)\b/.test(after)) return clamp(0.35 + 0.006 * digits)
  const scale = SCALES[/^\s?([a-z]+)/.exec(after)?.[1] ?? ''] ?? 1
  if (/[$€£¥]\s?$/.test(source.slice(Math.max(0, token.start - 2), token.start)))
    return clamp(0.3 + 0.05 * Math.log10(digits * scale))
  for (let next = Math.max(0, at - 4); next <= at + 6; next++) {
    if (read.tokens[next]?.sentence !== token.sentence) continue
    const kind = standsIn(read, 'c:kill', next) ? 0.35 : standsIn(read, 'c:wound', next) ? 0.25 : 0
    if (kind > 0) return clamp(kind + 0.2 * Math.log10(digits * scale))
  }
  return 0
}

function standsIn(read: ReadText, key: string, at: number): boolean {
  return read.keys.get(key)?.some((place) => place.at <= at && at < place.at + place.length) ?? false
}

function near(at: number, places: readonly Place[]): boolean {
  return places.length === 0 || places.some((place) => Math.abs(place.at - at) <= FAR_TOKENS)
}

function clamp(value: number): number {
  return Math.min(0.95, Math.max(0.2, value))
}

function stems(list: readonly string[]): Set<string> {
  return new Set(list.map((word) => stemmerOf('en')(word)))
}
