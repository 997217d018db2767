import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { embeddingRecords as records } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import { type OwnerKind, type VectorPoint, vectorFromBytes, vectorIdOf, vectorToBytes } from '../vector/index.ts'

/** What embedding one owner's text came to: a vector, or the reason why the model refused it. */
export interface EmbeddingResult {
  tenantId: string
  ownerKind: OwnerKind
  ownerId: string
  language: string | null
  ownerAt: Date | null
  textHash: string
  outcome: { vector: Float32Array } | { error: string }
}

interface Model {
  model: string
  dimensions: number
}

/** Saves one record per owner and model; saving again replaces text hash and vector and asks for indexing anew. */
export async function saveEmbeddings(
  db: Db,
  { model, dimensions }: Model,
  results: EmbeddingResult[],
  now: Date,
): Promise<void> {
  if (results.length === 0) return
  const rows = results.map(({ outcome, ownerKind, ownerId, ...rest }) => ({
    id: newId(now),
    ...rest,
    ownerKind,
    ownerId,
    model,
    dimensions,
    vectorId: vectorIdOf({ kind: ownerKind, id: ownerId }, model),
    status: 'vector' in outcome ? ('succeeded' as const) : ('failed' as const),
    vector: 'vector' in outcome ? vectorToBytes(outcome.vector) : null,
    error: 'error' in outcome ? outcome.error : null,
    createdAt: now,
    updatedAt: now,
  }))
  const replaced = ['status', 'vector', 'error', 'text_hash', 'dimensions', 'language', 'owner_at', 'updated_at']
  await db
    .insert(records)
    .values(rows)
    .onConflictDoUpdate({
      target: [records.ownerKind, records.ownerId, records.model],
      set: {
        ...Object.fromEntries(replaced.map((column) => [camel(column), sql.raw(`excluded.${column}`)])),
        indexedAt: null,
      },
    })
}

const camel = (column: string): string => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

export type StoredEmbedding = VectorPoint & { textHash: string; indexedAt: Date | null }

/** Stored points of owners that have a vector under `model`, by owner id, with the hash of the text they stand for. */
export async function listEmbeddings(
  db: Db,
  { model, dimensions }: Model,
  ownerKind: OwnerKind,
  ownerIds: string[],
): Promise<Map<string, StoredEmbedding>> {
  if (ownerIds.length === 0) return new Map()
  const rows = await db
    .select()
    .from(records)
    .where(
      and(
        eq(records.ownerKind, ownerKind),
        sql`${records.ownerId} = any(${uuids(ownerIds)})`,
        eq(records.model, model),
        eq(records.dimensions, dimensions),
        eq(records.status, 'succeeded'),
      ),
    )
  return new Map(
    rows.flatMap(({ vector, ...row }) =>
      vector ? [[row.ownerId, { ...row, vector: vectorFromBytes(vector, dimensions) }] as const] : [],
    ),
  )
}

/** Notes that the vector index holds the owners' vectors of `model`. */
export async function markIndexed(
  db: Db,
  model: string,
  ownerKind: OwnerKind,
  ownerIds: string[],
  now: Date,
): Promise<void> {
  if (ownerIds.length === 0) return
  await db
    .update(records)
    .set({ indexedAt: now })
    .where(
      and(
        eq(records.ownerKind, ownerKind),
        sql`${records.ownerId} = any(${uuids(ownerIds)})`,
        eq(records.model, model),
      ),
    )
}

/** Removes the records of owners that are not to be found any more. */
export async function deleteEmbeddings(db: Db, ownerKind: OwnerKind, ownerIds: string[]): Promise<void> {
  if (ownerIds.length === 0) return
  await db
    .delete(records)
    .where(and(eq(records.ownerKind, ownerKind), sql`${records.ownerId} = any(${uuids(ownerIds)})`))
}
