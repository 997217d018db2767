import { REGION_ADJECTIVES } from './lexicon/country-words.ts'
import {
  NOT_ACRONYMS,
  NOT_NAMES,
  ORGANISATION_ENDINGS,
  ORGANISATION_STARTS,
  PERSON_TITLES,
  STRONG_ENDINGS,
} from './lexicon/name-words.ts'
import { type NameContext, runFrom, surface } from './name-context.ts'
import type { WordToken } from './word-tokens.ts'

type Known = NameContext['known']

/** An organisation recognised by the form of its name ("Ministry of Defence", "Acme Ltd"); answers its length in tokens, 0 for none. */
export function organisation(context: NameContext, i: number, run: number): number {
  const { tokens, titleCase, known, out } = context
  if (run === 0) return 0
  const first = tokens[i]!.text
  // "Ministry of Defence", "University of Oslo"
  if (ORGANISATION_STARTS.has(first) && /^(?:of|for)$/.test(tokens[i + 1]?.text ?? '') && tokens[i + 2]?.capitalised) {
    const tail = objectLength(context, i + 2)
    const name = surface(context, i, 2 + tail)
    if (known.has(name)) return 0
    out.push({ kind: 'organisation', name, confidence: 0.8, ...countryIn(tokens.slice(i, i + 2 + tail), known) })
    return 2 + tail
  }
  for (let length = Math.min(run, titleCase ? 3 : 5); length > 1; length--) {
    const last = tokens[i + length - 1]!.text
    if (!(titleCase ? STRONG_ENDINGS : ORGANISATION_ENDINGS).has(last)) continue
    if (known.has(surface(context, i, length)) || PERSON_TITLES.has(first)) return 0
    // "Reserve Bank of Australia"
    const hasObject =
      tokens[i + length]?.joined && tokens[i + length]!.text === 'of' && tokens[i + length + 1]?.capitalised
    const of = hasObject ? 1 + objectLength(context, i + length + 1) : 0
    const words = tokens.slice(i, i + length + of)
    const name = surface(context, i, length + of).replace(/^(?:The|A|An) /, '')
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
    if (endsInKnown(context, i, length + of)) return 0
    out.push({ kind: 'organisation', name, confidence: titleCase ? 0.55 : 0.75, ...from })
    return length + of
  }
  return 0
}

function endsInKnown(context: NameContext, i: number, length: number): boolean {
  for (let skip = 1; skip < length - 1; skip++) {
    if (context.known.get(surface(context, i + skip, length - skip))?.kind === 'organisation') return true
  }
  return false
}

/** Length of what stands after "of": a known name, else up to three capitalised words; in headline case one. */
function objectLength({ text, tokens, titleCase, known }: NameContext, i: number): number {
  const run = runFrom(tokens, i)
  const title = tokens
    .slice(i, i + run)
    .findIndex((token) => PERSON_TITLES.has(token.text) || PERSON_TITLES.has(`${token.text}.`))
  const free = title < 0 ? run : title
  for (let length = Math.min(free, 4); length > 1; length--) {
    if (known.has(surface({ text, tokens }, i, length))) return length
  }
  return Math.max(1, titleCase ? 1 : Math.min(3, free))
}

function countryIn(words: readonly WordToken[], known: Known): { country?: string } {
  for (const word of words) {
    const entry = known.get(word.text)
    if (entry?.country && (entry.kind === 'country' || entry.kind === 'demonym')) return { country: entry.country }
  }
  return {}
}

/** An unknown acronym in sentence case is most likely an organisation. */
export function acronym({ tokens, titleCase, out }: NameContext, i: number): number {
  const token = tokens[i]!
  if (titleCase || token.opening || !/^\p{Lu}{3,4}$/u.test(token.text) || NOT_ACRONYMS.has(token.text)) return 0
  out.push({ kind: 'organisation', name: token.text, confidence: 0.5 })
  return 1
}
