import { and, count, eq, gte, isNotNull, lt, type SQL } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { embeddingRecords as records } from '../db/schema/index.ts'
import { messageOf, PermanentError } from '../errors.ts'
import { ExactIndex } from './exact-index.ts'
import {
  inScope,
  newestFirst,
  olderThan,
  pointColumns,
  RecordCache,
  type RecordScope,
  toPoint,
} from './record-cache.ts'
import { TopHits } from './top-hits.ts'
import type { OwnerKind, VectorFilter, VectorHealth, VectorStore } from './vector-store.ts'

export interface PostgresStoreOptions {
  db: Db
  model: string
  dimensions: number
  /** Vectors kept in memory over all tenants; 100,000 of 384 dimensions are about 150 MB. Older ones are read for each search. */
  maxCachedRows?: number
}

const ownerKinds: readonly OwnerKind[] = ['event', 'item']
const pageSize = 2_000

/**
 * Exact search in this process over the vectors in `embedding_records`, which is its storage: a vector is found once its row is
 * committed, so `upsert` and `delete` have nothing to write.
 */
export function createPostgresStore(options: PostgresStoreOptions): VectorStore {
  const { db, model, dimensions, maxCachedRows = 100_000 } = options
  const caches = new Map<string, RecordCache>()

  function cacheOf(scope: RecordScope): RecordCache {
    const key = `${scope.ownerKind}/${scope.tenantId}`
    const cache = caches.get(key) ?? new RecordCache(scope, maxCachedRows)
    // Last in the map = used last.
    caches.delete(key)
    caches.set(key, cache)
    return cache
  }

  function evict(): void {
    let rows = [...caches.values()].reduce((sum, cache) => sum + cache.index.size, 0)
    for (const [key, cache] of caches) {
      if (rows <= maxCachedRows || caches.size === 1) return
      rows -= cache.index.size
      caches.delete(key)
    }
  }

  return {
    driver: 'postgres',
    model,
    dimensions,
    ensureCollection: async () => {},
    async upsert(points) {
      for (const point of points) requireDimensions(point.vector, dimensions)
    },
    async search(vector, { limit, filter, minScore, signal }) {
      requireDimensions(vector, dimensions)
      const hits = new TopHits(limit, minScore)
      for (const ownerKind of filter.ownerKind ? [filter.ownerKind] : ownerKinds) {
        const scope = { tenantId: filter.tenantId, ownerKind, model, dimensions }
        const cache = cacheOf(scope)
        await cache.refresh(db)
        await cache.index.search(vector, filter, hits, signal)
        if (cache.floor) await searchOlder(db, scope, cache.floor, vector, filter, hits, signal)
      }
      evict()
      return hits.sorted()
    },
    delete: async () => {},
    async count(filter) {
      const [row] = await db
        .select({ rows: count() })
        .from(records)
        .where(and(eq(records.model, model), isNotNull(records.vector), matching(filter)))
      return row?.rows ?? 0
    },
    async clear() {
      caches.clear()
    },
    async healthy(): Promise<VectorHealth> {
      try {
        await db.select({ id: records.id }).from(records).limit(1)
        return { ok: true }
      } catch (error) {
        return { ok: false, reason: messageOf(error) }
      }
    },
    async close() {
      caches.clear()
    },
  }
}

/** What did not fit into memory, page by page: slower, but the answer stays exact. */
async function searchOlder(
  db: Db,
  scope: RecordScope,
  floor: { id: string; updatedAt: Date },
  vector: Float32Array,
  filter: VectorFilter,
  hits: TopHits,
  signal: AbortSignal | undefined,
): Promise<void> {
  let before = floor
  for (;;) {
    signal?.throwIfAborted()
    const rows = await db
      .select(pointColumns)
      .from(records)
      .where(and(inScope(scope), olderThan(before), matching(filter)))
      .orderBy(...newestFirst)
      .limit(pageSize)
    const page = new ExactIndex(scope.dimensions)
    for (const row of rows) {
      const point = toPoint(row, scope.dimensions)
      if (point) page.upsert(point)
    }
    await page.search(vector, filter, hits, signal)
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    before = last
  }
}

function matching(filter: VectorFilter): SQL | undefined {
  return and(
    eq(records.tenantId, filter.tenantId),
    filter.ownerKind ? eq(records.ownerKind, filter.ownerKind) : undefined,
    filter.language ? eq(records.language, filter.language) : undefined,
    filter.from ? gte(records.ownerAt, filter.from) : undefined,
    filter.to ? lt(records.ownerAt, filter.to) : undefined,
  )
}

function requireDimensions(vector: Float32Array, dimensions: number): void {
  if (vector.length === dimensions) return
  throw new PermanentError(`A vector of ${vector.length} dimensions does not fit a store of ${dimensions}`)
}
