import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { itemPages, items, sources } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import type { Unanalysed } from './analyse-item.ts'
import type { DeclaredFacts } from './entry-row.ts'
import { isNotHeld } from './request-pages.ts'
import { isUnfinished } from './unfinished.ts'

/** An item that waits to be normalised. */
export interface PendingItem {
  id: string
  seq: number
  /** The revision that was read; a newer one is left for the next run. */
  revision: number
  entry: Unanalysed
}

/** The pending ones among these items of a tenant, in arrival order. */
export async function listPendingItems(db: Db, tenantId: string, itemIds: readonly string[]): Promise<PendingItem[]> {
  if (itemIds.length === 0) return []
  const rows = await db
    .select({
      id: items.id,
      seq: items.seq,
      revision: items.revision,
      title: items.title,
      text: items.text,
      url: items.url,
      publishedAt: items.publishedAt,
      fetchedAt: items.fetchedAt,
      metadata: items.enrichmentMetadata,
      sourceName: sources.name,
      sourceUrl: sources.url,
      sourceOwner: sources.owner,
      sourceLanguage: sources.language,
      page: itemPages,
    })
    .from(items)
    .leftJoin(sources, eq(sources.id, items.sourceId))
    .leftJoin(itemPages, and(eq(itemPages.itemId, items.id), eq(itemPages.state, 'read')))
    .where(and(eq(items.tenantId, tenantId), sql`${items.id} = any(${uuids(itemIds)})`, isUnfinished()))
    .orderBy(asc(items.seq))
  return rows.map((row) => {
    const declared = row.metadata.entry as Partial<DeclaredFacts> | undefined
    const at = (text: string | null | undefined) => (text ? new Date(text) : null)
    return {
      id: row.id,
      seq: row.seq,
      revision: row.revision,
      entry: {
        title: row.title,
        text: row.text,
        url: row.url,
        publisher: declared?.publisher ?? null,
        language: declared?.language ?? null,
        publishedAt: declared ? at(declared.publishedAt) : row.publishedAt,
        updatedAt: at(declared?.updatedAt),
        dateIsShared: declared?.dateIsShared ?? false,
        fetchedAt: row.fetchedAt,
        places: declared?.places ?? [],
        textFrom: textFrom(row.metadata),
        page: row.page && { ...row.page, text: row.page.text ?? '' },
        source: {
          name: row.sourceName ?? 'unknown source',
          url: row.sourceUrl,
          owner: row.sourceOwner,
          language: row.sourceLanguage,
        },
      },
    }
  })
}

/** Where the text of an item with this metadata came from. */
export function textFrom(metadata: Record<string, unknown>): 'entry' | 'page' {
  const text = metadata.text as { from?: unknown } | undefined
  return text?.from === 'page' ? 'page' : 'entry'
}

/**
 * Ids of the tenants' pending items that do not wait for their article page at `now`, oldest arrivals first, at most
 * `limit` of them in all.
 */
export async function listPendingItemIds(
  db: Db,
  now: Date,
  limit: number,
): Promise<{ tenantId: string; id: string }[]> {
  return await db
    .select({ tenantId: items.tenantId, id: items.id })
    .from(items)
    .where(and(isUnfinished(), isNotHeld(now)))
    .orderBy(asc(items.tenantId), asc(items.seq))
    .limit(limit)
}
