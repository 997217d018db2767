import type { TrendDefinition } from '../definition.ts'
import type { MatchText } from '../match-types.ts'
import type { CompiledDefinition } from './compile.ts'
import { compiledFor } from './compiled-for.ts'
import { BODY_FACTOR, PARTIAL_FACTOR, titleEnd, WORD_PLACE_FROM } from './features.ts'
import { costOf, highestLogit } from './model.ts'
import { type ReadText, readText } from './read-text.ts'
import { scopeFeatures, scopeOf } from './scope.ts'
import { ScreenIndex } from './screen-index.ts'

/** Tells which definitions a text can show anything of; the others need not be looked at. */
export type Screen = (text: MatchText) => TrendDefinition[]

/**
 * One pass over a text's words, whatever the number of definitions: for each indicator they touch, the most that the model could
 * still make of it. Never leaves out a definition with an indicator of at least `floor` probability by words.
 */
export function createScreen(definitions: readonly TrendDefinition[], floor: number): Screen {
  const indexes = new Map<string, ScreenIndex>()
  const floorLogit = Math.log(floor / (1 - floor)) - 1e-9
  return (text) => {
    const read = readText(text)
    let index = indexes.get(read.language)
    if (!index) {
      index = new ScreenIndex(definitions.map((definition) => compiledFor(definition, read.language)))
      indexes.set(read.language, index)
    }
    // A text that uses a definition's own aliases says more to it than its words do.
    const found = new Set(index.aliasedIn(read).map((compiled) => compiled.definition))
    for (const [trend, logit] of screened(index, read, floorLogit)) {
      // What the text says of the trend as a whole costs a look at it, so only those that got here are looked at.
      const compiled = index.definitions[trend] as CompiledDefinition
      if (logit + costOf(scopeFeatures(compiled, scopeOf(read, compiled))) >= floorLogit) found.add(compiled.definition)
    }
    return [...found]
  }
}

const kept: { definitions: readonly TrendDefinition[]; floor: number; screen: Screen }[] = []
const MAX_KEPT = 8

/** The screen for these definitions, kept while they are asked about: a worker reads for the same trends time and again. */
export function screenOf(definitions: readonly TrendDefinition[], floor: number): Screen {
  const at = kept.findIndex(
    (entry) =>
      entry.floor === floor &&
      entry.definitions.length === definitions.length &&
      definitions.every((definition, i) => definition === entry.definitions[i]),
  )
  const [found] = at < 0 ? [] : kept.splice(at, 1)
  const entry = found ?? { definitions, floor, screen: createScreen(definitions, floor) }
  kept.unshift(entry)
  kept.length = Math.min(kept.length, MAX_KEPT)
  return entry.screen
}

/** Title words as bits; what lies beyond the last one counts as explained. */
const MAX_BITS = 31

/** Trends with an indicator that may reach the floor, in their order, and the log-odds it may reach. */
function screened(index: ScreenIndex, read: ReadText, floorLogit: number): [number, number][] {
  const { marks } = index
  marks.clear()
  const end = titleEnd(read)
  for (const [key, places] of read.keys) {
    const entries = index.entriesOf(key)
    if (!entries) continue
    const first = places[0]
    const inTitle = first !== undefined && first.at < read.bodyAt
    const factor = inTitle ? 1 : BODY_FACTOR
    let bits = 0
    if (first !== undefined && first.at < end)
      for (let at = first.at; at < Math.min(first.at + first.length, MAX_BITS); at++) bits |= 1 << at
    const { words, wordWeights, units, trends } = entries
    for (let i = 0; i < words.length; i++) {
      const indicator = words[i] as number
      const weight = wordWeights[i] as number
      marks.touch(indicator)
      marks.words[indicator]! += weight * factor
      if (weight > WORD_PLACE_FROM) marks.title[indicator]! |= bits
    }
    for (const { slot, indicator, share, bit, whole } of units) {
      marks.touch(indicator)
      marks.touchSlot(slot)
      marks.title[indicator]! |= bits
      marks.covered[slot]! += share
      marks.shown[slot]! |= bit
      marks.whole[slot] = Math.max(marks.whole[slot]!, whole)
      if (inTitle) marks.slotTitled[slot] = 1
    }
    if (trends.length === 0) continue
    let all = 0
    for (const place of places) if (place.at < Math.min(end, MAX_BITS)) all |= 1 << place.at
    for (const { trend, named, explains, own } of trends) {
      marks.named[trend]! += named
      if (explains) marks.subject[trend]! |= all
      if (own) marks.own[trend]! |= inTitle ? 3 : 1
    }
  }
  return reachingFloor(index, contentOf(read, end), floorLogit)
}

/** Title words that count, as bits and as a number. */
function contentOf(read: ReadText, end: number): { bits: number; count: number; beyond: number } {
  let [bits, count, beyond] = [0, 0, 0]
  for (let at = 0; at < end; at++) {
    if (!read.keys.has(read.tokens[at]?.stem ?? '')) continue
    count++
    if (at < MAX_BITS) bits |= 1 << at
    else beyond++
  }
  return { bits, count, beyond }
}

function reachingFloor(
  index: ScreenIndex,
  title: ReturnType<typeof contentOf>,
  floorLogit: number,
): [number, number][] {
  const { marks } = index
  for (const slot of marks.slots()) {
    const { weight, complete, indicator } = index.slots[slot]!
    const share = Math.min(1, marks.covered[slot]!)
    const isComplete = (marks.shown[slot]! & complete) === complete
    const strength = Math.max(marks.whole[slot]!, share * (isComplete ? 1 : PARTIAL_FACTOR) * weight)
    const placed = strength * (marks.slotTitled[slot] === 1 ? 1 : BODY_FACTOR)
    marks.keyword[indicator] = Math.max(marks.keyword[indicator]!, placed)
    marks.missing[indicator]! *= 1 - placed * 0.8
  }
  const found = new Map<number, number>()
  for (const indicator of marks.indicators()) {
    const { trend, total, hasTendency } = index.indicators[indicator]!
    const explained = popCount((marks.title[indicator]! | marks.subject[trend]!) & title.bits) + title.beyond
    const sum = marks.words[indicator]!
    const own = marks.own[trend]!
    const logit = highestLogit({
      keyword: marks.keyword[indicator]!,
      keywords: 1 - marks.missing[indicator]!,
      described: total > 0 ? Math.min(1, sum / Math.min(total, 5)) : 0,
      describedSum: 1 - Math.exp(-sum / 1.5),
      named: Math.min(1, marks.named[trend]!),
      titleExplained: title.count > 0 ? explained / title.count : 0,
      own: own > 0 ? 1 : 0,
      ownTitle: own > 1 ? 1 : 0,
      tendency: hasTendency ? 1 : 0,
    })
    if (logit >= floorLogit && logit > (found.get(trend) ?? Number.NEGATIVE_INFINITY)) found.set(trend, logit)
  }
  return [...found].sort((a, b) => a[0] - b[0])
}

function popCount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
