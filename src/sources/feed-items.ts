import { createHash } from 'node:crypto'
import type { NewItem } from '../items/index.ts'
import type { FeedText, ParsedEntry, ParsedFeed } from './feed/parsed-feed.ts'
import { isWebUrl } from './feed/references.ts'

/** How a feed's entries are told apart: by their ids, or by id and link when the feed uses one id for several entries. */
export type IdentityRule = 'id' | 'id-and-link'

/** The entries of a feed as items, oldest first, and the identity rule that was needed. */
export interface FeedItems {
  items: NewItem[]
  identity: IdentityRule
  warnings: string[]
}

/**
 * Turns feed entries into items. Missing parts: id ← link ← hash of title, date and text; link ← enclosure ← comments page;
 * date ← created ← updated; text ← the longer of content and summary. An entry without id, link, title and text is left out.
 */
export function feedItems(feed: ParsedFeed, remembered: IdentityRule = 'id'): FeedItems {
  const usable = feed.entries.filter((e) => e.id || e.link || e.title || e.summary || e.content)
  const warnings = usable.length < feed.entries.length ? ['entries without any content were left out'] : []
  const identity = remembered === 'id' && sharesIds(usable) ? 'id-and-link' : remembered
  if (identity !== remembered)
    warnings.push('several entries share one id; they are told apart by their links from now on')
  const seen = new Map<string, NewItem>()
  for (const entry of usable) {
    const item = entryItem(entry, feed, identity)
    // The same entry twice in one document: feeds put the newest text first.
    if (!seen.has(item.externalId)) seen.set(item.externalId, item)
  }
  const found = [...seen.values()]
  const items = shareOneDate(found) ? found.map((item) => ({ ...item, dateIsShared: true })) : found
  return { items: inOrder(items), identity, warnings }
}

/** So many different entries are not published within one second. */
const fewestOfOneDate = 5

/** Whether a feed gives all its entries one date, which then is its own or the moment it was made. */
function shareOneDate(items: readonly NewItem[]): boolean {
  const [first] = items
  if (items.length < fewestOfOneDate || !first?.publishedAt) return false
  return items.every(({ publishedAt }) => publishedAt?.getTime() === first.publishedAt?.getTime())
}

function sharesIds(entries: readonly ParsedEntry[]): boolean {
  const links = new Map<string, string | null>()
  return entries.some(({ id, link }) => {
    if (!id) return false
    const other = links.get(id)
    links.set(id, link)
    return !!other && !!link && other !== link
  })
}

/** Feeds are written newest first: reversed, then by date where dates are given. */
function inOrder(items: NewItem[]): NewItem[] {
  return items
    .reverse()
    .sort((a, b) => (a.publishedAt?.getTime() ?? Infinity) - (b.publishedAt?.getTime() ?? Infinity) || 0)
}

function entryItem(entry: ParsedEntry, feed: ParsedFeed, identity: IdentityRule): NewItem {
  const link = entry.link ?? entry.media.find((m) => isWebUrl(m.url))?.url ?? entry.comments
  const text = longer(entry.content, entry.summary)
  const published = entry.published ?? entry.created ?? entry.updated
  const engagement = entry.commentCount === null ? null : { comments: entry.commentCount }
  return {
    externalId: externalId(entry, link, text, identity),
    url: link && link.length <= 4_096 ? link : null,
    title: entry.title?.value.slice(0, 10_000) ?? null,
    text: text.slice(0, 2_000_000),
    author: entry.author?.slice(0, 1_000) ?? null,
    publishedAt: published,
    updatedAt: entry.updated,
    language: (entry.language ?? feed.language)?.slice(0, 35) ?? null,
    publisher: entry.origin?.title?.slice(0, 500) ?? null,
    engagement,
    metadata: metadataOf(entry),
  }
}

function externalId(entry: ParsedEntry, link: string | null, text: string, identity: IdentityRule): string {
  const own = entry.id ?? link
  const id = own && identity === 'id-and-link' && entry.id && link ? `${entry.id} ${link}` : own
  if (id) return boundedId(id)
  return `sha256:${sha256(JSON.stringify([entry.title?.value, entry.published?.toISOString(), text]))}`
}

/** An id as it can be stored: a long one is hashed. */
export const boundedId = (id: string): string => (id.length <= 512 ? id : `sha256:${sha256(id)}`)

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function longer(content: FeedText | null, summary: FeedText | null): string {
  const [full, short] = [content?.value ?? '', summary?.value ?? '']
  return full.length >= short.length ? full : short
}

function metadataOf(entry: ParsedEntry): Record<string, unknown> | null {
  const metadata: Record<string, unknown> = {}
  if (entry.categories.length > 0) metadata.categories = entry.categories
  if (entry.media.length > 0) metadata.media = entry.media
  if (entry.location) metadata.location = entry.location
  if (entry.comments) metadata.comments = entry.comments
  if (entry.origin) metadata.origin = entry.origin
  if (entry.originalLink) metadata.originalLink = entry.originalLink
  return Object.keys(metadata).length > 0 ? metadata : null
}
