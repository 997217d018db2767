import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'

/** Items of a tenant published from `from` up to but without `to` (where that is unknown, read then), of one source when given. */
export interface ReopenRange {
  tenantId: string
  from: Date
  to: Date
  sourceId?: string
  limit: number
  /** Arrival number after which to go on. */
  afterSeq?: number
}

export interface ReopenedItems {
  items: { id: string; language: string | null }[]
  /** Arrival number of the last one; undefined when there is nothing more. */
  lastSeq: number | undefined
}

/**
 * Makes finished items pending again, those in `error` included, oldest arrivals first: they keep id, arrival number and
 * event. Deleted ones stay as they are.
 */
export function reopenItems(db: Db, range: ReopenRange): Promise<ReopenedItems> {
  const change = sql`processing_status = 'pending', error_message = null, attempts = 0`
  return changeItems(db, range, change, sql`processing_status in ('classified', 'noise', 'error')`)
}

/** Has grouping look again at items that are in an event. */
export function markRegroupDue(db: Db, range: ReopenRange): Promise<ReopenedItems> {
  const grouped = sql`exists (select from event_items m where m.item_id = i.id)`
  return changeItems(db, range, sql`regroup_due = true`, grouped)
}

async function changeItems(
  db: Db,
  { tenantId, from, to, sourceId, limit, afterSeq = 0 }: ReopenRange,
  change: SQL,
  which: SQL,
): Promise<ReopenedItems> {
  const start = sql`${from.toISOString()}::timestamptz`
  const end = sql`${to.toISOString()}::timestamptz`
  const rows = await db.execute<{ id: string; language: string | null; seq: string }>(sql`
    update items set ${change} from (
      select i.id from items i
      where i.tenant_id = ${tenantId} and i.seq > ${afterSeq} and i.deleted_at is null and ${which}
        and coalesce(i.published_at, i.fetched_at) >= ${start} and coalesce(i.published_at, i.fetched_at) < ${end}
        ${sourceId === undefined ? sql`` : sql`and i.source_id = ${sourceId}`}
      order by i.seq limit ${limit} for update
    ) chosen
    where items.id = chosen.id returning items.id, items.language, items.seq`)
  const ordered = [...rows].sort((a, b) => Number(a.seq) - Number(b.seq))
  const last = ordered.at(-1)
  return {
    items: ordered.map(({ id, language }) => ({ id, language })),
    lastSeq: last && ordered.length === limit ? Number(last.seq) : undefined,
  }
}
