import { Parser } from 'htmlparser2'
import { SourceError } from '../errors.ts'
import { decodeBytes } from './feed/charset.ts'
import { isWebUrl, resolveReference } from './feed/references.ts'

const headBytes = 262_144
const maxLinks = 10

/** A feed that a web page names. */
export interface FeedLink {
  url: string
  title: string | null
}

/** The address leads to a web page that names feeds. */
export class WebPageError extends SourceError {
  override name = 'WebPageError'
  readonly feeds: readonly FeedLink[]
  constructor(feeds: readonly FeedLink[], options?: ErrorOptions) {
    super(`this is a web page, not a feed; it names ${feeds.map((feed) => feed.url).join(', ')}`, options)
    this.feeds = feeds
  }
}

/** The feeds a web page declares with `<link rel="alternate">` near its beginning, resolved, each once, at most 10. */
export function findFeedLinks(bytes: Uint8Array, pageUrl: string, contentType?: string): FeedLink[] {
  const { text } = decodeBytes(bytes.subarray(0, headBytes), contentType)
  const found = new Map<string, FeedLink>()
  let base = pageUrl
  const parser = new Parser({
    onopentag(tag, { rel, type, href, title }) {
      if (tag === 'base' && href) base = resolveReference(href, pageUrl)
      if (tag !== 'link' || !href || !/\balternate\b/i.test(rel ?? '') || !isFeedType(type)) return
      const url = resolveReference(href, base)
      if (isWebUrl(url) && !found.has(url) && found.size < maxLinks)
        found.set(url, { url, title: title?.trim() || null })
    },
  })
  // Only these tags: a page is a stranger's document, and nothing else of it matters here.
  for (const [tag] of text.matchAll(/<(?:link|base)\s[^<>]{1,2000}>/gi)) parser.write(tag)
  parser.end()
  return [...found.values()]
}

function isFeedType(type: string | undefined): boolean {
  return /^(application\/(rss|atom|rdf)\+xml|application\/feed\+json)\b/i.test(type?.trim() ?? '')
}
