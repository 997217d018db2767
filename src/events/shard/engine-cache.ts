import type { Db } from '../../db/client.ts'
import type { Engine } from '../engine/engine.ts'
import type { ShardKey } from './shard.ts'

/** An engine that stands where the shard's row stands. */
export interface ShardEngine {
  engine: Engine
  version: number
}

const MOST_PER_DATABASE = 8

/**
 * Engines a process keeps between batches, least recently used dropped first. An entry is good only while its version
 * is the shard row's; otherwise it is made again from the database, so losing the cache loses nothing.
 */
export interface EngineCache {
  take(db: Db, key: ShardKey, version: number): ShardEngine | undefined
  put(db: Db, key: ShardKey, entry: ShardEngine): void
}

export function createEngineCache(): EngineCache {
  const databases = new WeakMap<Db, Map<string, ShardEngine>>()
  const nameOf = ({ tenantId, language }: ShardKey) => JSON.stringify([tenantId, language])
  return {
    // taken out: a batch that fails leaves no half-advanced engine behind
    take(db, key, version) {
      const entries = databases.get(db)
      const entry = entries?.get(nameOf(key))
      entries?.delete(nameOf(key))
      return entry?.version === version ? entry : undefined
    },
    put(db, key, entry) {
      const entries = databases.get(db) ?? new Map<string, ShardEngine>()
      databases.set(db, entries)
      entries.set(nameOf(key), entry)
      for (const oldest of entries.keys()) {
        if (entries.size <= MOST_PER_DATABASE) break
        entries.delete(oldest)
      }
    },
  }
}
