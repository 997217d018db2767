import { AMBIGUOUS_COUNTRY_NAMES, REGION_ADJECTIVES } from './lexicon/country-words.ts'
import { FACILITIES, FIRST_NAMES, NOT_NAMES, ORGANISATION_ENDINGS, PERSON_TITLES } from './lexicon/name-words.ts'
import { MAX_PHRASE, type NameContext, PARTICLES, surface } from './name-context.ts'
import type { WordToken } from './word-tokens.ts'

type Known = NameContext['known']

const ROLES =
  /^(?:said|says|told|added|wrote|tweeted|argued|announced|warned|analyst|economist|minister|leader|spokesman|spokeswoman|spokesperson|activist|actor|actress|singer|author|journalist|lawyer|professor|director|founder|billionaire|candidate|lawmaker|senator|president|prime|chief|executive|chairman|governor|mayor|coach|striker|midfielder|defender)$/
/** A place this large is meant rather than a person of its name. */
const LARGE_CITY = 500_000

/** A person known by title or given name; answers the length in tokens, 0 for none. */
export function person(context: NameContext, i: number, run: number): number {
  const { tokens, titleCase, index, known, out } = context
  if (run < 2) return 0
  let start = i
  while (start - i < run - 1 && PERSON_TITLES.has(tokens[start]!.text)) start++
  const titled = start > i
  const first = tokens[start]!
  if (!titled && !FIRST_NAMES.has(first.text)) return 0
  if (FACILITIES.has(tokens[i + run - 1]!.text)) return 0
  for (const from of titled ? [i, start] : [i]) {
    for (let length = Math.min(MAX_PHRASE, i + run - from); length > 1; length--) {
      const entry = known.get(withoutInitials(surface(context, from, length)))
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
  const name = surface(context, start, length)
  if (known.has(name) && known.get(name)?.kind !== 'person') return 0
  if (!titled && (index.cities.get(name)?.[0]?.population ?? 0) > LARGE_CITY) return 0
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

/** Two or three capitalised words next to a role or a verb of speech: a person unknown by given name. */
export function cuedPerson(context: NameContext, i: number, run: number): number {
  const { tokens, titleCase, known, out } = context
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
  out.push({ kind: 'person', name: surface(context, i, run), confidence: 0.6 })
  return run
}
