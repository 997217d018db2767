import { remembered } from '../../remembered.ts'
import type { CompiledDefinition, CompiledIndicator, Phrase } from './compile.ts'
import type { Names } from './names.ts'
import type { Place, ReadText } from './read-text.ts'
import { inTitle, type Scope, scopeFeatures } from './scope.ts'
import { flip, tendenciesOf } from './tendency.ts'
import type { Touched } from './touch.ts'

/** What speaks for and against a text showing an indicator, each 0..1 unless noted; the model weighs them. */
export interface Features {
  /** Best keyword, all keywords together, description covered (share and saturating sum). */
  keyword: number
  keywords: number
  described: number
  describedSum: number
  /** Words of the trend's name and question; words of the title that the definition explains. */
  topic: number
  titleExplained: number
  /** Share of the words of the trend's name; nothing of it shown by a trend that has no country either. */
  named: number
  adrift: number
  /** Own country or organisation named; only foreign ones named. */
  scopeHit: number
  scopeMiss: number
  /** Share of the trend's own countries that the text names; whether the title names one. */
  scopeShare: number
  scopeTitle: number
  /** Share of the text's countries, and of the title's, that have nothing to do with the trend. */
  foreignShare: number
  foreignTitle: number
  /** A proper name of the trend's name or question in the text, in its title; neither that nor anything of its scope. */
  own: number
  ownTitle: number
  unnamed: number
  /** One of the countries that name and question speak of. */
  core: number
  actorHit: number
  actorMiss: number
  placeHit: number
  placeMiss: number
  /** Actor or place already in the title. */
  namedInTitle: number
  /** Change in the direction the indicator speaks of, or the opposite. */
  agrees: number
  opposes: number
  /** The very subject of the indicator going its way, or the other ("jobless claims fell"). */
  tendencyAgrees: number
  tendencyOpposes: number
}

/** A scored pair before the model: features and the places its words stand at, best first. */
export interface Reading {
  indicator: number
  features: Features
  places: Place[]
}

/** What words outside the title count. */
export const BODY_FACTOR = 0.85
const SPREAD_FACTOR = 0.7
/** What a phrase counts of which only some words are there. */
export const PARTIAL_FACTOR = 0.35
/** A described word that says less does not count as a place the match rests on. */
export const WORD_PLACE_FROM = 0.15
/** Words of a phrase count as one saying when no more than this many others stand between them. */
const PHRASE_GAP = 5

/** Reads one indicator's features out of what the text touches of it. */
export function featuresOf(compiled: CompiledDefinition, read: ReadText, touched: Touched, scope: Scope): Reading {
  const indicator = compiled.indicators[touched.indicator] as CompiledIndicator
  const places: { place: Place; strength: number }[] = []
  let best = 0
  let missing = 1
  for (const [slot, shown] of touched.keywords) {
    const phrase = indicator.keywords[slot] as Phrase
    const { strength, at } = phraseStrength(phrase, shown, read)
    if (strength <= 0) continue
    best = Math.max(best, strength)
    missing *= 1 - strength * 0.8
    for (const place of at) places.push({ place, strength: strength + 0.5 })
  }
  let sum = 0
  for (const [at, shown] of touched.words) {
    const unit = indicator.words[at]
    if (!unit) continue
    const value = unit.weight * shown.quality * (inTitle(shown.places, read) ? 1 : BODY_FACTOR)
    sum += value
    const first = shown.places[0]
    if (first && value > WORD_PLACE_FROM) places.push({ place: first, strength: value })
  }
  const shared = scopeFeatures(compiled, scope)
  const total = indicator.words.reduce((all, unit) => all + unit.weight, 0)
  const actor = namesShown(indicator.actors, read)
  const place = namesShown(indicator.places, read)
  const [agrees, opposes] = polarityOf(indicator, read)
  places.sort((a, b) => b.strength - a.strength || a.place.at - b.place.at)
  return {
    indicator: touched.indicator,
    places: places.map((entry) => entry.place),
    features: {
      keyword: best,
      keywords: 1 - missing,
      described: total > 0 ? Math.min(1, sum / Math.min(total, 5)) : 0,
      describedSum: 1 - Math.exp(-sum / 1.5),
      topic: shared.topic,
      named: shared.named,
      adrift: shared.adrift,
      titleExplained: titleExplained(
        read,
        scope,
        places.map((entry) => entry.place),
      ),
      scopeHit: shared.scopeHit,
      scopeMiss: shared.scopeMiss,
      scopeShare: shared.scopeShare,
      scopeTitle: shared.scopeTitle,
      foreignShare: shared.foreignShare,
      foreignTitle: shared.foreignTitle,
      own: shared.own,
      ownTitle: shared.ownTitle,
      unnamed: shared.unnamed,
      core: shared.core,
      actorHit: actor,
      actorMiss: indicator.actors ? 1 - actor : 0,
      placeHit: place,
      placeMiss: indicator.places ? Math.min(1 - place, read.countries.size > 0 ? 1 : 0.5) : 0,
      namedInTitle:
        namesShown(indicator.actors, read, true) === 1 || namesShown(indicator.places, read, true) === 1 ? 1 : 0,
      agrees,
      opposes,
      ...tendencyOf(indicator, read),
    },
  }
}

