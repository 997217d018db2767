/** Sections whose text the tokenizer takes as it is. */
const opaque: readonly [open: string, close: string][] = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
  ['<?', '?>'],
]

/** Longer ones are made of attributes nobody reads, which cost more than the rest of the document. */
const longestTag = 1_000_000

/**
 * Escapes every `<` that begins no tag, comment, CDATA section or instruction ("5 < 6", merge conflict marks), which
 * would otherwise swallow the text up to the next `>`. A tag of more than a million signs ends the document. One pass, whatever the input.
 */
export function escapeStrayBrackets(text: string): string {
  const parts: string[] = []
  let written = 0
  let close = 0
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const section = opaque.find(([open]) => text.startsWith(open, at))
    if (section) {
      const end = text.indexOf(section[1], at)
      if (end === -1) break
      at = end + section[1].length
      continue
    }
    at++
    if (/[\p{L}_/!:]/u.test(text[at] ?? '')) {
      if (close !== -1 && close < at) close = text.indexOf('>', at)
      if (close - at <= longestTag) continue
      return parts.join('') + text.slice(written, at - 1)
    }
    parts.push(text.slice(written, at - 1), '&lt;')
    written = at
  }
  return written === 0 ? text : parts.join('') + text.slice(written)
}
