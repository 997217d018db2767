import { createRequire } from 'node:module'
import { FUNCTION_WORDS } from './lexicon/generic.ts'

let lists: Record<string, string[]> | undefined
const sets = new Map<string, Set<string>>()

/** Whether a lower-case word is without content in `language` (ISO 639-1). English has a short list of its own: the usual one drops half of a headline's verbs. */
export function isStopword(word: string, language: string): boolean {
  let set = sets.get(language)
  if (!set) {
    if (language === 'en') set = new Set(FUNCTION_WORDS.split(' '))
    else {
      lists ??= createRequire(import.meta.url)('stopwords-iso/stopwords-iso.json') as Record<string, string[]>
      set = new Set(lists[language] ?? [])
    }
    sets.set(language, set)
  }
  return set.has(word)
}
