import { and, desc, eq, gte, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { events, items } from '../db/schema/index.ts'
import type { OwnerKind } from '../vector/index.ts'
import type { Ranked } from './fuse.ts'
import type { SearchQuery } from './search-query.ts'

/** When an item happened: as published, else as read. */
export const itemTime = sql<Date>`coalesce(${items.publishedAt}, ${items.fetchedAt})`.mapWith(items.fetchedAt)

/** Owners of one kind whose title or text contains the words, the most fitting first, of equal ones the latest. */
export async function searchWords(
  db: Db,
  kind: OwnerKind,
  words: SQL,
  query: SearchQuery,
  limit: number,
): Promise<Ranked[]> {
  const rows = kind === 'item' ? await itemsWith(db, words, query, limit) : await eventsWith(db, words, query, limit)
  return rows.map(({ id }) => ({ kind, id }))
}

const itemsWith = (db: Db, words: SQL, query: SearchQuery, limit: number) =>
  db
    .select({ id: items.id })
    .from(items)
    .where(
      and(
        eq(items.tenantId, query.tenantId),
        sql`${items.fts} @@ ${words}`,
        isNull(items.deletedAt),
        query.language ? eq(items.language, query.language) : undefined,
        query.from ? sql`${itemTime} >= ${query.from.toISOString()}::timestamptz` : undefined,
        query.to ? sql`${itemTime} < ${query.to.toISOString()}::timestamptz` : undefined,
      ),
    )
    .orderBy(desc(sql`ts_rank_cd(${items.fts}, ${words})`), desc(items.seq))
    .limit(limit)

const eventsWith = (db: Db, words: SQL, query: SearchQuery, limit: number) =>
  db
    .select({ id: events.id })
    .from(events)
    .where(
      and(
        eq(events.tenantId, query.tenantId),
        sql`${events.fts} @@ ${words}`,
        isNull(events.mergedInto),
        query.language ? eq(events.language, query.language) : undefined,
        query.from ? gte(events.firstSeenAt, query.from) : undefined,
        query.to ? lt(events.firstSeenAt, query.to) : undefined,
      ),
    )
    .orderBy(desc(sql`ts_rank_cd(${events.fts}, ${words})`), desc(events.lastUpdatedAt), desc(events.id))
    .limit(limit)
