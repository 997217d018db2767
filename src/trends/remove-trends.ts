import { inArray } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendSnapshots, trends } from '../db/schema/index.ts'

/** Takes trends out for good, with their definitions, evidence and curves. To stop following one, pause it instead. */
export async function removeTrends(tx: Db, trendIds: readonly string[]): Promise<void> {
  if (trendIds.length === 0) return
  // Snapshots carry no foreign key: checking one for each of millions of rows costs more than this statement.
  await tx.delete(trendSnapshots).where(inArray(trendSnapshots.trendId, [...trendIds]))
  await tx.delete(trends).where(inArray(trends.id, [...trendIds]))
}
