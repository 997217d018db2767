import type { QdrantClient } from '@qdrant/js-client-rest'
import { messageOf, PermanentError } from '../errors.ts'
import { collectionName } from './collection-name.ts'
import { createQdrantClient } from './qdrant-client.ts'
import { ensureQdrantCollection } from './qdrant-collection.ts'
import { qdrantError, qdrantStatus } from './qdrant-errors.ts'
import { type QdrantPayload, qdrantFilter } from './qdrant-filter.ts'
import type { OwnerKind, VectorFilter, VectorHit, VectorPoint, VectorStore } from './vector-store.ts'

export interface QdrantStoreOptions {
  url: string
  apiKey?: string | undefined
  model: string
  dimensions: number
  /** First part of the collection's name, so that installations can share a server. */
  collectionPrefix?: string
  timeoutMs?: number
  /** Points per upsert request; 256 of 384 dimensions are about 2 MB of JSON. */
  batchSize?: number
}

/** Vectors in one Qdrant collection per model and size; cosine, every write waited for, every read inside one tenant. */
export function createQdrantStore(options: QdrantStoreOptions): VectorStore {
  const { model, dimensions, batchSize = 256 } = options
  const name = collectionName(options.collectionPrefix ?? 'bellwether', model, dimensions)
  const client = createQdrantClient({
    url: options.url,
    apiKey: options.apiKey,
    timeoutMs: options.timeoutMs ?? 30_000,
  })
  let prepared: Promise<void> | undefined

  const ensureCollection = (): Promise<void> => {
    prepared ??= ensureQdrantCollection(client, name, dimensions).catch((error: unknown) => {
      prepared = undefined
      throw error
    })
    return prepared
  }

  /** Runs a call on the collection; makes it anew when somebody removed it meanwhile. */
  async function call<T>(doing: string, run: () => Promise<T>): Promise<T> {
    await ensureCollection()
    try {
      return await run().catch(async (error: unknown) => {
        if (qdrantStatus(error) !== 404) throw error
        prepared = undefined
        await ensureCollection()
        return run()
      })
    } catch (error) {
      throw error instanceof PermanentError ? error : qdrantError(error, doing)
    }
  }

  return {
    driver: 'qdrant',
    model,
    dimensions,
    ensureCollection,
    async upsert(points, { signal } = {}) {
      for (const point of points) requireDimensions(point.vector, dimensions)
      for (let start = 0; start < points.length; start += batchSize) {
        signal?.throwIfAborted()
        const batch = points.slice(start, start + batchSize).map(toQdrantPoint)
        await call('store vectors', () => client.upsert(name, { wait: true, points: batch }))
      }
    },
    async search(vector, { limit, filter, minScore, signal }) {
      requireDimensions(vector, dimensions)
      signal?.throwIfAborted()
      if (limit < 1) return []
      const { points } = await call('search', () =>
        client.query(name, {
          query: Array.from(vector),
          filter: qdrantFilter(filter),
          limit,
          with_payload: ['owner_kind', 'owner_id'],
          with_vector: false,
          ...(minScore === undefined ? {} : { score_threshold: minScore }),
        }),
      )
      return points.map(toHit).sort((a, b) => b.score - a.score || (a.ownerId < b.ownerId ? -1 : 1))
    },
    async delete(vectorIds) {
      for (let start = 0; start < vectorIds.length; start += batchSize) {
        const batch = vectorIds.slice(start, start + batchSize)
        await call('delete vectors', () => client.delete(name, { wait: true, points: batch }))
      }
    },
    async count(filter: VectorFilter) {
      return (await call('count vectors', () => client.count(name, { filter: qdrantFilter(filter), exact: true })))
        .count
    },
    async clear() {
      await call('empty the collection', () => client.deleteCollection(name))
      prepared = undefined
      await ensureCollection()
    },
    healthy: () => health(client, ensureCollection),
    close: async () => {},
  }
}

async function health(client: QdrantClient, ensureCollection: () => Promise<void>) {
  try {
    await client.versionInfo()
    await ensureCollection()
    return { ok: true as const }
  } catch (error) {
    return { ok: false as const, reason: messageOf(qdrantStatus(error) ? qdrantError(error, 'answer') : error) }
  }
}

function requireDimensions(vector: Float32Array, dimensions: number): void {
  if (vector.length === dimensions) return
  throw new PermanentError(`A vector of ${vector.length} dimensions does not fit a collection of ${dimensions}`)
}

function toQdrantPoint(point: VectorPoint): { id: string; vector: number[]; payload: QdrantPayload } {
  return {
    id: point.vectorId,
    vector: Array.from(point.vector),
    payload: {
      tenant_id: point.tenantId,
      owner_kind: point.ownerKind,
      owner_id: point.ownerId,
      ...(point.language === null ? {} : { language: point.language }),
      ...(point.ownerAt === null ? {} : { published_at: point.ownerAt.toISOString() }),
    },
  }
}

function toHit(point: { score: number; payload?: Record<string, unknown> | null | undefined }): VectorHit {
  return {
    ownerKind: point.payload?.owner_kind as OwnerKind,
    ownerId: String(point.payload?.owner_id),
    score: point.score,
  }
}
