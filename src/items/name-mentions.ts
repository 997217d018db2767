import { AMBIGUOUS_COUNTRY_NAMES, REGION_ADJECTIVES } from './lexicon/country-words.ts'
import {
  FACILITIES,
  FIRST_NAMES,
  NOT_ACRONYMS,
  NOT_CITIES,
  NOT_NAMES,
  ORGANISATION_ENDINGS,
  ORGANISATION_STARTS,
  PERSON_TITLES,
} from './lexicon/name-words.ts'
import type { NameIndex } from './name-index.ts'
import { type WordToken, wordTokens } from './word-tokens.ts'

/** One place in a text where something is named. */
export interface NameMention {
  kind: 'person' | 'organisation' | 'country' | 'state' | 'region' | 'demonym' | 'city' | 'ambiguous-country'
  name: string
  country?: string
  confidence: number
  /** A city or surname that needs support from elsewhere in the item before it is believed. */
  weak?: boolean
}

const PARTICLES = new Set(
  'de da do dos del della di du van von der den ter ten bin bint ibn al el la le af av zu y'.split(' '),
)
const LOCATIVES = new Set(
  'in at near from outside around across of to toward towards i på ved fra à en bei aus nach'.split(' '),
)
const ROLES =
  /^(?:said|says|told|added|wrote|tweeted|argued|announced|warned|analyst|economist|minister|leader|spokesman|spokeswoman|spokesperson|activist|actor|actress|singer|author|journalist|lawyer|professor|director|founder|billionaire|candidate|lawmaker|senator|president|prime|chief|executive|chairman|governor|mayor|coach|striker|midfielder|defender)$/
const MAX_PHRASE = 6
const MIN_CERTAIN_CITY = 500_000

/** Finds people, organisations and places named in one stretch of text, longest known name first. */
export function nameMentions(text: string, language: string, index: NameIndex): NameMention[] {
  const tokens = wordTokens(text)
  const titleCase = isTitleCase(tokens)
  const known = index.knownIn(language)
  const mentions: NameMention[] = []
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i]!
    const run = token.capitalised ? runFrom(tokens, i) : 0
    const length =
      organisation(text, tokens, i, run, titleCase, known, mentions) ||
      person(text, tokens, i, run, titleCase, index, known, mentions) ||
      knownName(text, tokens, i, known, mentions) ||
      (run > 0 ? city(text, tokens, i, run, titleCase, index, mentions) : 0) ||
      (run > 0
        ? acronym(token, titleCase, mentions) || cuedPerson(text, tokens, i, run, titleCase, known, mentions)
        : 0)
    i += length || 1
  }
  return mentions
}

/** Three words in four of a headline are capitalised: capitals then say nothing about names. */
function isTitleCase(tokens: readonly WordToken[]): boolean {
  const long = tokens.filter((token) => token.text.length > 3 && /^\p{L}/u.test(token.text))
  return long.length >= 3 && long.filter((token) => token.capitalised).length >= 0.7 * long.length
}

/** Length in tokens of the capitalised run at `i`; name particles inside it count. */
function runFrom(tokens: readonly WordToken[], i: number): number {
  let end = i + 1
  for (let j = i + 1; j < tokens.length && tokens[j]!.joined && j - i < MAX_PHRASE; j++) {
    if (tokens[j]!.capitalised) end = j + 1
    else if (!PARTICLES.has(tokens[j]!.text)) break
  }
  return end - i
}

const surface = (text: string, tokens: readonly WordToken[], i: number, length: number): string =>
  text.slice(tokens[i]!.start, tokens[i + length - 1]!.end).replace(/\s+/g, ' ')

type Known = ReturnType<NameIndex['knownIn']>

function knownName(text: string, tokens: readonly WordToken[], i: number, known: Known, out: NameMention[]): number {
  if (!tokens[i]!.capitalised && !/^(?:al|von)\b/.test(tokens[i]!.text)) return 0
  for (let length = Math.min(MAX_PHRASE, tokens.length - i); length > 0; length--) {
    const phrase = surface(text, tokens, i, length)
    const entry = known.get(phrase)
    if (!entry) continue
    if (phrase.length <= 2 && tokens[i]!.opening && /^[A-Z][a-z]$/.test(phrase) && phrase !== 'Xi') continue
    if (entry.kind === 'country' && AMBIGUOUS_COUNTRY_NAMES.has(phrase)) {
      out.push({ ...entry, kind: 'ambiguous-country' })
    } else {
      out.push({ ...entry, ...(entry.kind === 'person' && length === 1 ? { weak: true } : {}) })
    }
    return length
  }
  return 0
}

