import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { eventLineage } from '../../db/schema/index.ts'

export type LineageRow = typeof eventLineage.$inferSelect

/** Notes a change to which event items belong to, within the transaction that makes it. */
export async function saveLineage(
  tx: Db,
  change: Omit<LineageRow, 'id' | 'undoneAt' | 'undoneBy' | 'undoReason'>,
): Promise<LineageRow> {
  const row = { ...change, id: newId(change.at), undoneAt: null, undoneBy: null, undoReason: null }
  await tx.insert(eventLineage).values(row)
  return row
}
