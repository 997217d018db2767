import type { Indicator, TrendDefinition } from '../definition.ts'
import { aliasesOf, keysOfNamed, type Names, namesOf, openRegions } from './names.ts'
import { ownNames } from './own-names.ts'
import type { PhraseBook } from './phrases.ts'
import { keysOf } from './read-text.ts'
import { flip, tendenciesOf } from './tendency.ts'
import { type Token, tokenize } from './tokens.ts'
import { loadVocabulary } from './vocabulary.ts'

/** One word of a definition: its stem, the meanings it shares with other words, and how much it says (0..1). */
export interface Unit {
  stem: string
  meanings: string[]
  weight: number
}

/** A keyword or phrase: the units in order, and meanings of the phrase as a whole. */
export interface Phrase {
  units: Unit[]
  meanings: string[]
}

export interface CompiledIndicator {
  signal: string
  direction: 1 | -1
  keywords: Phrase[]
  words: Unit[]
  actors: Names | undefined
  places: Names | undefined
  /** Polarity keys (`p:level+`) the indicator is about. */
  polarity: Set<string>
  /** What goes which way, as `c:inflation|p:level-`; nothing it says both ways. */
  tendencies: Set<string>
  /** It is about something that is not so, not done or refused: "no" in a text does not speak against it. */
  speaksOfNot: boolean
}

/** A trend definition made ready for matching; independent of any other definition. */
export interface CompiledDefinition {
  id: string
  definition: TrendDefinition
  indicators: CompiledIndicator[]
  /** Words of the trend's name and question. */
  topic: Unit[]
  /** Words of the name alone: what the trend is about, in the fewest words. */
  name: Unit[]
  /** Countries, regions and organisations named in name, question, actors and places. */
  scope: Set<string>
  /** Countries of the scope, opened from its regions too. */
  countries: Set<string>
  /** Countries that name and question speak of; what the trend is about. */
  core: Set<string>
  /** Keys of the proper names in name and question. */
  own: Set<string>
  /** Other names of its actors and places, with the keys that they stand for. */
  aliases: PhraseBook | undefined
  /** Key → units of indicators it could stand for; what touches nothing here is not looked at. */
  index: Map<string, Posting[]>
}

/** `slot`: 0.. = keyword unit counted through, −1.. = description words. Quality 1 for the word itself, less for a meaning. */
export interface Posting {
  indicator: number
  part: 'keyword' | 'word'
  slot: number
  unit: number
  quality: number
}

/** How much a shared meaning counts against the same stem. */
export const MEANING_QUALITY = 0.7
const NEGATIVE =
  /^(?:not|no|never|without|refus(?:e|es|al)|den(?:y|ies|ied)|fail(?:s|ed|ure)?|unable|lack|accident(?:al)?|nobody|none)$/
const GENERIC_WEIGHT = 0.2
const CHANGE_WEIGHT = 0.6
const TOPIC_WEIGHT = 0.35

/** Prepares a definition once; `language` (ISO 639-1) is the one its items are written in, which decides the stemming. */
export function compileDefinition(definition: TrendDefinition, language = 'en'): CompiledDefinition {
  const read = (text: string) => tokenize(text, 'text', language)
  const heading = read(`${definition.name}. ${definition.question}`)
  const topic = unitsOf(heading, language)
  const topicStems = new Set(topic.map((unit) => unit.stem))
  const described = definition.indicators.map((entry) =>
    unitsOf(read(`${entry.description}. ${entry.signal.replaceAll('_', ' ')}`), language),
  )
  const frequency = new Map<string, number>()
  for (const units of described) for (const { stem } of units) frequency.set(stem, (frequency.get(stem) ?? 0) + 1)
  const indicators = definition.indicators.map((entry, i) =>
    compileIndicator(entry, described[i] as Unit[], topicStems, frequency, language),
  )
  const scope = namesIn(heading, language)
  const core = new Set([...scope].filter((key) => key.startsWith('g:')))
  const named = definition.indicators.flatMap((entry) => [...entry.actors, ...entry.places])
  for (const entry of named) for (const key of keysOfNamed(entry, language)) if (!key.startsWith('i:')) scope.add(key)
  return {
    id: definition.id,
    definition,
    indicators,
    topic,
    name: unitsOf(read(definition.name), language),
    scope,
    countries: openRegions(scope),
    core,
    own: ownNames(definition, language),
    aliases: aliasesOf(named, language),
    index: indexOf(indicators),
  }
}

