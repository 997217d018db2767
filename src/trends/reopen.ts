import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'

interface Range {
  tenantId: string
  from: Date
  to: Date
  limit: number
  /** Id after which to go on. */
  after?: string
}

/** Ids of what became due, and the last one when there may be more. */
interface Reopened {
  ids: string[]
  after: string | undefined
}

/** Makes events with news from `from` up to but without `to` due for scoring again, of one source when given. */
export async function reopenEvents(db: Db, range: Range & { sourceId?: string }): Promise<Reopened> {
  const { tenantId, sourceId } = range
  const ofSource = sql`and exists (select from event_items m join items i on i.id = m.item_id
    where m.event_id = e.id and i.source_id = ${sourceId ?? null})`
  const rows = await db.execute<{ id: string }>(sql`
    update events set scored_version = 0 from (
      select e.id from events e
      where e.tenant_id = ${tenantId} and e.last_updated_at >= ${range.from.toISOString()}::timestamptz
        and e.first_seen_at < ${range.to.toISOString()}::timestamptz
        ${range.after === undefined ? sql`` : sql`and e.id > ${range.after}::uuid`}
        ${sourceId === undefined ? sql`` : ofSource}
      order by e.id limit ${range.limit} for update
    ) chosen
    where events.id = chosen.id returning events.id`)
  return reopened(rows, range.limit)
}

/** Makes the hourly values of active trends due from `from` on. */
export async function reopenSnapshots(db: Db, range: Range): Promise<Reopened> {
  const rows = await db.execute<{ id: string }>(sql`
    update trends set snapshots_stale_from = least(snapshots_stale_from, ${range.from.toISOString()}::timestamptz) from (
      select t.id from trends t where t.tenant_id = ${range.tenantId} and t.is_active
        ${range.after === undefined ? sql`` : sql`and t.id > ${range.after}::uuid`}
      order by t.id limit ${range.limit} for update
    ) chosen
    where trends.id = chosen.id returning trends.id`)
  return reopened(rows, range.limit)
}

function reopened(rows: readonly { id: string }[], limit: number): Reopened {
  const ids = rows.map((row) => row.id).sort()
  return { ids, after: ids.length === limit ? ids.at(-1) : undefined }
}
