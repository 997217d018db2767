import { withoutRubric } from './rubric.ts'
import { stopTerms } from './stopwords.ts'
import { ALL_CAPS, CAPITAL, createTokens, hashPair, NUMBER, SENTENCE_START, scanTokens, type Tokens } from './tokens.ts'

/** What grouping knows of an item. `seq` grows with arrival; `time` is the item's own time in ms since the epoch. */
export interface ItemText {
  seq: number
  title: string
  text: string
  /** Who published it, or null when unknown. */
  owner: string | null
  time: number
  /** BCP 47 or `und`. */
  language: string
}

/** Terms in ascending order with whole-number weights, so sums over items are exact whatever the order of addition. */
export interface TermVector {
  ids: Int32Array
  weights: Int32Array
}

/** An item as vectors. `terms` holds every distinct term once (title and body), for document frequencies. */
export interface ItemVectors {
  seq: number
  time: number
  owner: string | null
  hasText: boolean
  title: TermVector
  lead: TermVector
  body: TermVector
  names: TermVector
  pairs: TermVector
  numbers: Int32Array
}

/** Characters of text that count: news says what happened at the top. */
export const BODY_CHARACTERS = 2_400
const LEAD_CHARACTERS = 400
/** Weight of a term that occurs once; `UNIT · (1 + ln tf)` for more. */
export const UNIT = 32

const titleTokens = createTokens()
const bodyTokens = createTokens()
const logWeight = Int32Array.from({ length: 64 }, (_, tf) => (tf === 0 ? 0 : Math.round(UNIT * (1 + Math.log(tf)))))

/** Reads an item into vectors. Pure, and total: any title and text will do, empty ones included. */
export function vectorsOf(item: ItemText): ItemVectors {
  const stop = stopTerms(item.language)
  const title = scanTokens(withoutRubric(item.title), 600, item.language, titleTokens)
  const body = scanTokens(item.text, BODY_CHARACTERS, item.language, bodyTokens)
  const counts = new Map<number, number>()
  const titleCounts = new Map<number, number>()
  const leadCounts = new Map<number, number>()
  const nameCounts = new Map<number, number>()
  const pairCounts = new Map<number, number>()
  const numbers = new Set<number>()
  const headlineCase = capitalShare(title) > 0.6
  let previous = 0
  for (let i = 0; i < title.length; i++) {
    const id = title.ids[i]!
    const flags = title.flags[i]!
    if (stop.has(id) && !(flags & ALL_CAPS)) continue
    add(titleCounts, id, 1)
    add(leadCounts, id, 1)
    add(counts, id, 2)
    if (flags & NUMBER) numbers.add(id)
    else if (flags & CAPITAL && (headlineCase || !(flags & SENTENCE_START) || flags & ALL_CAPS)) add(nameCounts, id, 1)
    if (previous !== 0) add(pairCounts, hashPair(previous, id), 1)
    previous = id
  }
  const leadEnd = leadTokens(item.text, body)
  for (let i = 0; i < body.length; i++) {
    const id = body.ids[i]!
    const flags = body.flags[i]!
    if (stop.has(id) && !(flags & ALL_CAPS)) continue
    add(counts, id, 1)
    if (i < leadEnd) {
      add(leadCounts, id, 1)
      if (flags & NUMBER) numbers.add(id)
    }
    if (flags & CAPITAL && !(flags & SENTENCE_START)) add(nameCounts, id, 1)
  }
  return {
    seq: item.seq,
    time: item.time,
    owner: item.owner,
    hasText: body.length > 0,
    title: vectorOf(titleCounts),
    lead: vectorOf(leadCounts),
    body: vectorOf(counts),
    names: vectorOf(nameCounts),
    pairs: vectorOf(pairCounts),
    numbers: Int32Array.from(numbers).sort(),
  }
}

function add(counts: Map<number, number>, id: number, by: number): void {
  counts.set(id, (counts.get(id) ?? 0) + by)
}

/** Weights stay below this (32·(1 + ln 63) = 165), so id and weight are sorted as one number. */
const WEIGHT_SLOTS = 256

function vectorOf(counts: Map<number, number>): TermVector {
  const packed = new Int32Array(counts.size)
  let at = 0
  for (const [id, tf] of counts) packed[at++] = id * WEIGHT_SLOTS + logWeight[Math.min(tf, 63)]!
  packed.sort()
  return {
    ids: packed.map((both) => Math.floor(both / WEIGHT_SLOTS)),
    weights: packed.map((both) => both % WEIGHT_SLOTS),
  }
}

function capitalShare(tokens: Tokens): number {
  if (tokens.length === 0) return 0
  let capitals = 0
  for (let i = 0; i < tokens.length; i++) if (tokens.flags[i]! & (CAPITAL | NUMBER)) capitals++
  return capitals / tokens.length
}

/** How many of the body's tokens lie in its first characters; by proportion, which is near enough. */
function leadTokens(text: string, body: Tokens): number {
  const scanned = Math.min(text.length, BODY_CHARACTERS)
  return scanned <= LEAD_CHARACTERS ? body.length : Math.round((body.length * LEAD_CHARACTERS) / scanned)
}
