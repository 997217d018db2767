import type { ItemEntity, ItemPlace, MatchSpan } from '../db/schema/index.ts'
import type { TrendDefinition } from './definition.ts'

/** One item of an event as the matcher reads it: clean text, what normalisation found in it, when it was published (UTC). */
export interface MatchText {
  itemId: string
  title: string
  text: string
  publishedAt: Date
  /** BCP 47 language of the text, null when detection could not tell. */
  language: string | null
  entities: readonly ItemEntity[]
  places: readonly ItemPlace[]
  /** The item whose text this one repeats, if any: it adds no new words, so it need not be read again. */
  duplicateOf: string | null
}

/** An indicator an event shows: which way, how strongly, how surely, and the words that say so. */
export interface IndicatorMatch {
  signal: string
  /** +1 escalatory, −1 de-escalatory: the indicator's own direction, or the reverse of it when the text reverses it. */
  direction: 1 | -1
  /** 0..1, how strong this happening is for its kind. */
  severity: number
  /** 0..1, how sure the matcher is that the event shows this signal. */
  confidence: number
  spans: MatchSpan[]
  /** Every item that shows the signal, in the order given; the earliest dates the evidence. */
  itemIds: string[]
}

/** What scoring asks of a matcher: a version that changes whenever its answers may, and a reader for one definition. */
export interface Matcher {
  version: string
  prepare(definition: TrendDefinition): (texts: readonly MatchText[]) => IndicatorMatch[]
}
