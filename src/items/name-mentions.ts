import { city } from './city-names.ts'
import { AMBIGUOUS_COUNTRY_NAMES } from './lexicon/country-words.ts'
import { MAX_PHRASE, type NameContext, type NameMention, runFrom, surface } from './name-context.ts'
import type { NameIndex } from './name-index.ts'
import { acronym, organisation } from './organisation-names.ts'
import { cuedPerson, person } from './person-names.ts'
import { type WordToken, wordTokens } from './word-tokens.ts'

/** Finds people, organisations and places named in one stretch of text, longest known name first. */
export function nameMentions(text: string, language: string, index: NameIndex): NameMention[] {
  const tokens = wordTokens(text)
  const { names: known, longest } = index.knownIn(language)
  const context: NameContext = { text, tokens, titleCase: isTitleCase(tokens), known, longest, index, out: [] }
  for (let i = 0; i < tokens.length; ) i += nameAt(context, i) || 1
  return context.out
}

/** Notes what is named at token `i`; answers its length in tokens, 0 for none. */
function nameAt(context: NameContext, i: number): number {
  if (!context.tokens[i]!.capitalised) return knownName(context, i)
  const run = runFrom(context.tokens, i)
  return (
    organisation(context, i, run) ||
    person(context, i, run) ||
    knownName(context, i) ||
    city(context, i, run) ||
    acronym(context, i) ||
    cuedPerson(context, i, run)
  )
}

/** Three words in four of a headline are capitalised: capitals then say nothing about names. */
function isTitleCase(tokens: readonly WordToken[]): boolean {
  const long = tokens.filter((token) => token.text.length > 3 && /^\p{L}/u.test(token.text))
  return long.length >= 3 && long.filter((token) => token.capitalised).length >= 0.7 * long.length
}

/** The longest name of the tables; answers its length in tokens, 0 for none. */
function knownName(context: NameContext, i: number): number {
  const { tokens, known, longest, out } = context
  const first = tokens[i]!.text
  if (!tokens[i]!.capitalised && !/^(?:al|von)\b/.test(first)) return 0
  const most = Math.min(MAX_PHRASE, longest.get(first) ?? 0, tokens.length - i)
  for (let length = most; length > 0; length--) {
    const phrase = surface(context, i, length)
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
  return knownPair(context, first)
}

/** "US-China", "Israel–Iran": two known names in one word. */
function knownPair({ known, out }: NameContext, word: string): number {
  if (!word.includes('-') && !word.includes('‑')) return 0
  const parts = word.split(/[-‑]/)
  const entries = parts.map((part) => known.get(part))
  if (entries.some((entry) => !entry)) return 0
  for (const entry of entries) {
    if (entry) out.push({ ...entry, ...(entry.kind === 'person' ? { weak: true } : {}) })
  }
  return 1
}
