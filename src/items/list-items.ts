import { and, desc, eq, gte, lt, lte, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { eventItems, items, sources } from '../db/schema/index.ts'
import { wordQuery } from '../search/index.ts'

/** Characters of an item's text that lists show. */
const excerptLength = 300

/** What a list shows of an item: everything but its full text and what was found in it. */
export const itemColumns = {
  id: items.id,
  seq: items.seq,
  title: items.title,
  url: items.url,
  sourceId: items.sourceId,
  sourceName: sql<string>`coalesce(${sources.name}, '')`,
  publisher: items.publisher,
  owner: items.owner,
  author: items.author,
  publishedAt: items.publishedAt,
  externalId: items.externalId,
  excerpt: sql<string>`left(${items.text}, ${sql.raw(String(excerptLength))})`,
  fetchedAt: items.fetchedAt,
  language: items.language,
  processingStatus: items.processingStatus,
  errorMessage: items.errorMessage,
  embeddingStatus: items.embeddingStatus,
  duplicateOf: items.duplicateOf,
  duplicateKind: items.duplicateKind,
  eventId: eventItems.eventId,
  revision: items.revision,
  deletedAt: items.deletedAt,
  retractedAt: items.retractedAt,
}

export interface ItemFilter {
  status?: (typeof items.$inferSelect)['processingStatus']
  sourceId?: string
  language?: string
  /** Words the item must contain, with the operators of web search engines. */
  words?: string
  /** Published at or after, at or before. */
  from?: Date
  to?: Date
  limit: number
  /** Only items that arrived before this one. */
  beforeSeq?: number
}

/** Items of a tenant, last arrived first. */
export async function listItems(db: Db, tenantId: string, filter: ItemFilter) {
  const words = filter.words && (await wordQuery(db, tenantId, filter.words))
  // The page is chosen before anything is joined or cut out of texts, whatever the planner believes about the table's size.
  const page = db.$with('page').as(
    db
      .select({ id: items.id })
      .from(items)
      .where(
        and(
          eq(items.tenantId, tenantId),
          filter.beforeSeq === undefined ? undefined : lt(items.seq, filter.beforeSeq),
          filter.status && eq(items.processingStatus, filter.status),
          filter.sourceId ? eq(items.sourceId, filter.sourceId) : undefined,
          filter.language ? eq(items.language, filter.language) : undefined,
          filter.from && gte(items.publishedAt, filter.from),
          filter.to && lte(items.publishedAt, filter.to),
          words ? sql`${items.fts} @@ ${words}` : undefined,
        ),
      )
      .orderBy(desc(items.seq))
      .limit(filter.limit),
  )
  return db
    .with(page)
    .select(itemColumns)
    .from(page)
    .innerJoin(items, eq(items.id, page.id))
    .leftJoin(sources, eq(sources.id, items.sourceId))
    .leftJoin(eventItems, eq(eventItems.itemId, items.id))
    .orderBy(desc(items.seq))
}

export type ListedItem = Awaited<ReturnType<typeof listItems>>[number]
