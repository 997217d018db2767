import { Parser } from 'htmlparser2'
import { SourceError } from '../errors.ts'
import { decodeBytes } from './feed/charset.ts'
import { isWebUrl, resolveReference } from './feed/references.ts'

const pageBytes = 1_048_576
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

/**
 * The feeds a web page declares with `<link rel="alternate">`, resolved, each once, at most 10; when it declares none, the addresses it
 * links to that look like feeds.
 */
export function findFeedLinks(bytes: Uint8Array, pageUrl: string, contentType?: string): FeedLink[] {
  const text = withoutComments(decodeBytes(bytes.subarray(0, pageBytes), contentType).text)
  const declared = new Map<string, FeedLink>()
  const linked = new Map<string, FeedLink>()
  let base = pageUrl
  const parser = new Parser({
    onopentag(tag, { rel, type, href, title }) {
      if (!href) return
      if (tag === 'base') base = resolveReference(href, pageUrl)
      const into = tag === 'a' ? looksLikeFeed(href) && linked : tag === 'link' && isFeed(rel, type) && declared
      if (!into) return
      const url = resolveReference(href, base)
      if (isWebUrl(url) && url !== pageUrl && !into.has(url) && into.size < maxLinks)
        into.set(url, { url, title: title?.trim() || null })
    },
  })
  // Only these tags: a page is a stranger's document, and nothing else of it matters here.
  for (const [tag] of text.matchAll(/<(link|base|a)\s[^<>]{1,2000}>/gi))
    parser.write(/^<a\s/i.test(tag) ? `${tag}</a>` : tag)
  parser.end()
  return [...(declared.size > 0 ? declared : linked).values()]
}

function isFeed(rel = '', type = ''): boolean {
  const isXml = /^(application|text)\/xml\b/i.test(type.trim())
  return /\bfeed\b/i.test(rel) || (/\balternate\b/i.test(rel) && (isFeedType(type) || isXml))
}

/** An address whose last part or query names a feed: `/rss`, `/news/feed/`, `/atom.xml`, `/index.rdf`, `?format=rss`. */
function looksLikeFeed(href: string): boolean {
  return (
    href.length < 2_000 &&
    /(?:^|[/=._-])(?:rss2?|atom|feeds?|rdf)(?:\.(?:xml|rss|php|json|aspx?))?\/?(?:[?#]|$)/i.test(href)
  )
}

function withoutComments(html: string): string {
  const parts: string[] = []
  let at = 0
  for (let start = html.indexOf('<!--'); start !== -1; start = html.indexOf('<!--', at)) {
    const end = html.indexOf('-->', start + 4)
    if (end === -1) break
    parts.push(html.slice(at, start))
    at = end + 3
  }
  return parts.join('') + html.slice(at)
}

function isFeedType(type: string): boolean {
  return /^(application\/(rss|atom|rdf)\+xml|application\/feed\+json)\b/i.test(type.trim())
}
