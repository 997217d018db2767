import { and, asc, count, eq, gt, inArray, isNotNull } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { embeddingRecords as records } from '../db/schema/index.ts'
import { pointColumns, toPoint } from './record-cache.ts'
import type { VectorStore } from './vector-store.ts'

const pageSize = 500

export interface RebuildOptions {
  now: Date
  signal?: AbortSignal | undefined
  onProgress?: (done: number) => void
}

/** Empties the store and fills it again with every vector of its model in Postgres; answers how many. */
export async function rebuildIndex(db: Db, store: VectorStore, options: RebuildOptions): Promise<number> {
  await store.clear()
  const tenants = await db
    .selectDistinct({ tenantId: records.tenantId })
    .from(records)
    .where(and(eq(records.model, store.model), isNotNull(records.vector)))
  let done = 0
  for (const { tenantId } of tenants) {
    done += await indexTenant(db, store, tenantId, { ...options, onProgress: (n) => options.onProgress?.(done + n) })
  }
  return done
}

/**
 * Compares the store with Postgres, tenant by tenant, and fills in a tenant whose counts differ (a store that is new, was
 * restored or lost data). Answers how many vectors were written; 0 when all agree. Cheap enough for every start.
 */
export async function syncIndex(db: Db, store: VectorStore, options: RebuildOptions): Promise<number> {
  await store.ensureCollection()
  if (store.driver === 'postgres') return 0
  const tenants = await db
    .select({ tenantId: records.tenantId, rows: count() })
    .from(records)
    .where(and(eq(records.model, store.model), isNotNull(records.vector)))
    .groupBy(records.tenantId)
  let written = 0
  for (const { tenantId, rows } of tenants) {
    if ((await store.count({ tenantId })) !== rows) written += await indexTenant(db, store, tenantId, options)
    // Postgres is written first, so more points than rows can only be left-overs of rows since deleted.
    const points = await store.count({ tenantId })
    if (points > (await countVectors(db, store.model, tenantId))) return rebuildIndex(db, store, options)
  }
  return written
}

async function countVectors(db: Db, model: string, tenantId: string): Promise<number> {
  const [row] = await db
    .select({ rows: count() })
    .from(records)
    .where(and(eq(records.tenantId, tenantId), eq(records.model, model), isNotNull(records.vector)))
  return row?.rows ?? 0
}

async function indexTenant(db: Db, store: VectorStore, tenantId: string, options: RebuildOptions): Promise<number> {
  let done = 0
  let after: string | undefined
  for (;;) {
    options.signal?.throwIfAborted()
    const rows = await db
      .select(pointColumns)
      .from(records)
      .where(
        and(
          eq(records.tenantId, tenantId),
          eq(records.model, store.model),
          eq(records.dimensions, store.dimensions),
          isNotNull(records.vector),
          after ? gt(records.id, after) : undefined,
        ),
      )
      .orderBy(asc(records.id))
      .limit(pageSize)
    const last = rows.at(-1)
    if (!last) return done
    const points = rows.map((row) => toPoint(row, store.dimensions)).filter((point) => point !== undefined)
    await store.upsert(points, { signal: options.signal })
    const ids = rows.map((row) => row.id)
    await db.update(records).set({ indexedAt: options.now }).where(inArray(records.id, ids))
    done += rows.length
    options.onProgress?.(done)
    after = last.id
  }
}
