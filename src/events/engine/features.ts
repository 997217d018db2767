import type { TermVector } from './document.ts'
import type { Frequencies } from './frequencies.ts'
import type { Member } from './member.ts'

/**
 * What the model sees of two items, both ways the same. The order is that of the model. The last four say how far the two
 * are from being each other's nearest among the items at hand; see `writeStanding`.
 */
export const FEATURES = [
  'title',
  'lead',
  'body',
  'names',
  'pairs',
  'titleKnown',
  'titleKnownBoth',
  'rarest',
  'numbers',
  'gapDays',
  'texts',
  'leadBehind',
  'leadBehindBoth',
  'titleBehind',
  'titleBehindBoth',
] as const
export type Feature = (typeof FEATURES)[number]

/** What is known of two items: their features, in the order of FEATURES, and what the model makes of them. */
export interface Comparison {
  features: number[]
  /** Probability that both report the same; NaN until it is worked out, and again when their standing has changed. */
  likeness: number
}

const DAY = 86_400_000

/** Two items that share less than this over title, opening and text together do not report the same. */
const ALIKE = 0.22

/** One word in common, however rare, is no evidence where there is a text: openings must share as many. */
const SHARED = 2

/**
 * Features of two items, in the order of FEATURES, with those of their standing left at 0; undefined when they have too
 * little in common to be looked at further.
 */
export function compare(a: Member, b: Member, f: Frequencies): Comparison | undefined {
  const one = a.vectors
  const other = b.vectors
  const norms = a.norms(f)
  const otherNorms = b.norms(f)
  const title = cosine(one.title, norms[0]!, other.title, otherNorms[0]!, f)
  const body = cosine(one.body, norms[2]!, other.body, otherNorms[2]!, f)
  if (title + body < ALIKE / 2) return undefined
  const { cosine: lead, rarest, shared } = leadCosine(one.lead, norms[1]!, other.lead, otherNorms[1]!, f)
  if (title + lead + body < ALIKE || (shared < SHARED && one.hasText && other.hasText)) return undefined
  const names = cosine(one.names, norms[3]!, other.names, otherNorms[3]!, f)
  const pairs = cosine(one.pairs, norms[4]!, other.pairs, otherNorms[4]!, f)
  const known = knownShare(one.title, a.titleMass(f), other.body, f)
  const otherKnown = knownShare(other.title, b.titleMass(f), one.body, f)
  // a plain list: half the cost of a typed array of this size
  const features = [
    title,
    lead,
    body,
    names,
    pairs,
    Math.max(known, otherKnown),
    Math.min(known, otherKnown),
    rarest / f.maximum,
    numbers(one.numbers, other.numbers),
    Math.abs(one.time - other.time) / DAY,
    (one.hasText ? 1 : 0) + (other.hasText ? 1 : 0),
    0,
    0,
    0,
    0,
  ]
  return { features, likeness: Number.NaN }
}

/** Comparisons of some items with each other: entry `i * count + j`, i > j, is that of items i and j. */
export interface Comparisons {
  count: number
  rows: readonly (Comparison | undefined)[]
}

const FIRST_OF_STANDING = FEATURES.indexOf('leadBehind')

/** From this lead cosine on two items are copies: no measure of how near independent reports of a happening come. */
const COPY = 0.9

/** Writes the features that say how near two items are beside the nearest, copies aside, that either has among all; 0 at most. */
export function writeStanding({ count, rows }: Comparisons): void {
  const lead = new Float64Array(count)
  const title = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const row = rows[i * count + j]
      if (!row || row.features[1]! >= COPY) continue
      lead[i] = Math.max(lead[i]!, row.features[1]!)
      lead[j] = Math.max(lead[j]!, row.features[1]!)
      title[i] = Math.max(title[i]!, row.features[0]!)
      title[j] = Math.max(title[j]!, row.features[0]!)
    }
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const row = rows[i * count + j]
      if (!row) continue
      const [ofTitle, ofLead] = row.features as [number, number]
      const leadBehind = Math.min(0, ofLead - Math.max(lead[i]!, lead[j]!))
      const leadBehindBoth = Math.min(0, ofLead - Math.min(lead[i]!, lead[j]!))
      const titleBehind = Math.min(0, ofTitle - Math.max(title[i]!, title[j]!))
      const titleBehindBoth = Math.min(0, ofTitle - Math.min(title[i]!, title[j]!))
      stand(row, leadBehind, leadBehindBoth, titleBehind, titleBehindBoth)
    }
  }
}

/** About half of all pairs stand as they did when last compared: the model is not asked again for these. */
function stand(row: Comparison, ...standing: [number, number, number, number]): void {
  for (let i = 0; i < standing.length; i++) {
    if (row.features[FIRST_OF_STANDING + i] === standing[i]) continue
    row.features[FIRST_OF_STANDING + i] = standing[i]!
    row.likeness = Number.NaN
  }
}

function cosine(a: TermVector, aNorm: number, b: TermVector, bNorm: number, f: Frequencies): number {
  let dot = 0
  let j = 0
  const { ids, weights } = b
  const last = ids.length
  for (let i = 0; i < a.ids.length; i++) {
    const id = a.ids[i]!
    while (j < last && ids[j]! < id) j++
    if (j === last) break
    if (ids[j] !== id) continue
    const idf = f.idf(id)
    dot += a.weights[i]! * weights[j]! * idf * idf
  }
  return dot === 0 ? 0 : dot / (aNorm * bNorm)
}

/** Cosine of the openings, how many words they share, and the idf of the rarest of these. */
function leadCosine(
  a: TermVector,
  aNorm: number,
  b: TermVector,
  bNorm: number,
  f: Frequencies,
): { cosine: number; rarest: number; shared: number } {
  let dot = 0
  let rarest = 0
  let shared = 0
  let j = 0
  const { ids, weights } = b
  const last = ids.length
  for (let i = 0; i < a.ids.length; i++) {
    const id = a.ids[i]!
    while (j < last && ids[j]! < id) j++
    if (j === last) break
    if (ids[j] !== id) continue
    const idf = f.idf(id)
    shared++
    if (idf > rarest) rarest = idf
    dot += a.weights[i]! * weights[j]! * idf * idf
  }
  return { cosine: dot === 0 ? 0 : dot / (aNorm * bNorm), rarest, shared }
}

/** Share of a headline's rare-word mass that a text uses anywhere. */
function knownShare(title: TermVector, mass: number, text: TermVector, f: Frequencies): number {
  let known = 0
  let low = 0
  const { ids } = text
  for (let i = 0; i < title.ids.length; i++) {
    const id = title.ids[i]!
    let high = ids.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (ids[middle]! < id) low = middle + 1
      else high = middle
    }
    if (ids[low] === id) known += f.idf(id)
  }
  return mass > 0 ? known / mass : 0
}

/** Numbers in headline and opening: share of the shorter list that both have, −1 when both have some and none agree. */
function numbers(a: Int32Array, b: Int32Array): number {
  if (a.length === 0 || b.length === 0) return 0
  let shared = 0
  for (const id of a) if (b.includes(id)) shared++
  return shared === 0 ? -1 : shared / Math.min(a.length, b.length)
}
