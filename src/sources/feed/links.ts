import { resolveReference } from './references.ts'
import { textOf, type XmlElement } from './xml-tree.ts'

/** A link of a feed or entry: resolved address, relation (`alternate` when none is named) and media type. */
export interface FeedLink {
  href: string
  rel: string
  type: string | null
  title: string | null
  /** Bytes as declared. */
  size: number | null
}

/** Reads a `link` element of either style: address as text (RSS) or as `href` (Atom). Null when it holds neither. */
export function linkOf(element: XmlElement): FeedLink | null {
  const { attributes: a } = element
  // Atom before 0.3, and those who write it from memory, say `url` or `uri`.
  const attribute = a.href ?? a.url ?? a.uri
  const reference = attribute ?? textOf(element)
  if (reference.trim() === '' && attribute === undefined) return null
  const size = Number(a.length)
  return {
    href: resolveReference(reference, element.base),
    rel: (a.rel ?? 'alternate').trim().toLowerCase().replace('http://www.iana.org/assignments/relation/', ''),
    type: a.type?.trim().toLowerCase() ?? null,
    title: a.title ?? null,
    size: a.length && Number.isFinite(size) ? size : null,
  }
}

/** The page an entry or feed stands for: an RSS link or an Atom alternate, web pages before other documents, never a feed. */
export function pageLink(links: readonly FeedLink[]): string | null {
  const alternates = links.filter((link) => link.rel === 'alternate' && link.href !== '')
  const page = alternates.find((link) => !link.type || link.type.includes('html'))
  return (page ?? alternates.find((link) => !/(atom|rss|rdf)\+xml|json/.test(link.type ?? '')))?.href ?? null
}
