import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type NewItem, newItem } from '../items/new-item.ts'
import { parseFeedDate } from './feed/dates.ts'

/** Names a field of a record may have, in order of preference; also in other case and with other signs between their words. */
const customary = {
  externalId: ['external_id', 'externalId', 'id', 'guid', 'uuid'],
  url: ['url', 'link', 'href', 'permalink'],
  title: ['title', 'headline', 'name'],
  text: ['text', 'content', 'body', 'content_html', 'content_text', 'summary', 'description'],
  author: ['author', 'creator', 'byline', 'user'],
  publishedAt: [
    ...['published_at', 'publishedAt', 'published', 'pubDate', 'date_published', 'publish_date', 'published_date'],
    ...['timestamp', 'date', 'datetime', 'created_at', 'time'],
  ],
  updatedAt: ['updated_at', 'updatedAt', 'updated', 'modified', 'date_modified', 'last_modified'],
  language: ['language', 'lang'],
  publisher: ['publisher', 'source', 'outlet', 'site'],
  views: ['views', 'view_count', 'viewCount', 'impressions'],
  likes: ['likes', 'like_count', 'likeCount', 'favourites_count', 'score'],
  shares: ['shares', 'share_count', 'shareCount', 'reposts', 'retweets'],
  comments: ['comments', 'comment_count', 'commentCount', 'num_comments', 'replies'],
  searchTerms: ['search_terms', 'searchTerms'],
  place: ['place', 'place_name'],
  country: ['country', 'country_code'],
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lon', 'lng'],
} as const

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
const plainNames = new Map(Object.values(customary).map((names) => [names, names.map(plain)]))

export const recordFields = Object.keys(customary) as (keyof typeof customary)[]

/** Which column or key holds a field, where the customary names do not apply. */
export type FieldMap = Partial<Record<keyof typeof customary, string>>

/** What became of a record: an item, or why there is none. */
export type RecordItem = { item: NewItem } | { problem: string }

/**
 * Reads one record (a line of NDJSON, a row of CSV) as an item. A missing id becomes the address, else a hash of the record;
 * dates may be written in any way feeds write them, or as seconds or milliseconds since 1970. `metadata` is kept.
 */
export function recordItem(record: Record<string, unknown>, fields: FieldMap = {}): RecordItem {
  let byPlainName: Record<string, unknown> | undefined
  const value = (field: keyof typeof customary): string | null => {
    const named = fields[field]
    if (named !== undefined) return textAt(record, [named])
    const names: readonly string[] = customary[field]
    const found = textAt(record, names)
    if (found !== null) return found
    byPlainName ??= Object.fromEntries(Object.entries(record).map(([name, held]) => [plain(name), held]))
    return textAt(byPlainName, plainNames.get(customary[field]) ?? [])
  }
  const url = value('url')
  const id = value('externalId') ?? url ?? `sha256:${sha256(JSON.stringify(record))}`
  const metadata = z.record(z.string(), z.unknown()).safeParse(record.metadata)
  const parsed = newItem.safeParse({
    externalId: id.length <= 512 ? id : `sha256:${sha256(id)}`,
    url,
    title: value('title'),
    text: value('text') ?? '',
    author: value('author'),
    publishedAt: parseFeedDate(value('publishedAt')),
    updatedAt: parseFeedDate(value('updatedAt')),
    language: value('language'),
    publisher: value('publisher'),
    engagement: {
      ...countOf('views', value('views')),
      ...countOf('likes', value('likes')),
      ...countOf('shares', value('shares')),
      ...countOf('comments', value('comments')),
    },
    searchTerms: termsOf(
      (fields.searchTerms ? [fields.searchTerms] : customary.searchTerms)
        .map((name) => record[name])
        .find((terms) => terms !== undefined),
    ),
    places: placeOf(value('place'), value('country'), value('latitude'), value('longitude')),
    metadata: metadata.success ? metadata.data : null,
  })
  if (!parsed.success) {
    return { problem: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') }
  }
  if (!parsed.data.title && !parsed.data.text) return { problem: 'it has neither title nor text' }
  return { item: parsed.data }
}

/** What the first of these names that holds a text or a number holds. */
function textAt(record: Record<string, unknown>, names: readonly string[]): string | null {
  for (const name of names) {
    const found = record[name]
    if (typeof found === 'string' && found.trim() !== '') return found
    if (typeof found === 'number') return String(found)
  }
  return null
}

/** A count as JSON and CSV hold it: `1234` or `1,234`; what is no count is not kept. */
function countOf(name: string, text: string | null): Record<string, number> {
  const count = Number(text?.replaceAll(',', '') ?? Number.NaN)
  return Number.isSafeInteger(count) && count >= 0 ? { [name]: count } : {}
}

/** Terms as a list, or as one text separated by commas. */
function termsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
  const terms = list.filter((term) => typeof term === 'string').map((term) => term.trim().slice(0, 200))
  return terms.filter((term) => term !== '').slice(0, 100)
}

/** A place counts when its country is known; without a name it goes by the country's code. */
function placeOf(
  name: string | null,
  country: string | null,
  lat: string | null,
  lon: string | null,
): NewItem['places'] {
  const code = country?.trim().toUpperCase() ?? ''
  if (!/^[A-Z]{2}$/.test(code)) return null
  const [y, x] = [Number(lat ?? Number.NaN), Number(lon ?? Number.NaN)]
  const isOnMap = Math.abs(y) <= 90 && Math.abs(x) <= 180
  return [{ name: name?.slice(0, 200) ?? code, country: code, ...(isOnMap ? { lat: y, lon: x } : {}) }]
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
