import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type NewItem, newItem } from '../items/new-item.ts'
import { parseFeedDate } from './feed/dates.ts'

/** Names a field of a record may have, in order of preference. */
const customary = {
  externalId: ['external_id', 'externalId', 'id', 'guid', 'uuid'],
  url: ['url', 'link', 'href', 'permalink'],
  title: ['title', 'headline', 'name'],
  text: ['text', 'content', 'body', 'content_html', 'content_text', 'summary', 'description'],
  author: ['author', 'creator', 'byline', 'user'],
  publishedAt: ['published_at', 'publishedAt', 'published', 'timestamp', 'date', 'created_at', 'time'],
  updatedAt: ['updated_at', 'updatedAt', 'updated', 'modified'],
  language: ['language', 'lang'],
  publisher: ['publisher', 'source', 'outlet', 'site'],
} as const

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
  const value = (field: keyof typeof customary): string | null => {
    const names = fields[field] === undefined ? customary[field] : [fields[field]]
    for (const name of names) {
      const found = record[name]
      if (typeof found === 'string' && found.trim() !== '') return found
      if (typeof found === 'number') return String(found)
    }
    return null
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
    metadata: metadata.success ? metadata.data : null,
  })
  if (!parsed.success) {
    return { problem: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') }
  }
  if (!parsed.data.title && !parsed.data.text) return { problem: 'it has neither title nor text' }
  return { item: parsed.data }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
