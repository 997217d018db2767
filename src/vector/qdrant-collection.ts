import type { QdrantClient } from '@qdrant/js-client-rest'
import { PermanentError } from '../errors.ts'
import { qdrantError } from './qdrant-errors.ts'
import { payloadIndexes } from './qdrant-filter.ts'

/**
 * Makes the collection and its payload indexes where they are missing; several processes may do so at once. PermanentError
 * when a collection of that name exists with another vector size or distance.
 */
export async function ensureQdrantCollection(client: QdrantClient, name: string, dimensions: number): Promise<void> {
  try {
    if (!(await client.collectionExists(name)).exists) await create(client, name, dimensions)
    const { config, payload_schema } = await client.getCollection(name)
    requireShape(config.params.vectors, name, dimensions)
    for (const [field_name, field_schema] of Object.entries(payloadIndexes)) {
      if (!payload_schema[field_name]) await client.createPayloadIndex(name, { field_name, field_schema, wait: true })
    }
  } catch (error) {
    if (error instanceof PermanentError) throw error
    throw qdrantError(error, `prepare collection ${name}`)
  }
}

async function create(client: QdrantClient, name: string, dimensions: number): Promise<void> {
  try {
    await client.createCollection(name, { vectors: { size: dimensions, distance: 'Cosine' } })
  } catch (error) {
    // Another process may have been faster; then there is one and its shape is checked next.
    if (!(await client.collectionExists(name)).exists) throw error
  }
}

function requireShape(vectors: unknown, name: string, dimensions: number): void {
  const shape = vectors as { size?: unknown; distance?: unknown } | undefined
  if (shape?.size === dimensions && shape.distance === 'Cosine') return
  throw new PermanentError(
    `Collection ${name} has ${JSON.stringify(vectors)} where one Cosine vector of ${dimensions} dimensions is needed`,
  )
}
