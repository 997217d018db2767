import type { FeedLink } from './links.ts'
import type { FeedMedia } from './parsed-feed.ts'
import { resolveReference } from './references.ts'
import { elementsOf, type XmlElement } from './xml-tree.ts'

const maxMedia = 50

/** Enclosures, Media RSS contents and thumbnails of an entry, each address once, at most 50. */
export function mediaOf(index: ReadonlyMap<string, XmlElement[]>, links: readonly FeedLink[]): FeedMedia[] {
  const found = new Map<string, FeedMedia>()
  const add = (
    url: string | undefined,
    type: string | null,
    size: string | number | null | undefined,
    base?: string,
  ) => {
    const address = url && resolveReference(url, base)
    if (!address || found.has(address) || found.size >= maxMedia) return
    const bytes = Number(size ?? Number.NaN)
    found.set(address, { url: address, type, size: Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null })
  }
  for (const link of links) if (link.rel === 'enclosure') add(link.href, link.type, link.size)
  for (const name of ['enclosure', 'media:content', 'media:group', 'media:thumbnail', 'itunes:image']) {
    for (const element of index.get(name) ?? []) {
      const holders = name === 'media:group' ? elementsOf(element) : [element]
      for (const { attributes: a, base } of holders) {
        add(
          a.url ?? a.href,
          a.type ?? (name.endsWith('thumbnail') ? 'image' : (a.medium ?? null)),
          a.length ?? a.filesize,
          base,
        )
      }
    }
  }
  return [...found.values()]
}
