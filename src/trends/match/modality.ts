import { remembered } from '../../remembered.ts'
import {
  BACKGROUND_CUES,
  EASING_CUES,
  ENDING_CUES,
  HEDGES,
  NEGATION_CUES,
  OPINION_CUES,
  RETROSPECTIVE_CUES,
} from './lexicon/modality.ts'
import { PhraseBook, type PhraseHit } from './phrases.ts'
import type { Place, ReadText } from './read-text.ts'
import type { Token } from './tokens.ts'

/** How a text speaks: which tokens are said not to be so (or to be old news), to end, or to be uncertain; whether it reports at all. */
export interface Modality {
  negated: ReadonlySet<number>
  /** Token said to end → the cue that says so. */
  ended: ReadonlyMap<number, number>
  hedged: ReadonlySet<number>
  /** 0..1 factors on confidence: looking back, commenting. */
  report: number
}

const NEGATION_REACH = 6
const BACKGROUND_REACH = 4
const ENDING_REACH = 4
const SUBJECT_REACH = 8
const HEDGE_REACH = 9
const RETROSPECTIVE_TITLE = 0.25
const RETROSPECTIVE_BODY = 0.6
const OPINION_TITLE = 0.6
const OLD_YEAR = 0.6
const QUESTION = 0.75

interface Cues {
  negation: PhraseBook
  background: PhraseBook
  ending: PhraseBook
  hedge: PhraseBook
  retrospective: PhraseBook
  opinion: PhraseBook
}
let cues: Cues | undefined

/** Reads negation, endings, hedges and genre out of an English text; other languages are taken as plain reports. */
export const modalityOf = remembered(
  (read: ReadText): Modality =>
    read.language === 'en'
      ? modalityOfEnglish(read)
      : { negated: new Set<number>(), ended: new Map<number, number>(), hedged: new Set<number>(), report: 1 },
)

function modalityOfEnglish(read: ReadText): Modality {
  cues ??= {
    negation: bookOf(NEGATION_CUES),
    background: bookOf(BACKGROUND_CUES),
    ending: bookOf([...ENDING_CUES, ...EASING_CUES]),
    hedge: bookOf(HEDGES),
    retrospective: bookOf(RETROSPECTIVE_CUES),
    opinion: bookOf(OPINION_CUES),
  }
  const { tokens } = read
  const negated = new Set<number>()
  for (const hit of cues.negation.find(tokens, true)) {
    // "not only" and "no doubt" affirm.
    if (['only', 'just', 'doubt', 'matter'].includes(tokens[hit.at + hit.length]?.word ?? '')) continue
    for (const at of reach(tokens, hit.at + hit.length, NEGATION_REACH)) negated.add(at)
  }
  for (const [at, token] of tokens.entries())
    if (token.word.endsWith('nt') && /n['’]t/i.test(textOf(read, token)))
      for (const next of reach(tokens, at + 1, NEGATION_REACH)) negated.add(next)
  for (const hit of cues.background.find(tokens, true))
    for (const at of reach(tokens, hit.at + hit.length, BACKGROUND_REACH)) negated.add(at)
  const ended = new Map<number, number>()
  for (const hit of cues.ending.find(tokens, true)) {
    for (const at of reach(tokens, hit.at + hit.length, ENDING_REACH)) if (!ended.has(at)) ended.set(at, hit.at)
    // "strike ends", "drills called off": the subject stands before, all of it where nothing follows ("strike at ports ends").
    const back = closesClause(read, hit) && !EASING_CUES.includes(hit.key) ? SUBJECT_REACH : 2
    for (const at of reachBack(tokens, hit.at - 1, back)) if (!ended.has(at)) ended.set(at, hit.at)
  }
  const hedged = new Set<number>()
  for (const hit of cues.hedge.find(tokens, true)) {
    for (const at of reach(tokens, hit.at, HEDGE_REACH)) hedged.add(at)
    for (const at of reachBack(tokens, hit.at - 1, 3)) hedged.add(at)
  }
  return { negated, ended, hedged, report: reportFactor(read, cues) }
}

function reportFactor(read: ReadText, books: Cues): number {
  let factor = 1
  for (const hit of books.retrospective.find(read.tokens, true))
    factor = Math.min(factor, hit.at < read.bodyAt ? RETROSPECTIVE_TITLE : RETROSPECTIVE_BODY)
  for (const hit of books.opinion.find(read.tokens, true))
    if (hit.at < read.bodyAt) factor = Math.min(factor, OPINION_TITLE)
  const thisYear = read.text.publishedAt.getUTCFullYear()
  for (const token of read.tokens.slice(0, read.bodyAt)) {
    const year = /^(?:19|20)\d\d$/.test(token.word) ? Number(token.word) : thisYear
    const since = read.tokens[read.tokens.indexOf(token) - 1]?.word === 'since'
    if (year < thisYear - 1 && !since) factor = Math.min(factor, OLD_YEAR)
  }
  if (/\?\s*$/.test(read.text.title)) factor *= QUESTION
  return factor
}

/** Share of an indicator's words (best first, weighted by rank) that `marked` covers. */
export function shareIn(places: readonly Place[], marked: { has(at: number): boolean }): number {
  let inside = 0
  let all = 0
  for (const [rank, place] of places.slice(0, 6).entries()) {
    const weight = 1 / (rank + 1)
    all += weight
    if (marked.has(place.at)) inside += weight
  }
  return all > 0 ? inside / all : 0
}

function bookOf(phrases: readonly string[]): PhraseBook {
  const book = new PhraseBook('word')
  for (const phrase of phrases) book.add(phrase, phrase)
  return book
}

function* reach(tokens: readonly Token[], from: number, count: number): Generator<number> {
  const first = tokens[from]
  for (let at = from; first && at < from + count; at++) {
    const token = tokens[at]
    if (!token || token.sentence !== first.sentence || token.word === 'but' || token.word === 'however') return
    yield at
  }
}

function* reachBack(tokens: readonly Token[], from: number, count: number): Generator<number> {
  const first = tokens[from]
  for (let at = from; first && at > from - count && at >= 0; at--) {
    if (tokens[at]?.sentence !== first.sentence) return
    yield at
  }
}

/** Whether a phrase is the end of what its clause says: a comma, the end of the sentence or who says so comes after it. */
function closesClause(read: ReadText, { at, length }: PhraseHit): boolean {
  const last = read.tokens[at + length - 1]
  const next = read.tokens[at + length]
  if (!last || !next || next.sentence !== last.sentence || /^sa(?:y|ys|id)$/.test(next.word)) return true
  const source = last.field === 'title' ? read.text.title : read.text.text
  return /^["”’')\]]*[,:–—]/.test(source.slice(last.end, next.start).trimStart())
}

function textOf(read: ReadText, token: Token): string {
  return (token.field === 'title' ? read.text.title : read.text.text).slice(token.start, token.end)
}
