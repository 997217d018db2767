import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import type { RetractionCause } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import type { Retraction } from './restate.ts'

/** What became of an item since evidence was made of it. */
interface ItemFate extends Record<string, unknown> {
  id: string
  deleted_at: string | null
  withdrawn_at: string | null
  revised_at: string | null
  event_id: string | null
}

interface Cause {
  cause: RetractionCause
  /** In plain words, with the ids of what changed. */
  reason: string
}

/** Why each of the rows is taken back, by id: what happened to the items under it, its event and its neighbours since it was recorded. */
export async function findCauses(tx: Db, retractions: readonly Retraction[]): Promise<Map<string, Cause>> {
  const own = retractions.filter((retraction) => !retraction.isNeighbour)
  const fates = await loadFates(tx, [...new Set(own.flatMap(({ row }) => itemsUnder(row)))])
  return new Map(retractions.map((retraction) => [retraction.row.id, causeOf(retraction, fates)]))
}

/** What became of the items decides before anything else: a correction stays one even if other reports came in with it. */
function causeOf({ row, next, isNeighbour, reason }: Retraction, fates: ReadonlyMap<string, ItemFate>): Cause {
  if (isNeighbour) return { cause: 'neighbour', reason }
  const items = itemsUnder(row).flatMap((id) => fates.get(id) ?? [])
  const since = (at: string | null) => at !== null && Date.parse(at) > row.recordedAt.getTime()
  const name = (found: readonly ItemFate[]) => found.map((item) => item.id).join(', ')
  const gone = items.filter((item) => since(item.deleted_at) || since(item.withdrawn_at))
  if (gone.length > 0) return { cause: 'deletion', reason: `its source withdrew ${name(gone)}` }
  const edited = items.filter((item) => since(item.revised_at))
  if (edited.length > 0) return { cause: 'correction', reason: `its source edited ${name(edited)}` }
  const moved = items.filter((item) => item.event_id !== null && item.event_id !== row.eventId)
  if (moved.length > 0) return { cause: 'regrouping', reason: `${name(moved)} went to another event` }
  if (next === null)
    return /merged|retracted|no items/.test(reason) ? { cause: 'regrouping', reason } : { cause: 'reading', reason }
  if (next.definitionId !== row.definitionId) return { cause: 'definition', reason: 'its definition changed' }
  const hasGrown = next.groups.length !== row.groups.length || next.itemIds.length !== row.itemIds.length
  if (hasGrown || next.corroboration !== row.corroboration)
    return { cause: 'growth', reason: 'further reports of its event came in' }
  return { cause: 'reading', reason }
}

const itemsUnder = (row: Retraction['row']): string[] => [
  ...new Set([...row.itemIds, ...row.groups.flatMap((group) => group.itemIds)]),
]

async function loadFates(tx: Db, itemIds: readonly string[]): Promise<Map<string, ItemFate>> {
  if (itemIds.length === 0) return new Map()
  const rows = await tx.execute<ItemFate>(sql`
    select i.id, i.deleted_at, i.retracted_at as withdrawn_at, i.revised_at, p.event_id
    from items i left join event_items p on p.item_id = i.id
    where i.id = any(${uuids(itemIds)})`)
  return new Map(rows.map((row) => [row.id, row]))
}
