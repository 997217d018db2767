import type { IndicatorMatch, MatchText } from '../match-types.ts'
import { combineMatches } from './combine.ts'
import { type CompiledDefinition, compileDefinition } from './compile.ts'
import { matchText, type SimilarityOf, type TextMatch } from './match-text.ts'
import type { Similarity } from './model.ts'
import { languageOf } from './read-text.ts'

export interface MatchOptions {
  /** Below this probability of the model (before calibration, after damping) nothing is reported; see docs/matching.md. */
  threshold?: number
  /** Similarity of an item to an indicator, when an embedder was asked. */
  similarity?: (text: MatchText, signal: string) => Similarity | undefined
}

/** Default thresholds without a second opinion, and with one: about 8 and 5 % false alarms on held-out trends. */
export const THRESHOLD = 0.38
export const THRESHOLD_WITH_SIMILARITY = 0.34

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
  const perText: { text: MatchText; matches: TextMatch[] }[] = []
  for (const text of texts) {
    if (text.duplicateOf !== null && read.has(text.duplicateOf)) continue
    const ask = options.similarity
    const similarityOf: SimilarityOf | undefined =
      ask && ((indicator) => ask(text, compiled.indicators[indicator]?.signal ?? ''))
    const asked = similarityOf?.(0) !== undefined
    const threshold = options.threshold ?? (asked ? THRESHOLD_WITH_SIMILARITY : THRESHOLD)
    const matches = matchText(localised(compiled, text.language), text, threshold, asked ? similarityOf : undefined)
    const best = Math.max(0, ...matches.map((match) => match.confidence))
    perText.push({ text, matches: matches.filter((match) => match.confidence >= best * SIBLING_SHARE) })
  }
  return combineMatches(compiled, texts, perText)
}

const variants = new WeakMap<CompiledDefinition, Map<string, CompiledDefinition>>()

/** The definition stemmed for the language of an item, so that a German keyword finds German inflections. */
function localised(compiled: CompiledDefinition, language: string | null): CompiledDefinition {
  const code = languageOf(language)
  if (code === 'en') return compiled
  let known = variants.get(compiled)
  if (!known) {
    known = new Map()
    variants.set(compiled, known)
  }
  let variant = known.get(code)
  if (!variant) {
    variant = compileDefinition(compiled.definition, code)
    known.set(code, variant)
  }
  return variant
}
