import type { IndicatorMatch, MatchText, Similarity } from '../match-types.ts'
import { combineMatches, type TextMatches } from './combine.ts'
import type { CompiledDefinition } from './compile.ts'
import { compiledFor } from './compiled-for.ts'
import { matchText, type SimilarityOf } from './match-text.ts'

export interface MatchOptions {
  /** Below this probability of the model (before calibration, after damping) nothing is reported; see docs/matching.md. */
  threshold?: number
  /** Similarity of an item to an indicator, and the model that says so; undefined for items it was not asked about. */
  similarity?: { model: string; of(text: MatchText, signal: string): Similarity | undefined }
}

/** Default threshold without a second opinion: about 6 % false alarms on held-out trends. */
export const THRESHOLD = 0.25
/** The same with one. */
const THRESHOLD_WITH_SIMILARITY = 0.255

/** A sibling this much less sure than the best of its trend is noise around it. */
const SIBLING_SHARE = 0.77

/**
 * Indicators of one definition that an event shows, surest first. `texts` are the event's items; repeats of another item
 * are not read again. Pure: the same texts give the same answer in any process.
 */
export function matchEvent(
  compiled: CompiledDefinition,
  texts: readonly MatchText[],
  options: MatchOptions = {},
): IndicatorMatch[] {
  const read = new Set(texts.map((text) => text.itemId))
  const perText: TextMatches[] = []
  for (const text of texts) {
    if (text.duplicateOf !== null && read.has(text.duplicateOf)) continue
    const ask = options.similarity
    const similarityOf: SimilarityOf | undefined =
      ask && ((indicator) => ask.of(text, compiled.indicators[indicator]?.signal ?? ''))
    const asked = similarityOf?.(0) !== undefined
    const threshold = options.threshold ?? (asked ? THRESHOLD_WITH_SIMILARITY : THRESHOLD)
    const matches = matchText(
      compiledFor(compiled.definition, text.language),
      text,
      threshold,
      asked ? similarityOf : undefined,
    )
    const best = Math.max(0, ...matches.map((match) => match.confidence))
    perText.push({
      text,
      opinion: asked ? ask?.model : undefined,
      matches: matches.filter((match) => match.confidence >= best * SIBLING_SHARE),
    })
  }
  return combineMatches(compiled, texts, perText)
}
