import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, tenantId } from './columns.ts'
import { embeddingStatus } from './items.ts'

/** One vector of an item or event under a model. The vector index (Qdrant or in process) can be rebuilt from here. */
export const embeddingRecords = pgTable(
  'embedding_records',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    ownerKind: text('owner_kind').$type<'item' | 'event'>().notNull(),
    ownerId: uuid('owner_id').notNull(),
    model: text('model').notNull(),
    dimensions: integer('dimensions').notNull(),
    /** UUIDv5 of owner and model: the point's id in the vector index. */
    vectorId: uuid('vector_id').notNull(),
    status: embeddingStatus('status').notNull(),
    error: text('error'),
    /** Hash of the embedded text: unchanged text is not embedded again. */
    textHash: text('text_hash').notNull(),
    /** `dimensions` little-endian float32 values, unit length. */
    vector: bytea('vector'),
    language: text('language'),
    /** The owner's own time, for filters. */
    ownerAt: instant('owner_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** When the vector index took it; null = not yet. */
    indexedAt: instant('indexed_at'),
  },
  (t) => [
    uniqueIndex('embedding_records_owner').on(t.ownerKind, t.ownerId, t.model),
    index('embedding_records_updated').on(t.tenantId, t.model, t.ownerKind, t.updatedAt),
  ],
)