function phraseStrength(
  phrase: Phrase,
  shown: {
    whole: number
    wholeAt: readonly Place[]
    units: Map<number, { quality: number; places: readonly Place[] }>
  },
  read: ReadText,
): { strength: number; at: Place[] } {
  const weights = phrase.units.reduce((all, unit) => all + unit.weight, 0)
  let covered = 0
  const at: Place[] = []
  for (const [index, unit] of shown.units) {
    const weight = phrase.units[index]?.weight ?? 0
    covered += weight * unit.quality
    const first = unit.places[0]
    if (first) at.push(first)
  }
  const share = weights > 0 ? covered / weights : 0
  const complete = shown.units.size === phrase.units.length
  let strength = complete ? share * (together(shown.units, read) ? 1 : SPREAD_FACTOR) : share * PARTIAL_FACTOR
  // A phrase of nothing but common words ("new rules") says little even when it is there.
  strength *= Math.min(1, weights)
  if (shown.whole > strength)
    return { strength: shown.whole * titleFactor(shown.wholeAt, read), at: [...shown.wholeAt].slice(0, 1) }
  return { strength: strength * titleFactor(at, read), at }
}

/** Whether some choice of places brings all units within a short run of words in one field. */
function together(units: Map<number, { places: readonly Place[] }>, read: ReadText): boolean {
  if (units.size < 2) return true
  const lists = [...units.values()].map((unit) => unit.places)
  return (lists[0] as readonly Place[]).some((anchor) =>
    lists.every((list) =>
      list.some(
        (place) =>
          Math.abs(place.at - anchor.at) <= PHRASE_GAP &&
          read.tokens[place.at]?.sentence === read.tokens[anchor.at]?.sentence,
      ),
    ),
  )
}

function titleFactor(places: readonly Place[], read: ReadText): number {
  return places.some((place) => place.at < read.bodyAt) ? 1 : BODY_FACTOR
}

/** 1 when one of the names is there, ½ when only a country is that holds one of the places asked for, else 0. */
function namesShown(names: Names | undefined, read: ReadText, titleOnly = false): number {
  if (!names) return 0
  const isShown = (key: string) => {
    const places = read.keys.get(key)
    return places !== undefined && (!titleOnly || inTitle(places, read))
  }
  for (const key of names.keys) if (isShown(key)) return 1
  if (!titleOnly && names.others.some((stems) => stems.every((stem) => read.keys.has(stem)))) return 1
  for (const key of names.around) if (isShown(key)) return 0.5
  return 0
}

function polarityOf(indicator: CompiledIndicator, read: ReadText): [number, number] {
  let agrees = 0
  let opposes = 0
  for (const key of indicator.polarity) {
    if (read.keys.has(key)) agrees = 1
    else if (read.keys.has(flip(key))) opposes = 1
  }
  return [agrees, agrees > 0 ? 0 : opposes]
}

const tendenciesIn = remembered((read: ReadText) => tendenciesOf(read))

function tendencyOf(
  indicator: CompiledIndicator,
  read: ReadText,
): Pick<Features, 'tendencyAgrees' | 'tendencyOpposes'> {
  if (indicator.tendencies.size === 0) return { tendencyAgrees: 0, tendencyOpposes: 0 }
  const shown = tendenciesIn(read)
  let agrees = 0
  let opposes = 0
  for (const tendency of indicator.tendencies) {
    if (shown.has(tendency)) agrees = 1
    if (shown.has(flip(tendency))) opposes = 1
  }
  return agrees === opposes
    ? { tendencyAgrees: 0, tendencyOpposes: 0 }
    : { tendencyAgrees: agrees, tendencyOpposes: opposes }
}

/** Where the words end that are to be explained: those of the title, or without one the first twelve. */
export const titleEnd = (read: ReadText): number => (read.bodyAt > 0 ? read.bodyAt : Math.min(read.tokens.length, 12))

function titleExplained(read: ReadText, scope: Scope, places: readonly Place[]): number {
  const end = titleEnd(read)
  const explained = new Set<number>(scope.explained)
  for (const place of places) for (let i = 0; i < place.length; i++) explained.add(place.at + i)
  let content = 0
  let known = 0
  for (let at = 0; at < end; at++) {
    const token = read.tokens[at]
    if (!token || !read.keys.has(token.stem)) continue
    content++
    if (explained.has(at)) known++
  }
  return content > 0 ? known / content : 0
}
