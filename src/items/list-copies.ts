import { and, asc, eq, ne, or, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { items, sources } from '../db/schema/index.ts'

const mostCopies = 50

/**
 * Where else the text of an item stands: the item it repeats, and what else repeats that one or the item itself, earliest arrivals
 * first, at most 50.
 */
export async function listCopies(
  db: Db,
  tenantId: string,
  { id, duplicateOf }: { id: string; duplicateOf: string | null },
) {
  const originalId = duplicateOf ?? id
  const printsOfOriginal = db
    .select({ prints: items.fingerprints })
    .from(items)
    .where(and(eq(items.tenantId, tenantId), eq(items.id, originalId)))
  // Copies share a bucket of likeness with their original, and buckets are indexed; `duplicate_of` is not.
  return await db
    .select({
      id: items.id,
      title: items.title,
      url: items.url,
      sourceId: items.sourceId,
      sourceName: sql<string>`coalesce(${sources.name}, '')`,
      publisher: items.publisher,
      owner: items.owner,
      publishedAt: items.publishedAt,
      /** Null for the original. */
      kind: items.duplicateKind,
    })
    .from(items)
    .leftJoin(sources, eq(sources.id, items.sourceId))
    .where(
      and(
        eq(items.tenantId, tenantId),
        ne(items.id, id),
        or(
          eq(items.id, originalId),
          and(sql`${items.fingerprints} && (${printsOfOriginal})`, eq(items.duplicateOf, originalId)),
        ),
      ),
    )
    .orderBy(asc(items.seq))
    .limit(mostCopies)
}
