const WORD = /[\p{L}\p{M}\p{N}]+/gu
const MAX_WORDS = 2_000
const MAX_CHARACTERS = 20_000

/** Words of a text: NFKC, lower case, no punctuation. */
export const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(WORD) ?? []

/** Words of a text as compared for likeness: of long texts the first 2,000. */
export function likenessWords(text: string): string[] {
  const words = wordsOf(text.slice(0, MAX_CHARACTERS))
  return words.length > MAX_WORDS ? words.slice(0, MAX_WORDS) : words
}

/** All words of a text whose `likenessWords` are known: usually the same. */
export const allWords = (text: string, known: string[]): string[] =>
  text.length <= MAX_CHARACTERS && known.length < MAX_WORDS ? known : wordsOf(text)

/** What wires and desks put before a headline; a copy often lacks it. */
const PREFIX =
  /^(?:(?:UPDATE|REFILE|CORRECTED|WRAPUP|RPT|BREAKING|EXCLUSIVE|WATCH|LIVE|ANALYSIS|FACTBOX)(?: \d+)?\s*[-:–—|]\s*)+/

/** The words two items are compared by; those of the text where they are known already. */
export const comparedWords = (title: string, text: string | readonly string[]): string[] => [
  ...likenessWords(title.replace(PREFIX, '')),
  ...(typeof text === 'string' ? likenessWords(text) : text),
]
