import { v7 } from 'uuid'
import type { Db } from '../../src/db/client.ts'
import { type EmbeddingResult, saveEmbeddings } from '../../src/embedding/index.ts'
import { type VectorPoint, type VectorStore, vectorIdOf } from '../../src/vector/index.ts'

/** A unit vector in the plane of the first two of `dimensions`, at `degrees`: similarities are cosines of differences. */
export function atAngle(degrees: number, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions)
  vector[0] = Math.cos((degrees * Math.PI) / 180)
  vector[1] = Math.sin((degrees * Math.PI) / 180)
  return vector
}

/** A point with everything but its vector filled in. */
export function pointAt(vector: Float32Array, model: string, rest: Partial<VectorPoint> = {}): VectorPoint {
  const owner = { kind: rest.ownerKind ?? 'item', id: rest.ownerId ?? v7() } as const
  return {
    tenantId: 'main',
    language: 'en',
    ownerAt: new Date('2025-05-01T00:00:00Z'),
    ...rest,
    vectorId: vectorIdOf(owner, model),
    ownerKind: owner.kind,
    ownerId: owner.id,
    vector,
  }
}

/** Stores points as the embed stage does: in Postgres first, then in the index. */
export async function storePoints(db: Db, store: VectorStore, points: VectorPoint[], now: Date): Promise<void> {
  await saveEmbeddings(db, store, points.map(resultOf), now)
  await store.upsert(points)
}

const resultOf = ({ vectorId, vector, ...point }: VectorPoint): EmbeddingResult => ({
  ...point,
  textHash: vectorId,
  outcome: { vector },
})
