import { z } from 'zod'
import { SourceError } from '../../errors.ts'
import { parseFeed } from '../feed/parse-feed.ts'
import type { ParsedFeed } from '../feed/parsed-feed.ts'
import { feedItems } from '../feed-items.ts'
import { findFeedLinks, WebPageError } from '../find-feed-links.ts'
import { defineConnector, emptyRead } from './connector.ts'

const accept =
  'application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1'

const config = z.strictObject({
  /** The feed may lie on this machine or a private network. */
  allowPrivate: z.boolean().optional(),
  /** Sent with every request to the feed's own host. */
  headers: z
    .record(
      z.string().regex(/^[\w-]+$/),
      z
        .string()
        .max(4_096)
        .regex(/^[^\r\n]*$/),
    )
    .optional(),
})

/** RSS 0.9x–2.0, Atom, RDF and JSON Feed over HTTP, with conditional requests. */
export const rss = defineConnector({
  name: 'rss',
  config,
  needsUrl: true,
  intervalSeconds: 900,

  async read({ source, http, allowPrivate, now, signal }) {
    if (!source.url) throw new SourceError('it has no address')
    const answer = await http.fetch({
      url: source.url,
      etag: source.etag,
      lastModified: source.lastModified,
      accept,
      headers: source.config.headers ?? {},
      allowPrivate: allowPrivate || source.config.allowPrivate === true,
      now,
      signal,
    })
    const state = {
      ...emptyRead(source),
      statusCode: answer.status,
      etag: answer.etag,
      lastModified: answer.lastModified,
      movedTo: answer.movedTo,
    }
    if (!answer.bytes) return { ...state, unchanged: true }
    const feed = readFeed(answer.bytes, answer)
    const identity = source.watermark?.identity === 'id-and-link' ? 'id-and-link' : 'id'
    const read = feedItems(feed, identity)
    return {
      ...state,
      entries: read.items,
      warnings: [...feed.warnings, ...read.warnings],
      bytes: answer.bytes.length,
      withdrawn: feed.deletedIds,
      watermark: { identity: read.identity },
      title: feed.title,
      language: feed.language,
      hints: { ...feed.hints, freshSeconds: answer.freshSeconds },
    }
  },
})

/** The feed in an answer; when it is a web page that names feeds, the error names them too. */
function readFeed(bytes: Buffer, { url, contentType }: { url: string; contentType: string | undefined }): ParsedFeed {
  try {
    return parseFeed(bytes, { url, ...(contentType === undefined ? {} : { contentType }) })
  } catch (error) {
    const links = findFeedLinks(bytes, url, contentType)
    if (links.length === 0) throw error
    throw new WebPageError(links, { cause: error })
  }
}
