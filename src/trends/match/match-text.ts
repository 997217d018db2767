import type { MatchSpan } from '../../db/schema/index.ts'
import { rememberedPer } from '../../remembered.ts'
import type { MatchText, Similarity } from '../match-types.ts'
import type { CompiledDefinition, CompiledIndicator } from './compile.ts'
import { type Features, featuresOf, type Reading } from './features.ts'
import { modalityOf, shareIn } from './modality.ts'
import { calibrated, probability, type Standing } from './model.ts'
import { firstNamed } from './names.ts'
import { type Place, type ReadText, readWith } from './read-text.ts'
import { isReversed } from './reversal.ts'
import { happensElsewhere, scopeOf } from './scope.ts'
import { severityOf } from './severity.ts'
import { standingsAmong } from './standing.ts'
import { touchedBy } from './touch.ts'

/** What one text says of one indicator. */
export interface TextMatch {
  indicator: number
  direction: 1 | -1
  severity: number
  confidence: number
  spans: MatchSpan[]
}

/** One pair before the model's verdict; for fitting and for explaining. */
export interface ScoredPair {
  indicator: number
  features: Features
  standing: Standing
  similarity: Similarity | undefined
  places: Place[]
  /** Tokens that name the trend's own subject. */
  subject: number[]
  /** The indicator is itself about something that is not so, not done or refused. */
  speaksOfNot: boolean
}

/** Second opinion on one indicator of the definition by its place in it; undefined = none. */
export type SimilarityOf = (indicator: number) => Similarity | undefined

const MIN_SIMILARITY = 1.8
const NEGATED_SHARE = 0.4
const BODY_NEGATED_FACTOR = 0.4
const SUBJECT_NEGATED_FACTOR = 0.4
const HEDGED_SHARE = 0.5
const REVERSED_FACTOR = 0.7
const HEDGED_FACTOR = 0.75
const ELSEWHERE_FACTOR = 0.4
const SPANS_SHOWN = 6

/** Every indicator that shares words with the text, by words alone; remembered as long as the text is. */
export const wordPairs = rememberedPer((read: ReadText, compiled: CompiledDefinition): ScoredPair[] => {
  const scope = scopeOf(read, compiled)
  const readings = touchedBy(compiled, read).map((entry) => ({
    reading: featuresOf(compiled, read, entry, scope),
    similarity: undefined,
  }))
  return standingsOf(compiled, readings, [...scope.explained])
})

/** Every indicator worth a verdict: it shares words with the text, or means much the same. */
export function scorePairs(compiled: CompiledDefinition, read: ReadText, similarityOf?: SimilarityOf): ScoredPair[] {
  const byWords = wordPairs(read, compiled)
  if (!similarityOf) return byWords
  const shown = new Map(byWords.map((pair) => [pair.indicator, pair]))
  const scope = scopeOf(read, compiled)
  const readings: { reading: Reading; similarity: Similarity | undefined }[] = []
  compiled.indicators.forEach((_, indicator) => {
    const similarity = similarityOf(indicator)
    const pair = shown.get(indicator)
    if (pair) readings.push({ reading: pair, similarity })
    else if ((similarity?.indicator ?? 0) >= MIN_SIMILARITY) {
      const untouched = { indicator, keywords: new Map(), words: new Map() }
      readings.push({ reading: featuresOf(compiled, read, untouched, scope), similarity })
    }
  })
  return standingsOf(compiled, readings, [...scope.explained])
}

/** Compares each indicator with its siblings. */
function standingsOf(
  compiled: CompiledDefinition,
  readings: readonly { reading: Reading; similarity: Similarity | undefined }[],
  subject: number[],
): ScoredPair[] {
  const standings = standingsAmong(readings.map(({ reading: { features }, similarity }) => ({ features, similarity })))
  return readings.map(({ reading: { indicator, features, places }, similarity }, at) => ({
    indicator,
    features,
    places,
    subject,
    speaksOfNot: compiled.indicators[indicator]?.speaksOfNot ?? false,
    similarity,
    standing: standings[at] as Standing,
  }))
}