function compileIndicator(
  entry: Indicator,
  described: readonly Unit[],
  topicStems: ReadonlySet<string>,
  frequency: ReadonlyMap<string, number>,
  language: string,
): CompiledIndicator {
  const keywords = entry.keywords.map((keyword): Phrase => {
    const tokens = tokenize(keyword, 'text', language)
    const whole = [...keysOf(tokens, language).keys]
      .filter(([key, places]) => key.startsWith('c:') && places.some((place) => place.length === tokens.length))
      .map(([key]) => key)
    return { units: unitsOf(tokens, language), meanings: tokens.length > 1 ? whole : [] }
  })
  const words = described.map((unit) => ({
    ...unit,
    weight: (unit.weight * (topicStems.has(unit.stem) ? TOPIC_WEIGHT : 1)) / Math.sqrt(frequency.get(unit.stem) ?? 1),
  }))
  const tendencies = new Set<string>()
  for (const phrase of [entry.description, ...entry.keywords]) {
    const tokens = tokenize(phrase, 'text', language)
    for (const tendency of tendenciesOf({ tokens, ...keysOf(tokens, language) })) tendencies.add(tendency)
  }
  for (const tendency of [...tendencies])
    if (tendencies.has(flip(tendency))) for (const both of [tendency, flip(tendency)]) tendencies.delete(both)
  const all = tokenize(`${entry.description}. ${entry.keywords.join('. ')}`, 'text', language)
  const polarity = new Set([...keysOf(all, language).keys.keys()].filter((key) => key.startsWith('p:')))
  for (const key of [...polarity]) if (polarity.has(flip(key))) polarity.delete(key)
  return {
    signal: entry.signal,
    direction: entry.direction === 'escalatory' ? 1 : -1,
    keywords,
    words,
    actors: namesOf(entry.actors, language),
    places: namesOf(entry.places, language),
    polarity,
    tendencies,
    speaksOfNot: all.some((token) => NEGATIVE.test(token.word)),
  }
}

function unitsOf(tokens: readonly Token[], language: string): Unit[] {
  const { keys } = keysOf(tokens, language)
  const units = new Map<string, Unit>()
  tokens.forEach((token, at) => {
    if (!keys.has(token.stem) || units.has(token.stem) || /^\p{N}/u.test(token.word)) return
    const meanings = [...keys].filter(
      ([key, places]) => /^[cgro]:/.test(key) && places.some((place) => place.at <= at && at < place.at + place.length),
    )
    units.set(token.stem, {
      stem: token.stem,
      meanings: meanings.map(([key]) => key),
      weight: weightOf(token.stem, at, keys),
    })
  })
  return [...units.values()]
}

function weightOf(stem: string, at: number, keys: ReadonlyMap<string, readonly { at: number }[]>): number {
  if (loadVocabulary().generic.has(stem)) return GENERIC_WEIGHT
  // "Rises", "ends", "agree": true of half the news.
  for (const [key, places] of keys)
    if (key.startsWith('p:') && places.some((place) => place.at === at)) return CHANGE_WEIGHT
  return 1
}

function namesIn(tokens: readonly Token[], language: string): Set<string> {
  return new Set([...keysOf(tokens, language).keys.keys()].filter((key) => /^[gro]:/.test(key)))
}

function indexOf(indicators: readonly CompiledIndicator[]): Map<string, Posting[]> {
  const index = new Map<string, Posting[]>()
  const put = (key: string, posting: Posting) => {
    const postings = index.get(key)
    if (postings) postings.push(posting)
    else index.set(key, [posting])
  }
  indicators.forEach((indicator, i) => {
    const enter = (unit: Unit, part: Posting['part'], slot: number, at: number) => {
      put(unit.stem, { indicator: i, part, slot, unit: at, quality: 1 })
      for (const key of unit.meanings) put(key, { indicator: i, part, slot, unit: at, quality: MEANING_QUALITY })
    }
    indicator.keywords.forEach((phrase, slot) => {
      phrase.units.forEach((unit, at) => {
        enter(unit, 'keyword', slot, at)
      })
      for (const key of phrase.meanings)
        put(key, { indicator: i, part: 'keyword', slot, unit: -1, quality: MEANING_QUALITY })
    })
    indicator.words.forEach((unit, at) => {
      enter(unit, 'word', 0, at)
    })
  })
  return index
}
