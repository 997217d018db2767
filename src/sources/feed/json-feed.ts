import { parseFeedDate } from './dates.ts'
import { resolveMarkup } from './markup.ts'
import {
  emptyEntry,
  emptyFeed,
  type FeedMedia,
  type FeedText,
  type ParsedEntry,
  type ParsedFeed,
} from './parsed-feed.ts'
import { resolveReference } from './references.ts'

type Json = Record<string, unknown>

/**
 * Reads a JSON Feed 1.0/1.1 document. Entries that are no objects are left out with a warning; ids that are numbers become text,
 * as the specification asks. Null when the text is not a JSON Feed.
 */
export function parseJsonFeed(text: string, documentUrl?: string): ParsedFeed | null {
  const document = object(readJson(text))
  if (!document || !(Array.isArray(document.items) || str(document.version)?.includes('jsonfeed.org'))) return null
  const items: unknown[] = Array.isArray(document.items) ? document.items : []
  const readable = items.map(object).filter((item) => item !== null)
  const feed: ParsedFeed = {
    ...emptyFeed('json'),
    title: str(document.title),
    link: url(document.home_page_url, documentUrl),
    language: str(document.language),
    description: str(document.description),
    selfUrl: url(document.feed_url, documentUrl),
    entries: readable.map((item) => jsonEntry(item, document, documentUrl)),
  }
  if (readable.length < items.length) feed.warnings.push('some items are not objects and were left out')
  return feed
}

function jsonEntry(item: Json, feed: Json, base: string | undefined): ParsedEntry {
  const html = body(item.content_html, 'html')
  const content = html
    ? { ...html, value: resolveMarkup(html.value, url(item.url, base) ?? base) }
    : body(item.content_text, 'text')
  return {
    ...emptyEntry(),
    id: str(item.id),
    link: url(item.url, base) ?? url(item.external_url, base),
    title: body(item.title, 'text'),
    author: authors(item) ?? authors(feed),
    published: parseFeedDate(str(item.date_published)),
    updated: parseFeedDate(str(item.date_modified)),
    summary: body(item.summary, 'text'),
    content,
    language: str(item.language) ?? str(feed.language),
    categories: array(item.tags)
      .map(str)
      .filter((tag) => tag !== null),
    media: media(item, base),
  }
}

function media(item: Json, base: string | undefined): FeedMedia[] {
  const attachments = array(item.attachments)
    .map(object)
    .filter((a) => a !== null)
  const found = attachments.flatMap((a) => {
    const address = url(a.url, base)
    return address
      ? [
          {
            url: address,
            type: str(a.mime_type),
            size: typeof a.size_in_bytes === 'number' ? a.size_in_bytes : null,
          },
        ]
      : []
  })
  const image = url(item.image, base) ?? url(item.banner_image, base)
  return image ? [...found, { url: image, type: 'image', size: null }] : found
}

function authors(holder: Json): string | null {
  const people = array(holder.authors).length > 0 ? array(holder.authors) : [holder.author]
  const names = people.map((person) => str(object(person)?.name) ?? str(person)).filter((name) => name !== null)
  return names.join(', ') || null
}

function body(value: unknown, kind: FeedText['kind']): FeedText | null {
  const text = str(value)
  return text === null ? null : { kind, value: text }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function object(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}

function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function str(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function url(value: unknown, base: string | undefined): string | null {
  const reference = str(value)
  return reference === null ? null : resolveReference(reference, base)
}
