import type { Db } from '../db/client.ts'
import { createPostgresStore } from './postgres-store.ts'
import { createQdrantStore } from './qdrant-store.ts'
import type { VectorStore } from './vector-store.ts'

/** Where vectors are searched: in Qdrant when `qdrant` is given, otherwise exactly and in process over Postgres. */
export interface VectorStoreConfig {
  db: Db
  model: string
  dimensions: number
  qdrant?: { url: string; apiKey?: string | undefined; collectionPrefix?: string } | undefined
}

/** The configured store. Nothing is connected before its first call. */
export function createVectorStore({ db, model, dimensions, qdrant }: VectorStoreConfig): VectorStore {
  return qdrant ? createQdrantStore({ ...qdrant, model, dimensions }) : createPostgresStore({ db, model, dimensions })
}
