import type { MatchSpan } from '../db/schema/index.ts'
import type { TrendDefinition } from './definition.ts'

/** One item of an event as the matcher reads it: clean text, when it was published (UTC). */
export interface MatchText {
  itemId: string
  title: string
  text: string
  publishedAt: Date
  /** BCP 47 language of the text, null when detection could not tell. */
  language: string | null
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
  /** The model whose second opinion the verdict took into account; undefined = words alone. */
  opinion?: string | undefined
}

/**
 * How near one text is to one indicator, from an embedder: a second opinion. In units of 0.12 cosine above what an average news
 * item has, so that 0 says nothing and 4 is near.
 */
export interface Similarity {
  /** Title and text against trend name, description and keywords. */
  indicator: number
  /** Title alone against the same. */
  title: number
  /** Title and text against description and keywords, without the trend's name. */
  statement: number
  /** The nearer of title and whole text to description and keywords. */
  nearest: number
  /** Title and text against the description alone. */
  description: number
  /** Title and text against the trend's name and question. */
  topic: number
  alignment: Alignment
}

/** How well the words of one side are found in the other, one by one, by meaning; in tenths of a cosine. */
export interface Alignment {
  /** The words of the description, in title and text. */
  description: number
  /** The three words of the description that are found best; common words count as not found. */
  best: number
  /** The keyword whose words are found best. */
  keyword: number
  /** The words of the title, in what the indicator and its trend are called and described with. */
  title: number
}

/** What an embedder said of the texts it was asked about; undefined for texts that it was not asked about. */
export interface Opinion {
  model: string
  compare(definition: TrendDefinition, text: MatchText, signal: string): Similarity | undefined
}

/** What scoring asks of a matcher: a version that changes whenever its answers may, and a reader for one definition. */
export interface Matcher {
  version: string
  prepare(definition: TrendDefinition): (texts: readonly MatchText[], opinion?: Opinion) => IndicatorMatch[]
  /**
   * Reads a text once for any number of definitions: those it may show something of. The others show nothing of it, and leave
   * nothing open either. Without it every definition is matched.
   */
  screen?(definitions: readonly TrendDefinition[]): (text: MatchText) => readonly TrendDefinition[]
  /** Asks for a second opinion on the texts whose words leave it open whether they show anything; undefined when there is none to be had. */
  consult?(
    questions: readonly { definition: TrendDefinition; texts: readonly MatchText[] }[],
  ): Promise<Opinion | undefined>
}
