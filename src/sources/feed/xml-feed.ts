import { feedHints } from './feed-hints.ts'
import { linkOf, pageLink } from './links.ts'
import { emptyFeed, type FeedFormat, type ParsedFeed } from './parsed-feed.ts'
import { isWebUrl } from './references.ts'
import { textConstruct } from './text-construct.ts'
import { type ChildIndex, childIndex, textUnder, xmlEntry } from './xml-entry.ts'
import { elementsOf, parseXmlTree, type XmlElement } from './xml-tree.ts'

const maxEntries = 20_000

/**
 * Reads RSS 0.9x–2.0, RDF (RSS 0.90, 1.0) and Atom 0.3/1.0. An entry the document breaks off in is left out, with a warning;
 * everything before it is kept. Format `unknown` when there is no feed element at all.
 */
export function parseXmlFeed(text: string, documentUrl?: string): ParsedFeed {
  const { root, truncated } = parseXmlTree(text, documentUrl)
  const top = findFeed(root)
  if (!top) return emptyFeed('unknown')
  const channel = elementsOf(top).find((child) => child.name === 'channel') ?? top
  const entries = entryElements(top, channel)
  const whole = entries.filter((entry) => entry.complete).slice(0, maxEntries)
  const index = childIndex(channel)
  const feed = describe(top, channel, index)
  feed.entries = whole.map(xmlEntry)
  feed.deletedIds = (index.get('at:deleted-entry') ?? []).map((e) => e.attributes.ref?.trim() ?? '').filter(Boolean)
  if (truncated) feed.warnings.push('the document ends before its last element does')
  const lost = entries.filter((entry) => !entry.complete).length
  if (lost > 0) feed.warnings.push('its last entry is cut off and was left out')
  if (entries.length - lost > maxEntries) feed.warnings.push(`only the first ${maxEntries} entries were read`)
  return feed
}

function describe(top: XmlElement, channel: XmlElement, index: ChildIndex): ParsedFeed {
  const links = (index.get('link') ?? []).map(linkOf).filter((link) => link !== null)
  const construct = (...names: string[]) => {
    const found = names
      .flatMap((name) => index.get(name) ?? [])
      .map(textConstruct)
      .find((text) => text !== null)
    return found?.value ?? null
  }
  return {
    ...emptyFeed(formatOf(top)),
    title: construct('title', 'dc:title', 'media:title'),
    link: pageLink(links) ?? ownAddress(channel, index),
    language: textUnder(index, 'language', 'dc:language') ?? (channel.language || top.attributes.lang?.trim() || null),
    description: construct('description', 'abstract', 'subtitle', 'tagline', 'dc:description'),
    selfUrl: links.find((link) => link.rel === 'self')?.href ?? null,
    hints: feedHints(index),
  }
}

/** A feed without a link whose id is an address, or a CDF channel, which gives it as an attribute. */
function ownAddress(channel: XmlElement, index: ChildIndex): string | null {
  const address = textUnder(index, 'id', 'guid') ?? channel.attributes.href
  return isWebUrl(address) ? address : null
}

function findFeed(root: XmlElement): XmlElement | undefined {
  const tops = elementsOf(root)
  const isFeed = (e: XmlElement) =>
    e.name === 'rss' || e.name === 'feed' || e.name === 'rdf:rdf' || e.name === 'channel'
  // A document that lost its head still holds its items.
  return tops.find(isFeed) ?? (tops.some((e) => e.name === 'item' || e.name === 'entry') ? root : undefined)
}

/** RSS keeps items in the channel, RSS 0.90, 1.0 and 1.1 beside it or in `items`. */
function entryElements(top: XmlElement, channel: XmlElement): XmlElement[] {
  const holders = top === channel ? [channel] : [channel, top]
  return holders.flatMap((holder) =>
    elementsOf(holder).flatMap((child) => {
      if (child.name === 'item' || child.name === 'entry') return [child]
      return child.name === 'items' ? elementsOf(child).filter((e) => e.name === 'item') : []
    }),
  )
}

function formatOf(top: XmlElement): FeedFormat {
  if (top.name === 'feed') return 'atom'
  if (top.name === 'channel') return 'cdf'
  return top.name === 'rdf:rdf' ? 'rdf' : 'rss'
}
