export type OwnerKind = 'item' | 'event'

/** One vector with what searches filter by. `vectorId` identifies it in every index (see `vectorIdOf`). */
export interface VectorPoint {
  vectorId: string
  tenantId: string
  ownerKind: OwnerKind
  ownerId: string
  language: string | null
  /** The owner's own time. */
  ownerAt: Date | null
  /** Unit length, as many values as the store has dimensions. */
  vector: Float32Array
}

/** A search never leaves its tenant. `from` is inclusive, `to` exclusive; both leave out owners without a time. */
export interface VectorFilter {
  tenantId: string
  ownerKind?: OwnerKind | undefined
  language?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

export interface VectorSearch {
  limit: number
  filter: VectorFilter
  /** Cosine similarity below which nothing is returned, -1..1. */
  minScore?: number | undefined
  signal?: AbortSignal | undefined
}

export interface VectorHit {
  ownerKind: OwnerKind
  ownerId: string
  /** Cosine similarity, -1..1. */
  score: number
}

export type VectorHealth = { ok: true } | { ok: false; reason: string }

/**
 * Nearest-neighbour search over the vectors of one model. Postgres (`embedding_records`) holds every vector; a store is an
 * index over it and can be rebuilt at any time. Failures of the outside world throw SourceError, refused input PermanentError.
 */
export interface VectorStore {
  readonly driver: 'postgres' | 'qdrant'
  readonly model: string
  readonly dimensions: number
  /** Makes the place where vectors go; safe to call any number of times, also from several processes at once. */
  ensureCollection(): Promise<void>
  /** Inserts or replaces by `vectorId`; returns when a search can find them. */
  upsert(points: readonly VectorPoint[], options?: { signal?: AbortSignal | undefined }): Promise<void>
  /** Best first; equal scores in order of owner id. */
  search(vector: Float32Array, search: VectorSearch): Promise<VectorHit[]>
  /** Takes vectors out of the index; unknown ids are fine. */
  delete(vectorIds: readonly string[]): Promise<void>
  count(filter: VectorFilter): Promise<number>
  /** Empties the index (not Postgres), before a rebuild. */
  clear(): Promise<void>
  healthy(): Promise<VectorHealth>
  close(): Promise<void>
}
