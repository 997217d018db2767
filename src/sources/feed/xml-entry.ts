import { parseFeedDate } from './dates.ts'
import { type FeedLink, linkOf, pageLink } from './links.ts'
import { locationOf } from './location.ts'
import { mediaOf } from './media.ts'
import { emptyEntry, type FeedText, type ParsedEntry } from './parsed-feed.ts'
import { firstAuthor } from './people.ts'
import { isWebUrl, resolveReference } from './references.ts'
import { textConstruct } from './text-construct.ts'
import { elementsOf, textOf, type XmlElement } from './xml-tree.ts'

/** Children of an element by canonical name, in document order. */
export type ChildIndex = ReadonlyMap<string, XmlElement[]>

/** Indexes the direct children of an element. */
export function childIndex(element: XmlElement): ChildIndex {
  const index = new Map<string, XmlElement[]>()
  for (const child of elementsOf(element)) {
    const list = index.get(child.name)
    if (list) list.push(child)
    else index.set(child.name, [child])
  }
  return index
}

/** The first non-empty text under these names, tried in order. */
export function textUnder(index: ChildIndex, ...names: string[]): string | null {
  for (const name of names) {
    for (const element of index.get(name) ?? []) {
      const text = textOf(element)
      if (text) return text
    }
  }
  return null
}

const authorNames = ['author', 'managingeditor', 'dc:creator', 'dc:author', 'itunes:author']

/** Reads an RSS `item` or an Atom `entry` with every namespace that carries its fields. */
export function xmlEntry(element: XmlElement): ParsedEntry {
  const index = withMediaGroup(childIndex(element))
  const links = (index.get('link') ?? []).map(linkOf).filter((link) => link !== null)
  const { summary, content } = bodies(element, index)
  return {
    ...emptyEntry(),
    id: idOf(element, index),
    link: entryLink(index, links) ?? hrefOf(element),
    title: constructUnder(index, 'title', 'dc:title', 'media:title', 'itunes:title'),
    author: firstAuthor(authorNames.map((name) => index.get(name))),
    published: dateUnder(element, 'published', 'issued', 'pubdate', 'dcterms:issued'),
    updated:
      dateUnder(element, 'updated', 'modified', 'lastbuilddate', 'dcterms:modified', 'dc:date') ??
      parseFeedDate(element.attributes.lastmod),
    created: dateUnder(element, 'created', 'dcterms:created'),
    summary,
    content,
    language: textUnder(index, 'language', 'dc:language') ?? element.language ?? null,
    categories: categoriesOf(index),
    media: mediaOf(index, links),
    location: locationOf(index),
    comments: textUnder(index, 'comments'),
    commentCount: countUnder(index, 'slash:comments', 'thr:total'),
    origin: originOf(index),
    originalLink: textUnder(index, 'feedburner:origlink', 'pheedo:origlink'),
  }
}

/** Video feeds keep title and description of an entry in its media group, others in the medium itself. */
function withMediaGroup(index: ChildIndex): ChildIndex {
  const holders = [...(index.get('media:content') ?? []), ...(index.get('media:group') ?? [])]
  return new Map([...holders.flatMap((holder) => [...childIndex(holder)]), ...index])
}

function idOf(element: XmlElement, index: ChildIndex): string | null {
  const text =
    textUnder(index, 'id', 'guid') || element.attributes['rdf:about']?.trim() || textUnder(index, 'dc:identifier')
  return text || null
}

function entryLink(index: ChildIndex, links: FeedLink[]): string | null {
  const page = pageLink(links)
  if (page) return page
  for (const guid of [...(index.get('guid') ?? []), ...(index.get('id') ?? [])]) {
    const text = textOf(guid)
    // RSS 2.0: a guid is a permalink unless it says otherwise; many that say nothing are not addresses at all, and must not become some.
    if (guid.attributes.ispermalink?.toLowerCase() !== 'false' && /^(https?:|\.{0,2}\/)/i.test(text)) {
      const url = resolveReference(text, guid.base)
      if (isWebUrl(url)) return url
    }
  }
  return null
}

function constructUnder(index: ChildIndex, ...names: string[]): FeedText | null {
  for (const name of names) {
    for (const element of index.get(name) ?? []) {
      const text = textConstruct(element)
      if (text) return text
    }
  }
  return null
}

/** Of several the last one that can be read counts: formats allow one, and writers append. */
function dateUnder(element: XmlElement, ...names: string[]): Date | null {
  for (const child of elementsOf(element).toReversed()) {
    const date = names.includes(child.name) ? parseFeedDate(textOf(child)) : null
    if (date) return date
  }
  return null
}

const shortNames = new Set(['summary', 'description', 'abstract', 'dc:description', 'itunes:summary'])
const fullNames = new Set(['content', 'content:encoded', 'xhtml:body', 'fullitem', 'body'])

/** The first short text is the summary, a second one is taken for the full text; full text stands in for a missing summary. */
function bodies(element: XmlElement, index: ChildIndex): { summary: FeedText | null; content: FeedText | null } {
  const named = (names: ReadonlySet<string>) => elementsOf(element).filter((child) => names.has(child.name))
  const texts = (elements: XmlElement[]) =>
    elements.flatMap((holder) => {
      const text = textConstruct(holder)
      return text ? [{ text, holder }] : []
    })
  const short = texts(named(shortNames))
  const full = texts(named(fullNames))
  const prose = short[0] ?? full.find(({ holder }) => isProse(holder))
  const summary = prose?.text ?? constructUnder(index, 'dcterms:abstract', 'media:description')
  return { summary, content: full[0]?.text ?? short[1]?.text ?? null }
}

/** False for a document of a type of its own (`application/xml`, a picture): no summary of anything. */
function isProse({ attributes: { type } }: XmlElement): boolean {
  return !type?.includes('/') || /^\s*(text\/(plain|html)|application\/xhtml\+xml)/i.test(type)
}

/** CDF gives an entry's address as an attribute. */
function hrefOf(element: XmlElement): string | null {
  const href = element.attributes.href
  return href ? resolveReference(href, element.base) : null
}

function categoriesOf(index: ChildIndex): string[] {
  const names = ['category', 'dc:subject', 'itunes:category', 'media:category', 'media:keywords', 'itunes:keywords']
  const found = names.flatMap((name) =>
    (index.get(name) ?? []).flatMap((element) => {
      const label = element.attributes.label ?? element.attributes.term ?? element.attributes.text ?? textOf(element)
      return name.endsWith('keywords') ? label.split(',') : [label]
    }),
  )
  return [...new Set(found.map((label) => label.trim()).filter(Boolean))].slice(0, 100)
}

function countUnder(index: ChildIndex, ...names: string[]): number | null {
  const text = textUnder(index, ...names)
  return text && /^\d{1,9}$/.test(text) ? Number(text) : null
}

function originOf(index: ChildIndex): ParsedEntry['origin'] {
  const source = index.get('source')?.[0]
  if (!source) return null
  const inner = childIndex(source)
  const links = (inner.get('link') ?? []).map(linkOf).filter((link) => link !== null)
  const title = textUnder(inner, 'title') ?? (elementsOf(source).length === 0 ? textOf(source) || null : null)
  return { title, url: source.attributes.url ?? pageLink(links) }
}
