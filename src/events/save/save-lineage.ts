import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { insertRows } from '../../db/insert-rows.ts'
import { eventLineage } from '../../db/schema/index.ts'

export type LineageRow = typeof eventLineage.$inferSelect

/** Notes changes to which event items belong to, in their order, within the transaction that makes them. */
export async function saveLineage(
  tx: Db,
  changes: readonly Omit<LineageRow, 'id' | 'undoneAt' | 'undoneBy' | 'undoReason'>[],
): Promise<LineageRow[]> {
  const rows = changes.map((change) => ({
    ...change,
    id: newId(change.at),
    undoneAt: null,
    undoneBy: null,
    undoReason: null,
  }))
  await insertRows(tx, eventLineage, rows)
  return rows
}