/** Matches one text against one definition: pairs over the threshold with direction, severity and the words they rest on. */
export function matchText(
  compiled: CompiledDefinition,
  text: MatchText,
  threshold: number,
  similarityOf?: SimilarityOf,
): TextMatch[] {
  const read = readWith(text, compiled.aliases)
  const matches: TextMatch[] = []
  for (const pair of scorePairs(compiled, read, similarityOf)) {
    const match = judge(compiled, read, pair, threshold)
    if (match) matches.push(match)
  }
  return matches
}

function judge(
  compiled: CompiledDefinition,
  read: ReadText,
  pair: ScoredPair,
  threshold: number,
): TextMatch | undefined {
  // Modality can only lower it, but a reversal lifts what spoke against: leave room for that.
  if (pair.features.opposes === 0 && probability(pair.features, pair.standing, pair.similarity) < threshold)
    return undefined
  const indicator = compiled.indicators[pair.indicator] as CompiledIndicator
  const reversed = isReversed(indicator, read, pair)
  const features = reversed ? { ...pair.features, opposes: 0 } : pair.features
  const elsewhere = indicator.places !== undefined && happensElsewhere(indicator.places, read)
  const factor = damping(read, pair) * (reversed ? REVERSED_FACTOR : 1) * (elsewhere ? ELSEWHERE_FACTOR : 1)
  const chance = factor === 0 ? 0 : probability(features, pair.standing, pair.similarity) * factor
  if (chance < threshold) return undefined
  return {
    indicator: pair.indicator,
    direction: reversed ? (-indicator.direction as 1 | -1) : indicator.direction,
    severity: round(severityOf(read, pair.places)),
    confidence: round(calibrated(chance)),
    spans: spansOf(read, pair.places.length === 0 ? [] : [...namedIn(indicator, read), ...pair.places]),
  }
}

/** What how the text speaks leaves of a pair's probability, 0..1: nothing where a title negates its words. */
export function damping(read: ReadText, pair: Pick<ScoredPair, 'places' | 'subject' | 'speaksOfNot'>): number {
  const modality = modalityOf(read)
  let factor = modality.report
  if (!pair.speaksOfNot && shareIn(pair.places, modality.negated) > NEGATED_SHARE) {
    // A title that says no silences; further down it may be about something beside.
    if (pair.places.some(({ at }) => at < read.bodyAt && modality.negated.has(at))) return 0
    factor *= BODY_NEGATED_FACTOR
  }
  if (pair.subject.some((at) => at < read.bodyAt && modality.negated.has(at))) factor *= SUBJECT_NEGATED_FACTOR
  if (shareIn(pair.places, modality.hedged) > HEDGED_SHARE) factor *= HEDGED_FACTOR
  return factor
}

/** Where the text names the actor and the place that the indicator asks for. */
function namedIn({ actors, places }: CompiledIndicator, read: ReadText): Place[] {
  return [actors, places].flatMap((names) => (names ? firstNamed(names, read) : []))
}

/** The words a match rests on as offsets, in reading order; with no words in common (a match by meaning) the title. */
function spansOf(read: ReadText, places: readonly Place[]): MatchSpan[] {
  const spans = new Map<string, MatchSpan>()
  for (const place of places) {
    if (spans.size === SPANS_SHOWN) break
    const first = read.tokens[place.at]
    const last = read.tokens[place.at + place.length - 1] ?? first
    if (!first || !last) continue
    const span = makeSpan(read, first.field, first.start, last.end)
    spans.set(`${span.field}:${span.start}`, span)
  }
  if (spans.size === 0) {
    const field = read.bodyAt > 0 ? 'title' : 'text'
    const last = read.tokens[(read.bodyAt > 0 ? read.bodyAt : read.tokens.length) - 1]
    if (last) spans.set('', makeSpan(read, field, 0, last.end))
  }
  return [...spans.values()].sort((a, b) => (a.field === b.field ? a.start - b.start : a.field === 'title' ? -1 : 1))
}

function makeSpan(read: ReadText, field: 'title' | 'text', start: number, end: number): MatchSpan {
  return { itemId: read.text.itemId, field, start, end, text: read.text[field].slice(start, end) }
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
