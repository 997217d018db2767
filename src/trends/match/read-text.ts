import { remembered, rememberedPer } from '../../remembered.ts'
import type { MatchText } from '../match-types.ts'
import type { PhraseBook, PhraseHit } from './phrases.ts'
import { isStopword } from './stopwords.ts'
import { MAX_TOKENS, type Token, tokenize } from './tokens.ts'
import { loadVocabulary } from './vocabulary.ts'

/** Where a key (stem, meaning, name) stands: first token and how many. */
export interface Place {
  at: number
  length: number
}

/** One item read once, for any number of definitions. */
export interface ReadText {
  text: MatchText
  language: string
  tokens: Token[]
  /** Stems and `c: p: g: r: o:` keys to where they stand, in order. Stop words have no entry. */
  keys: Map<string, Place[]>
  /** Index of the first token of the body. */
  bodyAt: number
  /** Keys of the countries, and regions made of countries, that the text names itself, through a demonym or a metonym. */
  countries: Set<string>
}

/** Reads an item's words, meanings and names. The result is remembered as long as the item object lives. */
export const readText = remembered(readAll)

function readAll(text: MatchText): ReadText {
  const language = languageOf(text.language)
  const tokens = tokenize(text.title, 'title', language)
  const bodyAt = tokens.length
  // A body that begins by repeating the title adds nothing but a second vote for the same words.
  const body = text.text.startsWith(text.title) && text.title.length > 0 ? text.title.length : 0
  const sentence = (tokens.at(-1)?.sentence ?? -1) + 1
  for (const token of tokenize(text.text.slice(body, body + 6_000), 'text', language, sentence, MAX_TOKENS - bodyAt)) {
    if (body > 0) {
      token.start += body
      token.end += body
    }
    tokens.push(token)
  }
  return { text, language, tokens, bodyAt, ...keysOf(tokens, language) }
}

/** The item as a definition with these aliases reads it: they count as the names that they stand for. */
export function readWith(text: MatchText, aliases: PhraseBook | undefined): ReadText {
  const read = readText(text)
  return aliases ? aliased(read, aliases) : read
}

const aliased = rememberedPer((read: ReadText, aliases: PhraseBook): ReadText => {
  const hits = aliases.find(read.tokens, true)
  return hits.length === 0 ? read : { ...read, ...keysOf(read.tokens, read.language, hits) }
})

/** ISO 639-1 code of a BCP 47 tag; text of unknown language is read as English, whose words it may hold. */
export function languageOf(tag: string | null): string {
  const code = tag?.toLowerCase().split('-')[0] ?? ''
  return code === '' || code === 'und' ? 'en' : code
}

/** The keys of a run of tokens; `aliases` are further names in it. */
export function keysOf(
  tokens: readonly Token[],
  language: string,
  aliases: readonly PhraseHit[] = [],
): Pick<ReadText, 'keys' | 'countries'> {
  const keys = new Map<string, Place[]>()
  const put = (key: string, at: number, length: number) => {
    const places = keys.get(key)
    if (places) places.push({ at, length })
    else keys.set(key, [{ at, length }])
  }
  tokens.forEach((token, at) => {
    // "WHO" and "US" are names, "The" at the start of a sentence is none.
    const isName = token.raw.length > 1 && token.raw === token.raw.toUpperCase()
    if (isName || !isStopword(token.word, language)) put(token.stem, at, 1)
  })
  const vocabulary = loadVocabulary()
  if (language === 'en') for (const hit of vocabulary.meanings.find(tokens, false)) put(hit.key, hit.at, hit.length)
  const countries = new Set<string>()
  const names = vocabulary.names.find(tokens, true)
  for (const hit of aliases.length === 0 ? names : [...names, ...aliases].sort((a, b) => a.at - b.at)) {
    put(hit.key, hit.at, hit.length)
    if (hit.key.startsWith('g:') || vocabulary.members.get(hit.key)?.length) countries.add(hit.key)
    for (const home of vocabulary.homes.get(hit.key) ?? []) {
      countries.add(home)
      put(home, hit.at, hit.length)
    }
  }
  return { keys, countries }
}
