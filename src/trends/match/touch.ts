import type { CompiledDefinition } from './compile.ts'
import type { Place, ReadText } from './read-text.ts'

/** What of one indicator a text shows, unit by unit: how well (0..1) and where. */
export interface Touched {
  indicator: number
  /** Per keyword: the whole phrase's meaning (0 or quality), and each unit's best quality with its places. */
  keywords: Map<number, { whole: number; wholeAt: readonly Place[]; units: Map<number, Shown> }>
  words: Map<number, Shown>
}

export interface Shown {
  quality: number
  places: readonly Place[]
}

/** Indicators of a definition that share at least one key with the text, found through its index. */
export function touchedBy(compiled: CompiledDefinition, read: ReadText): Touched[] {
  const touched = new Map<number, Touched>()
  for (const [key, places] of read.keys) {
    const postings = compiled.index.get(key)
    if (!postings) continue
    for (const posting of postings) {
      let entry = touched.get(posting.indicator)
      if (!entry) {
        entry = { indicator: posting.indicator, keywords: new Map(), words: new Map() }
        touched.set(posting.indicator, entry)
      }
      if (posting.part === 'word') keep(entry.words, posting.unit, posting.quality, places)
      else {
        let keyword = entry.keywords.get(posting.slot)
        if (!keyword) {
          keyword = { whole: 0, wholeAt: [], units: new Map() }
          entry.keywords.set(posting.slot, keyword)
        }
        if (posting.unit < 0) {
          if (posting.quality > keyword.whole) {
            keyword.whole = posting.quality
            keyword.wholeAt = places
          }
        } else keep(keyword.units, posting.unit, posting.quality, places)
      }
    }
  }
  return [...touched.values()]
}

function keep(units: Map<number, Shown>, unit: number, quality: number, places: readonly Place[]): void {
  const known = units.get(unit)
  if (!known || quality > known.quality) units.set(unit, { quality, places })
}
