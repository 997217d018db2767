import { innerMarkup, looksLikeHtml, resolveMarkup } from './markup.ts'
import type { FeedText } from './parsed-feed.ts'
import { elementsOf, textOf, type XmlElement } from './xml-tree.ts'

/**
 * The text of a title, summary or content element, whatever way its format carries it: Atom 1.0 `type` text, html,
 * xhtml or a media type (RFC 4287 §3.1, §4.1.3), Atom 0.3 `mode` xml, escaped or base64, RSS with escaped or inline markup.
 * Null when there is none.
 */
export function textConstruct(element: XmlElement): FeedText | null {
  const { kind, value } = read(element)
  if (value === '') return null
  return kind === 'html' ? { kind, value: resolveMarkup(value, element.base) } : { kind, value }
}

function read(element: XmlElement): FeedText {
  const type = element.attributes.type?.trim().toLowerCase()
  const mode = element.attributes.mode?.trim().toLowerCase()
  const inline = elementsOf(element)
  if (mode === 'base64' || (inline.length === 0 && isBinary(type, mode))) return decoded(element, type)
  const isXhtml = /^(xhtml:)?body$/.test(element.name)
  if (type === 'xhtml' || isXhtml) return { kind: 'html', value: innerMarkup(withoutWrapper(element, inline)) }
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
  const compact = textOf(element).replace(/\s+/g, '')
  const readable = /^[A-Za-z0-9+/]*={0,2}$/.test(compact)
  const value = readable ? Buffer.from(compact, 'base64').toString('utf8').trim() : textOf(element)
  return { kind: type && /html/.test(type) ? 'html' : looksLikeHtml(value) ? 'html' : 'text', value }
}