function organisation(
  text: string,
  tokens: readonly WordToken[],
  i: number,
  run: number,
  titleCase: boolean,
  known: Known,
  out: NameMention[],
): number {
  if (run === 0) return 0
  const first = tokens[i]!.text
  // "Ministry of Defence", "University of Oslo"
  if (ORGANISATION_STARTS.has(first) && /^(?:of|for)$/.test(tokens[i + 1]?.text ?? '') && tokens[i + 2]?.capitalised) {
    const tail = Math.max(1, untilTitle(tokens, i + 2, titleCase ? 1 : Math.min(3, runFrom(tokens, i + 2))))
    const name = surface(text, tokens, i, 2 + tail)
    if (known.has(name)) return 0
    out.push({ kind: 'organisation', name, confidence: 0.8, ...countryIn(tokens.slice(i, i + 2 + tail), known) })
    return 2 + tail
  }
  for (let length = Math.min(run, titleCase ? 3 : 5); length > 1; length--) {
    const last = tokens[i + length - 1]!.text
    if (!ORGANISATION_ENDINGS.has(last)) continue
    if (known.has(surface(text, tokens, i, length)) || PERSON_TITLES.has(first)) return 0
    // "Reserve Bank of Australia"
    const of =
      tokens[i + length]?.joined && tokens[i + length]!.text === 'of' && tokens[i + length + 1]?.capitalised ? 2 : 0
    const words = tokens.slice(i, i + length + of)
    const name = surface(text, tokens, i, length + of).replace(/^The /, '')
    if (known.has(name)) return 0
    const generic = (word: WordToken) =>
      NOT_NAMES.has(word.text) ||
      REGION_ADJECTIVES.has(word.text) ||
      ORGANISATION_STARTS.has(word.text) ||
      ORGANISATION_ENDINGS.has(word.text)
    const from = countryIn(words, known)
    // In headline case "Chinese Exports Board" may be anything; only a distinctive first word makes it a name.
    if (words.every((word) => generic(word) || word.text === 'of')) return 0
    if (titleCase && from.country && words.length === 2 && !ORGANISATION_STARTS.has(last)) return 0
    if (titleCase && (length > (from.country ? 3 : 2) || known.get(first)?.kind === 'person')) continue
    // "Production Put Bank of Japan": the known name inside wins.
    if (endsInKnown(text, tokens, i, length + of, known)) return 0
    out.push({ kind: 'organisation', name, confidence: titleCase ? 0.55 : 0.75, ...from })
    return length + of
  }
  return 0
}

function endsInKnown(text: string, tokens: readonly WordToken[], i: number, length: number, known: Known): boolean {
  for (let skip = 1; skip < length - 1; skip++) {
    if (known.get(surface(text, tokens, i + skip, length - skip))?.kind === 'organisation') return true
  }
  return false
}

function untilTitle(tokens: readonly WordToken[], i: number, run: number): number {
  const title = tokens
    .slice(i, i + run)
    .findIndex((token) => PERSON_TITLES.has(token.text) || PERSON_TITLES.has(`${token.text}.`))
  return title < 0 ? run : title
}

function countryIn(words: readonly WordToken[], known: Known): { country?: string } {
  for (const word of words) {
    const entry = known.get(word.text)
    if (entry?.country && (entry.kind === 'country' || entry.kind === 'demonym')) return { country: entry.country }
  }
  return {}
}

function person(
  text: string,
  tokens: readonly WordToken[],
  i: number,
  run: number,
  titleCase: boolean,
  index: NameIndex,
  known: Known,
  out: NameMention[],
): number {
  if (run < 2) return 0
  let start = i
  while (start - i < run - 1 && PERSON_TITLES.has(tokens[start]!.text)) start++
  const titled = start > i
  const first = tokens[start]!
  if (!titled && !FIRST_NAMES.has(first.text)) return 0
  if (FACILITIES.has(tokens[i + run - 1]!.text)) return 0
  for (const from of titled ? [i, start] : [i]) {
    for (let length = Math.min(MAX_PHRASE, i + run - from); length > 1; length--) {
      const entry = known.get(withoutInitials(surface(text, tokens, from, length)))
      if (entry?.kind !== 'person') continue
      out.push({ ...entry, kind: 'person' })
      return from - i + length
    }
  }
  const longest = Math.min(run - (start - i), titleCase ? 2 + particlesAt(tokens, start + 1) : 4)
  let length = 1
  while (length < longest && isNameWord(tokens[start + length]!, known)) length++
  while (length > 1 && PARTICLES.has(tokens[start + length - 1]!.text)) length--
  // "King Charles", "Judge Boasberg": a titled single name; a given name alone is nobody.
  if (length < 2 && !(titled && !titleCase && isNameWord(first, known) && !known.has(first.text))) return 0
  const name = surface(text, tokens, start, length)
  if (known.has(name) && known.get(name)?.kind !== 'person') return 0
  if (!titled && (index.cities.get(name)?.[0]?.population ?? 0) > MIN_CERTAIN_CITY) return 0
  out.push({ kind: 'person', name, confidence: titled ? 0.85 : 0.8 })
  return start - i + length
}

