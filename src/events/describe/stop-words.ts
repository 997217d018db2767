import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const none: ReadonlySet<string> = new Set()
const loaded = new Map<string, ReadonlySet<string>>()

/** Stop words of a language in lower case; none for a language without a list. Loaded on first use. */
export function stopWords(language: string): ReadonlySet<string> {
  const known = loaded.get(language)
  if (known) return known
  const lists = require('stopwords-iso') as Record<string, string[]>
  const words = Object.hasOwn(lists, language) ? new Set(lists[language]) : none
  loaded.set(language, words)
  return words
}
