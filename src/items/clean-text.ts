import { decode } from 'html-entities'
import { Parser } from 'htmlparser2'

/** Elements whose text is never prose. */
const SILENT = new Set(
  'script style noscript template svg math iframe object embed applet head title textarea select option button form canvas audio video map nav'.split(
    ' ',
  ),
)
/** Elements that end a paragraph. */
const PARAGRAPH = new Set(
  'p div section article header footer aside main blockquote pre ul ol dl table figure figcaption h1 h2 h3 h4 h5 h6 hr address'.split(
    ' ',
  ),
)
/** Elements that end a line. */
const LINE = new Set('br li dt dd tr caption'.split(' '))

// Controls, bidi overrides, zero-width characters and the BOM carry no words and are used to hide or reorder text.
// Tab and line ends stay; so do the joiners, which Persian and emoji need.
const INVISIBLE = /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}\ufffe\uffff]/gu
const LOOKS_LIKE_MARKUP = /<[a-z!/?]/i
const MAX_PASSES = 3

/** Makes any string storable in Postgres: no NUL, no lone surrogates. */
export function storable(text: string): string {
  return (text.includes('\u0000') ? text.replaceAll('\u0000', '') : text).toWellFormed()
}

/**
 * Plain text of HTML or plain text: no markup, entities decoded, one blank line between blocks, spaces collapsed, NFC.
 * Doubly escaped markup is removed as well. Nothing that starts a tag survives, so the result is also safe where it is
 * mistaken for HTML, and cleaning twice changes nothing.
 */
export function cleanText(input: string): string {
  let text = input.toWellFormed()
  for (let pass = 0; pass < MAX_PASSES && (text.includes('<') || text.includes('&')); pass++) {
    const stripped = LOOKS_LIKE_MARKUP.test(text) ? stripMarkup(text) : decode(text)
    if (stripped === text) break
    text = stripped
  }
  text = text.replace(INVISIBLE, '').toWellFormed()
  return collapse(text.normalize('NFC'))
    .replace(/<(?=[a-z!/?])/gi, '‹')
    .replace(/&(?=#?\w{1,32};)/g, '＆')
}

/** Clean text on a single line, for titles and names. */
export function cleanLine(input: string): string {
  return cleanText(input).replace(/\s+/g, ' ').trim()
}

function stripMarkup(html: string): string {
  const out: string[] = []
  let rest = html
  while (rest !== '') rest = rest.slice(stripFrom(rest, out))
  return out.join('')
}

/** The parser's work per tag grows with the depth; nobody writes like that, so that what is open may be forgotten. */
const MAX_DEPTH = 1_000
class TooDeep extends Error {}

/** Appends the text of `html` to `out`, and returns where it stopped: its end, or a tag that nests too deep. */
function stripFrom(html: string, out: string[]): number {
  let silent = 0
  let depth = 0
  const parser = new Parser(
    {
      onopentagname(name) {
        if (SILENT.has(name)) silent++
        else if (PARAGRAPH.has(name)) out.push('\n\n')
        else if (LINE.has(name)) out.push('\n')
        else if (name === 'td' || name === 'th') out.push(' ')
        if (++depth > MAX_DEPTH) throw new TooDeep()
      },
      onclosetag(name) {
        depth--
        if (SILENT.has(name)) silent = Math.max(0, silent - 1)
        else if (PARAGRAPH.has(name)) out.push('\n\n')
      },
      ontext(data) {
        if (silent === 0) out.push(data)
      },
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: false },
  )
  try {
    parser.write(html)
    parser.end()
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
    return html.indexOf('>', parser.endIndex) + 1 || html.length
  }
  return html.length
}

function collapse(text: string): string {
  const lines = text.replace(/\r\n?|[\u2028\u2029]/g, '\n').split('\n')
  const out: string[] = []
  let blank = true
  for (const raw of lines) {
    const line = raw.replace(/[\s\u00a0]+/g, ' ').trim()
    if (line) out.push(line)
    else if (!blank) out.push('')
    blank = line === ''
  }
  while (out.at(-1) === '') out.pop()
  return out.join('\n')
}