const withoutInitials = (name: string): string => name.replace(/ \p{Lu}\.(?= )/gu, '')

function particlesAt(tokens: readonly WordToken[], i: number): number {
  let count = 0
  while (PARTICLES.has(tokens[i + count]?.text ?? '')) count++
  return count
}

function isNameWord(token: WordToken, known: Known): boolean {
  if (PARTICLES.has(token.text)) return true
  const entry = known.get(token.text)
  return (
    token.capitalised &&
    token.text.length > 1 &&
    !/[’']t$/.test(token.text) &&
    !FACILITIES.has(token.text) &&
    !NOT_NAMES.has(token.text) &&
    !ORGANISATION_ENDINGS.has(token.text) &&
    !REGION_ADJECTIVES.has(token.text) &&
    (!entry || entry.kind === 'person' || AMBIGUOUS_COUNTRY_NAMES.has(token.text))
  )
}

function city(
  text: string,
  tokens: readonly WordToken[],
  i: number,
  run: number,
  titleCase: boolean,
  index: NameIndex,
  out: NameMention[],
): number {
  for (let length = Math.min(run, 3); length > 0; length--) {
    const written = surface(text, tokens, i, length)
    // A dateline: "WASHINGTON — …"
    const dateline = !titleCase && tokens[i]!.opening && /^\p{Lu}[\p{Lu} ]{3,}$/u.test(written)
    const name = dateline ? written.replace(/(?<=\p{L})\p{L}+/gu, (rest) => rest.toLowerCase()) : written
    const found = index.cities.get(name)
    const best = found?.[0]
    if (!best || (length === 1 && (NOT_NAMES.has(name) || NOT_CITIES.has(name)))) continue
    // Inside a longer run of capitals it is part of another name ("Boston Consulting"), unless everything is capitalised.
    if (!titleCase && run > length && !tokens[i + length]!.opening) return 0
    if (!titleCase && tokens[i]!.joined && tokens[i - 1]?.capitalised && !tokens[i - 1]!.opening) return 0
    const located = dateline || LOCATIVES.has(tokens[i - 1]?.text.toLowerCase() ?? '')
    const givenName = length === 1 && FIRST_NAMES.has(name)
    const certain =
      best.population >= MIN_CERTAIN_CITY && !givenName && (!tokens[i]!.opening || best.capital || length > 1)
    out.push({
      kind: 'city',
      name,
      country: best.country,
      confidence: located ? 0.9 : certain ? 0.85 : 0.5,
      ...(certain || (located && !titleCase && best.population >= 100_000) ? {} : { weak: true }),
    })
    return length
  }
  return 0
}

/** An unknown acronym in sentence case is most likely an organisation. */
function acronym(token: WordToken, titleCase: boolean, out: NameMention[]): number {
  if (titleCase || token.opening || !/^\p{Lu}{3,4}$/u.test(token.text) || NOT_ACRONYMS.has(token.text)) return 0
  out.push({ kind: 'organisation', name: token.text, confidence: 0.5 })
  return 1
}

/** Two or three capitalised words next to a role or a verb of speech: a person unknown by given name. */
function cuedPerson(
  text: string,
  tokens: readonly WordToken[],
  i: number,
  run: number,
  titleCase: boolean,
  known: Known,
  out: NameMention[],
): number {
  if (titleCase || run < 2 || run > 3) return 0
  const words = tokens.slice(i, i + run)
  if (
    words.some(
      (word) => NOT_NAMES.has(word.text) || REGION_ADJECTIVES.has(word.text) || ORGANISATION_ENDINGS.has(word.text),
    )
  )
    return 0
  if (words[0]!.opening && words[0]!.text.endsWith('s')) return 0
  if (/^(?:Former|Ex|New|Says?|Chair|Mr|Ms|Van)\b/.test(words[0]!.text) || words.some((word) => known.has(word.text)))
    return 0
  const before = tokens[i - 1]
  const after = tokens[i + run]
  if (!(before && words[0]!.joined && ROLES.test(before.text)) && !(after?.joined && ROLES.test(after.text))) return 0
  out.push({ kind: 'person', name: surface(text, tokens, i, run), confidence: 0.6 })
  return run
}
