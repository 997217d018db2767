import type { Named } from '../definition.ts'
import { PhraseBook } from './phrases.ts'
import { keysOf, type Place, type ReadText } from './read-text.ts'
import { tokenize } from './tokens.ts'
import { loadVocabulary } from './vocabulary.ts'

/** Actors or places an indicator asks for. Regions are opened into their members. */
export interface Names {
  /** Any of these keys will do. */
  keys: Set<string>
  /** Countries that hold places which are asked for: naming the country alone leaves it open. */
  around: Set<string>
  /** Names the vocabulary does not know, as stems in order. */
  others: string[][]
}

/** What an indicator asks for; undefined when it asks for none. */
export function namesOf(entries: readonly Named[], language: string): Names | undefined {
  if (entries.length === 0) return undefined
  const keys = new Set<string>()
  const around = new Set<string>()
  const others: string[][] = []
  for (const entry of entries) {
    const { known, unknown } = read(entry, language)
    for (const found of known) {
      const inner = found.filter((key) => key.startsWith('i:'))
      const outer = found.filter((key) => !key.startsWith('i:'))
      for (const key of inner) keys.add(key)
      for (const key of [...outer, ...openRegions(new Set(outer))]) (inner.length > 0 ? around : keys).add(key)
    }
    // Where one spelling is known, the others stand for it: see aliasesOf.
    if (known.length === 0)
      for (const spelling of unknown) {
        const stems = tokenize(spelling, 'text', language).map((token) => token.stem)
        // One without a letter would be found in everything.
        if (stems.length > 0) others.push(stems)
      }
  }
  return { keys, around, others }
}

/** Every key that the vocabulary has for the spellings of an actor or a place. */
export function keysOfNamed(entry: Named, language: string): string[] {
  return read(entry, language).known.flat()
}

/** Spellings the vocabulary does not know, each standing for the keys of the same actor's or place's first known one. */
export function aliasesOf(entries: readonly Named[], language: string): PhraseBook | undefined {
  let book: PhraseBook | undefined
  for (const entry of entries) {
    const { known, unknown } = read(entry, language)
    for (const spelling of unknown)
      for (const key of known[0] ?? []) {
        book ??= new PhraseBook('word')
        book.add(spelling, key)
      }
  }
  return book
}

/** Where a text first names one of them, word by word; nowhere when it does not. */
export function firstNamed({ keys, around, others }: Names, { keys: shown }: ReadText): Place[] {
  const firsts = (wanted: Iterable<string>) =>
    [...wanted].flatMap((key) => shown.get(key)?.[0] ?? []).sort((a, b) => a.at - b.at || b.length - a.length)
  const known = firsts(keys)[0]
  if (known) return [known]
  const spelt = others.find((stems) => stems.every((stem) => shown.has(stem)))
  return spelt ? firsts(spelt) : firsts(around).slice(0, 1)
}

/** Country keys in `keys`, with regions replaced by their members. */
export function openRegions(keys: ReadonlySet<string>): Set<string> {
  const { members } = loadVocabulary()
  const countries = new Set<string>()
  for (const key of keys) {
    if (key.startsWith('g:')) countries.add(key)
    for (const member of members.get(key) ?? []) countries.add(member)
  }
  return countries
}

/** The spellings of one actor or place: the keys of those that the vocabulary knows, and those that it does not. */
function read(entry: Named, language: string): { known: string[][]; unknown: string[] } {
  const [name, aliases] = typeof entry === 'string' ? [entry, []] : [entry.name, entry.aliases]
  const known: string[][] = []
  const unknown: string[] = []
  for (const spelling of [name, ...aliases]) {
    const tokens = tokenize(spelling, 'text', language)
    const keys = [...keysOf(tokens, language).keys]
      .filter(([key]) => /^[groi]:/.test(key))
      // An alias is known as a whole or not at all: "Republic of China" does not speak of China.
      .filter(([, places]) => spelling === name || places.some((place) => place.length === tokens.length))
      .map(([key]) => key)
    if (keys.length > 0) known.push(keys)
    else unknown.push(spelling)
  }
  return { known, unknown }
}
