import { type Db, openDatabase } from '../../src/db/client.ts'
import { newId } from '../../src/db/id.ts'
import { items, tenants } from '../../src/db/schema/index.ts'
import { createEngineCache, groupNextItems } from '../../src/events/index.ts'
import type { ClusterLine } from '../commands/cluster-input.ts'
import { rate } from './rates.ts'
import { withScratchDatabase } from './scratch-database.ts'

const shard = { tenantId: 'main', language: 'en' }
/** As `cluster-events` takes them. */
const batchSize = 250

/** How fast one writer groups a shard whose items are in the database, everything written. */
export interface WriterSpeed {
  items: number
  /** By the clock on the wall, and by the processor time of the writer alone. */
  itemsPerSecond: number
  itemsPerWriterSecond: number
  /** The batch of a worker that has just taken the shard over, its engine made from the tables (s). */
  firstBatchAfterMoveSeconds: number
}

/** Groups the English lines of a stream in batches, all but the last by one worker, on a database made for it. */
export async function measureWriter(lines: readonly ClusterLine[]): Promise<WriterSpeed> {
  const english = lines.filter((line) => line.language === 'en')
  return await withScratchDatabase(undefined, async (url) => {
    const { db, close } = openDatabase(url, { max: 2 })
    try {
      await storeNormalised(db, english)
      const now = new Date()
      const cache = createEngineCache()
      const kept = Math.max(0, english.length - batchSize)
      const startedAt = performance.now()
      const cpu = process.cpuUsage()
      for (let done = 0; done < kept; )
        done += (await groupNextItems(db, cache, shard, Math.min(batchSize, kept - done), now)).items
      const { user, system } = process.cpuUsage(cpu)
      const wallMs = performance.now() - startedAt
      const movedAt = performance.now()
      await groupNextItems(db, createEngineCache(), shard, batchSize, now)
      return {
        items: english.length,
        itemsPerSecond: rate(kept, wallMs),
        itemsPerWriterSecond: rate(kept, (user + system) / 1_000),
        firstBatchAfterMoveSeconds: Number(((performance.now() - movedAt) / 1_000).toFixed(1)),
      }
    } finally {
      await close()
    }
  })
}

/** Stores lines as `normalize` leaves them. */
async function storeNormalised(db: Db, lines: readonly ClusterLine[]): Promise<void> {
  const sourceId = newId(new Date())
  const rows = lines.map(({ id, title, text, url, source, publishedAt }, i) => {
    const at = new Date(publishedAt ?? 0)
    const times = { publishedAt: at, fetchedAt: at, ingestedAt: at }
    const about = { title, text, url, publisher: source, owner: source, language: 'en' }
    return {
      ...about,
      ...times,
      id: newId(at),
      seq: i + 1,
      sourceId,
      connector: 'push',
      externalId: id,
      processingStatus: 'classified' as const,
    }
  })
  for (let at = 0; at < rows.length; at += 500) await db.insert(items).values(rows.slice(at, at + 500))
  const itemSeq = rows.length
  await db
    .insert(tenants)
    .values({ id: shard.tenantId, name: shard.tenantId, itemSeq })
    .onConflictDoUpdate({ target: tenants.id, set: { itemSeq } })
}
