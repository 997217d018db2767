import { SourceError } from '../../errors.ts'
import { decodeBytes } from './charset.ts'
import { parseJsonFeed } from './json-feed.ts'
import type { ParsedFeed } from './parsed-feed.ts'
import { parseXmlFeed } from './xml-feed.ts'

/** Where a feed's bytes came from: its address (base of relative links) and the Content-Type it was served with. */
export interface FeedOrigin {
  url?: string
  contentType?: string
}

/**
 * Reads a feed of any format from its bytes. Malformed documents are read as far as whole entries exist, with warnings.
 * Throws SourceError when there is no feed in them.
 */
export function parseFeed(bytes: Uint8Array, origin: FeedOrigin = {}): ParsedFeed {
  const { text, charset, repaired, unread } = decodeBytes(bytes, origin.contentType)
  const trimmed = text.trimStart()
  if (trimmed === '') throw new SourceError('the feed is empty')
  const feed = (trimmed.startsWith('{') && parseJsonFeed(trimmed, origin.url)) || parseXmlFeed(trimmed, origin.url)
  if (feed.format === 'unknown') {
    const page = /<html[\s>]/i.test(trimmed.slice(0, 4_096))
    throw new SourceError(page ? 'this is a web page, not a feed' : 'no RSS, Atom, RDF or JSON feed was recognised')
  }
  if (unread) feed.warnings.push(`it declares the charset ${unread}, which is not read here; read as ${charset}`)
  else if (repaired) feed.warnings.push(`its bytes do not fit the charset it declares; read as ${charset}`)
  return feed
}
