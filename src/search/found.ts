import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { eventItems, events, items } from '../db/schema/index.ts'
import { itemTime } from './word-search.ts'

/** What a reader sees of something found. */
export interface Found {
  title: string
  /** The passage with the words where there is one, else the beginning. */
  excerpt: string
  url: string | null
  at: Date | null
  /** The event an item belongs to; an event's own id. */
  eventId: string | null
  language: string | null
}

const excerptChars = 300
/** Beyond this the excerpt is not looked for: highlighting reads the whole text. */
const scannedChars = 20_000

/** The found items that still exist, by id. */
export async function findItems(db: Db, tenantId: string, ids: string[], words: SQL): Promise<Map<string, Found>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({
      id: items.id,
      title: items.title,
      excerpt: excerptOf(items.text, words),
      url: items.url,
      at: itemTime,
      eventId: eventItems.eventId,
      language: items.language,
    })
    .from(items)
    .leftJoin(eventItems, eq(eventItems.itemId, items.id))
    .where(and(eq(items.tenantId, tenantId), inArray(items.id, ids), isNull(items.deletedAt)))
  return new Map(rows.map(({ id, ...found }) => [id, found]))
}

/** The found events that still exist on their own, by id. */
export async function findEvents(db: Db, tenantId: string, ids: string[], words: SQL): Promise<Map<string, Found>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({
      id: events.id,
      title: events.headline,
      excerpt: excerptOf(events.canonicalSummary, words),
      at: events.firstSeenAt,
      language: events.language,
    })
    .from(events)
    .where(and(eq(events.tenantId, tenantId), inArray(events.id, ids), isNull(events.mergedInto)))
  return new Map(rows.map(({ id, ...row }) => [id, { ...row, url: null, eventId: id }]))
}

function excerptOf(text: typeof items.text | typeof events.canonicalSummary, words: SQL): SQL<string> {
  const options = 'StartSel="", StopSel="", MinWords=15, MaxWords=45, MaxFragments=1'
  const scanned = sql`left(${text}, ${sql.raw(String(scannedChars))})`
  // Without the words in it there is no fragment worth showing: then it begins at the beginning.
  return sql<string>`left(ts_headline('simple', ${scanned}, ${words}, ${options}), ${sql.raw(String(excerptChars))})`
}
