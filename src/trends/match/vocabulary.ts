import { AFFAIRS_WORDS, FURTHER_WORDS } from './lexicon/affairs.ts'
import { CONFLICT_WORDS } from './lexicon/conflict.ts'
import { ECONOMY_WORDS } from './lexicon/economy.ts'
import { GENERIC_WORDS } from './lexicon/generic.ts'
import { COUNTRY_WORDS, REGION_WORDS } from './lexicon/geography.ts'
import { INDUSTRY_WORDS } from './lexicon/industry.ts'
import { ORGANISATION_WORDS } from './lexicon/organisations.ts'
import { INNER_PLACES, MORE_COUNTRIES } from './lexicon/places.ts'
import { POLARITY_WORDS } from './lexicon/polarity.ts'
import { POLITICS_WORDS } from './lexicon/politics.ts'
import { NAMED_MEANINGS } from './lexicon/proper-names.ts'
import { SOCIETY_WORDS } from './lexicon/society.ts'
import { PhraseBook } from './phrases.ts'
import { stemmerOf } from './stem.ts'

/** The matcher's general knowledge of words, built once on first use. Keys: `c:` meanings, `p:` polarity, `g:` countries, `i:` places inside a country, `r:` regions, `o:` organisations. */
export interface Vocabulary {
  meanings: PhraseBook
  names: PhraseBook
  /** Region key → keys of its countries. */
  members: Map<string, string[]>
  /** Organisation key → keys of the countries it belongs to. */
  homes: Map<string, string[]>
  /** Stems that say next to nothing. */
  generic: Set<string>
}

let vocabulary: Vocabulary | undefined

/** The one vocabulary of this process. */
export function loadVocabulary(): Vocabulary {
  vocabulary ??= build()
  return vocabulary
}

function build(): Vocabulary {
  const meanings = new PhraseBook('stem')
  for (const block of [
    CONFLICT_WORDS,
    POLITICS_WORDS,
    ECONOMY_WORDS,
    SOCIETY_WORDS,
    INDUSTRY_WORDS,
    AFFAIRS_WORDS,
    FURTHER_WORDS,
  ])
    for (const [name, rest] of lines(block)) for (const phrase of list(rest)) meanings.add(phrase, `c:${name}`)
  for (const [axis, rest] of lines(POLARITY_WORDS)) {
    const [plus = '', minus = ''] = rest.split('|')
    for (const phrase of list(plus)) meanings.add(phrase, `p:${axis}+`)
    for (const phrase of list(minus)) meanings.add(phrase, `p:${axis}-`)
  }
  const names = new PhraseBook('word')
  for (const [name, rest] of lines(NAMED_MEANINGS)) for (const phrase of list(rest)) names.add(phrase, `c:${name}`)
  const addInner = (code: string, places: string) => {
    for (const place of list(places)) {
      names.add(place, `g:${code}`)
      names.add(place, `i:${place.toLowerCase()}`)
    }
  }
  for (const [code, rest] of lines(COUNTRY_WORDS + MORE_COUNTRIES)) {
    const [called = '', demonyms = '', capitals = '', inside = ''] = rest.split('|')
    for (const phrase of list(`${called},${demonyms},${capitals}`)) names.add(phrase, `g:${code}`)
    addInner(code, inside)
  }
  for (const [code, places] of lines(INNER_PLACES)) addInner(code, places)
  const members = new Map<string, string[]>()
  for (const [name, rest] of lines(REGION_WORDS)) {
    const [words = '', codes = ''] = rest.split('|')
    members.set(
      `r:${name}`,
      codes
        .trim()
        .split(/\s+/)
        .filter(Boolean)
        .map((code) => `g:${code}`),
    )
    for (const phrase of list(words)) names.add(phrase, `r:${name}`)
  }
  const homes = new Map<string, string[]>()
  for (const [head, rest] of lines(ORGANISATION_WORDS)) {
    const [name = '', codes = ''] = head.split('@').map((part) => part.trim())
    if (codes)
      homes.set(
        `o:${name}`,
        codes.split(' ').map((code) => `g:${code}`),
      )
    for (const phrase of list(rest)) names.add(phrase, `o:${name}`)
  }
  const stem = stemmerOf('en')
  return { meanings, names, members, homes, generic: new Set(GENERIC_WORDS.split(' ').map(stem)) }
}

function* lines(block: string): Generator<[string, string]> {
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) yield [line.slice(0, colon).trim(), line.slice(colon + 1)]
  }
}

function list(words: string): string[] {
  return words
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}
