import type { CompiledDefinition, Unit } from './compile.ts'
import { MEANING_QUALITY } from './compile.ts'
import type { ReadText } from './read-text.ts'

/** What one key of a text counts for, over all definitions. Indicators, slots (keywords) and trends are counted through. */
export interface ScreenEntries {
  /** Indicators whose description it is a word of, with the word's weight times the quality of the hit. */
  words: number[]
  wordWeights: number[]
  /** Units of keywords: the share of the keyword it covers, or what the keyword's meaning as a whole is worth. */
  units: { slot: number; indicator: number; share: number; bit: number; whole: number }[]
  /** Trends whose name (by that share), subject or own names it belongs to. */
  trends: { trend: number; named: number; explains: boolean; own: boolean }[]
}

/** One inverted index over the words of all definitions, each compiled for the same language. */
export class ScreenIndex {
  readonly indicators: { trend: number; total: number; hasTendency: boolean }[] = []
  /** Per keyword: its greatest strength, and the units a complete one shows, as bits. */
  readonly slots: { indicator: number; weight: number; complete: number }[] = []
  readonly marks: Marks
  readonly definitions: readonly CompiledDefinition[]
  private readonly entries = new Map<string, ScreenEntries>()
  /** First word of an alias → definitions that have one. */
  private readonly aliased = new Map<string, CompiledDefinition[]>()

  constructor(definitions: readonly CompiledDefinition[]) {
    this.definitions = definitions
    for (const [trend, compiled] of definitions.entries()) {
      this.enterTrend(compiled, trend)
      this.enterIndicators(compiled, trend)
    }
    this.marks = new Marks(this.indicators.length, this.slots.length, definitions.length)
  }

  entriesOf(key: string): ScreenEntries | undefined {
    return this.entries.get(key)
  }

  /** Definitions with an alias that the text uses. */
  aliasedIn({ tokens }: ReadText): CompiledDefinition[] {
    if (this.aliased.size === 0) return []
    const begun = new Set(tokens.flatMap((token) => this.aliased.get(token.word) ?? []))
    return [...begun].filter(({ aliases }) => aliases && aliases.find(tokens, true).length > 0)
  }

  private at(key: string): ScreenEntries {
    let found = this.entries.get(key)
    if (!found) {
      found = { words: [], wordWeights: [], units: [], trends: [] }
      this.entries.set(key, found)
    }
    return found
  }

  private enterIndicators(compiled: CompiledDefinition, trend: number): void {
    for (const { keywords, words, tendencies } of compiled.indicators) {
      const indicator = this.indicators.length
      this.indicators.push({ trend, total: sumOf(words), hasTendency: tendencies.size > 0 })
      for (const unit of words)
        for (const [key, quality] of keysOf(unit)) {
          const entries = this.at(key)
          entries.words.push(indicator)
          entries.wordWeights.push(unit.weight * quality)
        }
      for (const { units, meanings } of keywords) {
        const slot = this.slots.length
        const weights = sumOf(units)
        this.slots.push({
          indicator,
          weight: Math.min(1, weights),
          complete: units.reduce((all, _, i) => all | bitOf(i), 0),
        })
        for (const [i, unit] of units.entries())
          for (const [key, quality] of keysOf(unit)) {
            const share = weights > 0 ? (unit.weight * quality) / weights : 0
            this.at(key).units.push({ slot, indicator, share, bit: bitOf(i), whole: 0 })
          }
        for (const key of meanings)
          this.at(key).units.push({ slot, indicator, share: 0, bit: 0, whole: MEANING_QUALITY })
      }
    }
  }

  private enterTrend(compiled: CompiledDefinition, trend: number): void {
    const total = sumOf(compiled.name)
    const put = (key: string, part: { named?: number; explains?: boolean; own?: boolean }) => {
      const { trends } = this.at(key)
      let entry = trends.at(-1)
      if (entry?.trend !== trend) {
        entry = { trend, named: 0, explains: false, own: false }
        trends.push(entry)
      }
      entry.named += part.named ?? 0
      entry.explains ||= part.explains ?? false
      entry.own ||= part.own ?? false
    }
    for (const unit of compiled.name) for (const [key] of keysOf(unit)) put(key, { named: unit.weight / total })
    for (const unit of compiled.topic) for (const [key] of keysOf(unit)) put(key, { explains: true })
    for (const key of compiled.scope) put(key, { explains: true })
    for (const key of compiled.own) put(key, { own: true })
    for (const word of compiled.aliases?.firstWords() ?? [])
      this.aliased.set(word, [...(this.aliased.get(word) ?? []), compiled])
  }
}

/** What a text has touched so far; the arrays are used again for the next one, only what was touched is cleared. */
class Marks {
  readonly words: Float64Array
  readonly keyword: Float64Array
  readonly missing: Float64Array
  readonly title: Int32Array
  readonly covered: Float64Array
  readonly whole: Float64Array
  readonly shown: Int32Array
  readonly slotTitled: Uint8Array
  readonly named: Float64Array
  readonly subject: Int32Array
  /** Bit 1 = an own name in the text, bit 2 = in its title. */
  readonly own: Uint8Array
  private readonly isTouched: Uint8Array
  private readonly isSlotTouched: Uint8Array
  private touched: number[] = []
  private touchedSlots: number[] = []

  constructor(indicators: number, slots: number, trends: number) {
    this.words = new Float64Array(indicators)
    this.keyword = new Float64Array(indicators)
    this.missing = new Float64Array(indicators).fill(1)
    this.title = new Int32Array(indicators)
    this.isTouched = new Uint8Array(indicators)
    this.covered = new Float64Array(slots)
    this.whole = new Float64Array(slots)
    this.shown = new Int32Array(slots)
    this.slotTitled = new Uint8Array(slots)
    this.isSlotTouched = new Uint8Array(slots)
    this.named = new Float64Array(trends)
    this.subject = new Int32Array(trends)
    this.own = new Uint8Array(trends)
  }

  touch(indicator: number): void {
    if (this.isTouched[indicator] === 1) return
    this.isTouched[indicator] = 1
    this.touched.push(indicator)
  }

  touchSlot(slot: number): void {
    if (this.isSlotTouched[slot] === 1) return
    this.isSlotTouched[slot] = 1
    this.touchedSlots.push(slot)
  }

  indicators(): readonly number[] {
    return this.touched
  }

  slots(): readonly number[] {
    return this.touchedSlots
  }

  clear(): void {
    for (const indicator of this.touched) {
      this.words[indicator] = 0
      this.keyword[indicator] = 0
      this.missing[indicator] = 1
      this.title[indicator] = 0
      this.isTouched[indicator] = 0
    }
    for (const slot of this.touchedSlots) {
      this.covered[slot] = 0
      this.whole[slot] = 0
      this.shown[slot] = 0
      this.slotTitled[slot] = 0
      this.isSlotTouched[slot] = 0
    }
    this.touched = []
    this.touchedSlots = []
    this.named.fill(0)
    this.subject.fill(0)
    this.own.fill(0)
  }
}

/** Units from the 31st on share the last bit: such a keyword counts as complete too early, never too late. */
const bitOf = (unit: number): number => 1 << Math.min(unit, 30)

const sumOf = (units: readonly Unit[]): number => units.reduce((sum, unit) => sum + unit.weight, 0)

/** The keys that stand for a unit, each with how much a hit on it counts. */
function* keysOf(unit: Unit): Generator<[string, number]> {
  yield [unit.stem, 1]
  for (const key of unit.meanings) yield [key, MEANING_QUALITY]
}
