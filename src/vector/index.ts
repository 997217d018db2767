export { collectionName } from './collection-name.ts'
export { createVectorStore, type VectorStoreConfig } from './create-vector-store.ts'
export { createPostgresStore, type PostgresStoreOptions } from './postgres-store.ts'
export { createQdrantStore, type QdrantStoreOptions } from './qdrant-store.ts'
export { rebuildIndex, syncIndex } from './rebuild-index.ts'
export { vectorFromBytes, vectorToBytes } from './vector-bytes.ts'
export { vectorIdOf } from './vector-id.ts'
export type {
  OwnerKind,
  VectorFilter,
  VectorHealth,
  VectorHit,
  VectorPoint,
  VectorSearch,
  VectorStore,
} from './vector-store.ts'
