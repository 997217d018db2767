import { innerMarkup, looksLikeHtml, resolveMarkup } from './markup.ts'
import { undoubled, withoutC1References } from './mojibake.ts'
import type { FeedText } from './parsed-feed.ts'
import { elementsOf, textOf, type XmlElement } from './xml-tree.ts'

/**
 * The text of a title, summary or content element, whatever way its format carries it: Atom 1.0 `type` text, html,
 * xhtml or a media type (RFC 4287 §3.1, §4.1.3), Atom 0.3 `mode` xml, escaped or base64, RSS with escaped or inline markup.
 * Null when there is none.
 */
export function textConstruct(element: XmlElement): FeedText | null {
  const { kind, value: written } = read(element)
  if (written === '') return null
  const value = undoubled(written)
  return kind === 'html' ? { kind, value: resolveMarkup(withoutC1References(value), element.base) } : { kind, value }
}

function read(element: XmlElement): FeedText {
  const type = element.attributes.type?.trim().toLowerCase()
  const mode = element.attributes.mode?.trim().toLowerCase()
  const inline = elementsOf(element)
  if (mode === 'base64' || (inline.length === 0 && isBinary(type, mode))) return decoded(element, type)
  if (type === 'xhtml') return { kind: 'html', value: innerMarkup(withoutWrapper(element, inline)) }
  const isXhtml = /^(xhtml:)?body$/.test(element.name) || (type === 'application/xhtml+xml' && mode !== 'escaped')
  if (isXhtml) return { kind: 'html', value: innerMarkup(element) }
  if (inline.length > 0 && (type === 'html' || mode === 'escaped')) {
    return { kind: 'html', value: innerMarkup(withoutWrapper(element, inline), { textIsMarkup: true }) }
  }
  if (inline.length > 0) return { kind: 'html', value: innerMarkup(element) }
  const value = textOf(element)
  if (type === 'text' || (type === 'text/plain' && mode !== 'escaped')) return { kind: 'text', value }
  if (type === 'html' || type === 'text/html' || type === 'application/xhtml+xml') return { kind: 'html', value }
  return { kind: looksLikeHtml(value) ? 'html' : 'text', value }
}

/** The XHTML `div` that Atom 1.0 requires is a wrapper, not part of the content (RFC 4287 §3.1.1.3). */
function withoutWrapper(element: XmlElement, inline: XmlElement[]): XmlElement {
  const [only] = inline
  const alone = inline.length === 1 && element.children.every((c) => typeof c !== 'string' || c.trim() === '')
  return only && alone && /^(xhtml:)?div$/.test(only.name) ? only : element
}

function isBinary(type: string | undefined, mode: string | undefined): boolean {
  return mode === undefined && !!type?.includes('/') && !/^text\/|[+/]xml(;|$)/.test(type)
}

function decoded(element: XmlElement, type: string | undefined): FeedText {
  const written = textOf(element)
  const text = decodedText(written.replace(/\s+/g, ''))
  // A picture or sound inside an entry is no text at all.
  const value = text?.trim() ?? (type && /^(image|audio|video)\//.test(type) ? '' : written)
  return { kind: type && /html/.test(type) ? 'html' : looksLikeHtml(value) ? 'html' : 'text', value }
}

/** The text whose UTF-8 is in Base64, or undefined when it is no Base64 or what it holds is no text. */
function decodedText(base64: string): string | undefined {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'))
  } catch {
    return undefined
  }
}
