const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu
const sentenceEnd = /(?<=[.!?…。！？]["”’)]?)\s+(?=["“‘(]?[\p{Lu}\p{Lo}\p{N}])|\n+/u
const abbreviation = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Prof|St|No|Inc|Ltd|Co|Corp|vs|[A-Z])\.$/u

/** Words of a text in lower case with their possessive ending removed. */
export function wordsOf(text: string): string[] {
  return (text.match(wordPattern) ?? []).map((word) => {
    const lower = word.toLowerCase()
    return lower.endsWith("'s") || lower.endsWith('’s') ? lower.slice(0, -2) : lower
  })
}

/** Sentences of a text, as written; a full stop after a title or an initial ends none. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = []
  let open = ''
  for (const piece of text.split(sentenceEnd)) {
    open = open === '' ? piece.trim() : `${open} ${piece.trim()}`
    if (abbreviation.test(open)) continue
    if (open !== '') sentences.push(open)
    open = ''
  }
  if (open !== '') sentences.push(open)
  return sentences
}
