import type { KnownName, NameIndex } from './name-index.ts'
import type { WordToken } from './word-tokens.ts'

/** One place in a text where something is named. */
export interface NameMention {
  kind: 'person' | 'organisation' | 'country' | 'state' | 'region' | 'demonym' | 'city' | 'ambiguous-country'
  name: string
  country?: string
  confidence: number
  /** A city or surname that needs support from elsewhere in the item before it is believed. */
  weak?: boolean
}

/** A text on which names are looked for, and where they are written down. */
export interface NameContext {
  text: string
  tokens: readonly WordToken[]
  /** Nearly every word is capitalised, as in many headlines: capitals then say nothing about names. */
  titleCase: boolean
  known: ReadonlyMap<string, KnownName>
  /** Words of the longest known name that begins with a word. */
  longest: ReadonlyMap<string, number>
  index: NameIndex
  out: NameMention[]
}

/** Lower-case words inside names. */
export const PARTICLES: ReadonlySet<string> = new Set(
  'de da do dos del della di du van von der den ter ten bin bint ibn al el la le af av zu y'.split(' '),
)
/** Longest name looked for, in words. */
export const MAX_PHRASE = 6

/** The text of `length` tokens from `i` on. */
export function surface({ text, tokens }: Pick<NameContext, 'text' | 'tokens'>, i: number, length: number): string {
  const written = text.slice(tokens[i]!.start, tokens[i + length - 1]!.end)
  return length === 1 || !UNEVEN_SPACE.test(written) ? written : written.replace(/\s+/g, ' ')
}

const UNEVEN_SPACE = /[^\S ]|\s\s/

/** Length in tokens of the capitalised run at `i`; name particles inside it count. */
export function runFrom(tokens: readonly WordToken[], i: number): number {
  let end = i + 1
  for (let j = i + 1; j < tokens.length && tokens[j]!.joined && j - i < MAX_PHRASE; j++) {
    if (tokens[j]!.capitalised) end = j + 1
    else if (!PARTICLES.has(tokens[j]!.text)) break
  }
  return end - i
}
