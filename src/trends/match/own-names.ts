import type { TrendDefinition } from '../definition.ts'
import { keysOf } from './read-text.ts'
import { tokenize } from './tokens.ts'

const CALENDAR =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/

/** Keys of the proper names in a trend's name and question (countries, organisations, "Boeing"): what it is about. */
export function ownNames(definition: TrendDefinition, language: string): Set<string> {
  const tokens = tokenize(`${definition.name}. ${definition.question}`, 'text', language)
  const names = new Set<string>()
  tokens.forEach((token, at) => {
    const opens = at === 0 || tokens[at - 1]?.sentence !== token.sentence
    if (!opens && /^\p{Lu}/u.test(token.raw) && !CALENDAR.test(token.word)) names.add(token.stem)
  })
  for (const key of keysOf(tokens, language).keys.keys()) if (/^[go]:/.test(key)) names.add(key)
  return names
}
