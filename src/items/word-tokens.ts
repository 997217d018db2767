export interface WordToken {
  /** The word without a possessive ending. */
  text: string
  start: number
  /** End of `text`; a possessive ending lies behind it. */
  end: number
  capitalised: boolean
  /** Nothing but a space lies between this token and the one before. */
  joined: boolean
  /** First word of a sentence, a quotation or a line, where a capital says nothing. */
  opening: boolean
}

const TOKEN =
  /(?:\p{Lu}\.){2,}|\p{Lu}\.(?=\s\p{Lu})|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’‑-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*|[^\s\p{L}\p{N}]/gu
const POSSESSIVE = /['’]s$/i
const WORDLIKE = /[\p{L}\p{N}]/u
const CAPITAL = /^\p{Lu}/u
const OPENS = /[.!?:;"“”«»‘([{—–|•/]/
const ABBREVIATION = /^(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Col|Lt|Capt|Prof|Jr|Sr|Inc|Corp|Co|Ltd|No|vs)$/

/** Words of a text with their positions and what their capital letter is worth. Punctuation is consumed, not returned. */
export function wordTokens(text: string): WordToken[] {
  const tokens: WordToken[] = []
  let opening = true
  let previousEnd = 0
  let afterPossessive = false
  for (const match of text.matchAll(TOKEN)) {
    const raw = match[0]
    const start = match.index
    if (!isWordlike(raw)) {
      const afterAbbreviation = raw === '.' && start === previousEnd && ABBREVIATION.test(tokens.at(-1)?.text ?? '')
      if (afterAbbreviation) previousEnd = start + 1
      else if (OPENS.test(raw)) opening = true
      continue
    }
    const between = text.slice(previousEnd, start)
    if (between.includes('\n')) opening = true
    const possessive = (raw.endsWith('s') || raw.endsWith('S')) && POSSESSIVE.test(raw)
    const word = possessive ? raw.slice(0, -2) : raw
    tokens.push({
      text: word,
      start,
      end: start + word.length,
      capitalised: isCapital(word),
      // A possessive ends a name: "Israel's Netanyahu" is two.
      joined: between === ' ' && !afterPossessive,
      opening,
    })
    afterPossessive = possessive
    previousEnd = start + raw.length
    opening = false
  }
  return tokens
}

// Nearly every first character is ASCII: asking the regular expression for each costs a fifth of the work on names.
function isWordlike(token: string): boolean {
  const code = token.charCodeAt(0)
  return code < 128 ? (code > 47 && code < 58) || ((code | 32) > 96 && (code | 32) < 123) : WORDLIKE.test(token)
}

function isCapital(word: string): boolean {
  const code = word.charCodeAt(0)
  return code < 128 ? code > 64 && code < 91 : CAPITAL.test(word)
}
