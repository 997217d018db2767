import { eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { stateEntries, tenants } from '../db/schema/index.ts'
import { syncIndex, type VectorStore } from '../vector/index.ts'
import type { Embedder } from './embedder.ts'

const modelKey = 'embedding:model'
const itemsPerStatement = 5_000

export interface ReadyServices {
  db: Db
  embedder: Pick<Embedder, 'model'>
  vectors: VectorStore
  now: Date
  signal?: AbortSignal | undefined
}

const started = new WeakMap<VectorStore, Promise<void>>()

/**
 * Brings what is stored in line with the settings, once per store of this process: after a change of model everything is due for
 * embedding again, and an index that is new or lost points is filled from Postgres. A failure is thrown and tried again at
 * the next call.
 */
export function readyVectors(services: ReadyServices): Promise<void> {
  const { vectors } = services
  let ready = started.get(vectors)
  if (!ready) {
    ready = prepare(services).catch((error: unknown) => {
      started.delete(vectors)
      throw error
    })
    started.set(vectors, ready)
  }
  return ready
}

async function prepare({ db, embedder, vectors, now, signal }: ReadyServices): Promise<void> {
  const [known] = await db.select().from(stateEntries).where(eq(stateEntries.key, modelKey))
  if (known?.value !== embedder.model) {
    await requeueAll(db, signal)
    await db
      .insert(stateEntries)
      .values({ key: modelKey, value: embedder.model })
      .onConflictDoUpdate({ target: stateEntries.key, set: { value: embedder.model } })
  }
  await syncIndex(db, vectors, { now, signal })
}

/** Makes every event and every item due, in portions that keep locks short. Owners whose vector is known already cost no embedding. */
async function requeueAll(db: Db, signal: AbortSignal | undefined): Promise<void> {
  for (const { id, itemSeq } of await db.select({ id: tenants.id, itemSeq: tenants.itemSeq }).from(tenants)) {
    await db.execute(sql`
      update events set embedded_version = 0, embedding_status = 'pending', embedding_error = null
      where tenant_id = ${id} and embedded_version > 0`)
    for (let seq = 0; seq <= itemSeq; seq += itemsPerStatement) {
      signal?.throwIfAborted()
      await db.execute(sql`
        update items set embedding_status = 'pending', embedding_error = null
        where tenant_id = ${id} and seq > ${seq} and seq <= ${seq + itemsPerStatement}
          and processing_status = 'classified' and embedding_status <> 'pending'`)
    }
  }
}
