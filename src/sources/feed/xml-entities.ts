import { decode } from 'html-entities'

const maxEntityChars = 4_096
const maxEntities = 256

/** General entities a document declares in its own DOCTYPE: name → text. External ones are never read. */
export type Entities = ReadonlyMap<string, string>

/**
 * Cuts the DOCTYPE (internal subset included) out of a document and returns the internal entities it declares.
 * Entities that grow beyond 4,096 characters by referring to others (entity bombs) are dropped.
 */
export function takeDoctype(text: string): { text: string; entities: Entities } {
  const start = prologEnd(text)
  if (!/^<!DOCTYPE/i.test(text.slice(start, start + 9))) return { text, entities: new Map() }
  const end = doctypeEnd(text, start)
  return { text: text.slice(0, start) + text.slice(end), entities: declaredEntities(text.slice(start, end)) }
}

/** Where the white space, comments and instructions before the document's first tag or DOCTYPE end. */
function prologEnd(text: string): number {
  let at = 0
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++
    const close = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : undefined
    if (!close) return at
    const end = text.indexOf(close, at)
    if (end === -1) return text.length
    at = end + close.length
  }
}

function doctypeEnd(text: string, start: number): number {
  let quote = ''
  let depth = 0
  for (let i = start + 9; i < text.length; i++) {
    const c = text[i] as string
    if (quote) {
      if (c === quote) quote = ''
    } else if (text.startsWith('<!--', i)) {
      const close = text.indexOf('-->', i)
      if (close === -1) return text.length
      i = close + 2
    } else if (c === '"' || c === "'") quote = c
    else if (c === '[') depth++
    else if (c === ']') depth--
    else if (c === '>' && depth <= 0) return i + 1
  }
  return text.length
}

function declaredEntities(doctype: string): Entities {
  const raw = new Map<string, string>()
  for (const [, name, double, single] of doctype.matchAll(
    /<!ENTITY\s+([A-Za-z_:][\w:.-]*)\s+(?:"([^"]*)"|'([^']*)')\s*>/g,
  )) {
    if (raw.size >= maxEntities) break
    if (!raw.has(name as string)) raw.set(name as string, double ?? single ?? '')
  }
  const expanded = new Map<string, string>()
  for (const name of raw.keys()) expand(name, raw, expanded, new Set())
  return expanded
}

function expand(name: string, raw: Entities, done: Map<string, string>, open: Set<string>): string {
  const known = done.get(name)
  if (known !== undefined) return known
  const source = raw.get(name)
  if (source === undefined || open.has(name)) return ''
  open.add(name)
  const value = source.replace(/&([A-Za-z_:][\w:.-]*);/g, (whole, inner: string) =>
    raw.has(inner) ? expand(inner, raw, done, open) : whole,
  )
  open.delete(name)
  const text = value.length > maxEntityChars ? '' : decode(value, { level: 'xml' })
  done.set(name, text)
  return text
}

/**
 * Replaces references in XML character data: the document's own entities, the five of XML, numeric ones, and the named
 * ones of HTML, which feeds use without declaring them. Unknown names and bare ampersands stay as they are.
 */
export function decodeReferences(text: string, entities: Entities): string {
  if (!text.includes('&')) return text
  // One pass: what an entity expands to must not be read as a reference again.
  return text.replace(/&(#[xX]?[0-9A-Fa-f]{1,8}|[A-Za-z_:][\w:.-]{0,63});/g, (whole, name: string) => {
    const own = entities.get(name)
    if (own !== undefined) return own
    return decode(whole, { level: 'html5', scope: 'strict' })
  })
}
