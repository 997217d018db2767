import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { listEventsApart } from '../change/apart.ts'
import { vectorsOf } from '../engine/document.ts'
import { defaultParams, Engine, type Past } from '../engine/engine.ts'
import { FREQUENCY_STEP, FREQUENCY_WINDOW } from '../engine/frequencies.ts'
import { itemTextOf } from './item-text.ts'
import { listGroupedItems, listMembers } from './members.ts'
import type { ShardKey } from './shard.ts'

const PAGE = 2_000
/** Activity is judged in whole steps of arrivals and whole hours; reading a little more than needed does no harm. */
const SLACK_ARRIVALS = 128
const SLACK_MS = 2 * 3_600_000

/**
 * Makes the engine that grouped the shard up to `cursorSeq`: every item of the events that may still be active, plus
 * the arrivals the document frequencies look back on.
 */
export async function restoreEngine(db: Db, key: ShardKey, cursorSeq: number): Promise<Engine> {
  const engine = new Engine()
  const newest = await newestTime(db, key)
  if (newest === undefined) return engine
  const fixed = new Set((await listEventsApart(db, key.tenantId)).flat())
  const history = new Map<number, Past>()
  const active = await listMembers(db, await listActiveEvents(db, key, newest, cursorSeq))
  for (const member of active) {
    history.set(member.seq, {
      item: vectorsOf(itemTextOf(member)),
      event: member.eventId,
      fixed: member.placedBy !== null || fixed.has(member.eventId),
    })
  }
  for (let from = Math.max(0, cursorSeq - FREQUENCY_WINDOW - 2 * FREQUENCY_STEP); from <= cursorSeq; from += PAGE) {
    const upTo = Math.min(from + PAGE, cursorSeq)
    for (const member of await listGroupedItems(db, key, from, upTo + 1)) {
      if (!history.has(member.seq)) history.set(member.seq, { item: vectorsOf(itemTextOf(member)), event: null })
    }
  }
  const ordered = [...history.entries()].sort(([a], [b]) => a - b).map(([, entry]) => entry)
  engine.restore(ordered, newest, cursorSeq)
  return engine
}

/** The stream's clock: the newest item time of the shard (ms), undefined while it has no events. */
async function newestTime(db: Db, { tenantId, language }: ShardKey): Promise<number | undefined> {
  const [row] = await db.execute<{ newest: string | null }>(sql`
    select extract(epoch from last_updated_at) * 1000 as newest from events
    where tenant_id = ${tenantId} and language = ${language}
    order by last_updated_at desc limit 1
  `)
  return row?.newest == null ? undefined : Math.round(Number(row.newest))
}

/** Whether the shard's engine reads any of these items: in an event that may be active, or among the latest arrivals. */
export async function isReadByEngine(
  db: Db,
  key: ShardKey,
  cursorSeq: number,
  changed: readonly { seq: number; eventId: string }[],
): Promise<boolean> {
  if (changed.some(({ seq }) => seq > cursorSeq - FREQUENCY_WINDOW - 2 * FREQUENCY_STEP)) return true
  const newest = await newestTime(db, key)
  if (newest === undefined) return false
  const active = new Set(await listActiveEvents(db, key, newest, cursorSeq))
  return changed.some(({ eventId }) => active.has(eventId))
}

async function listActiveEvents(
  db: Db,
  { tenantId, language }: ShardKey,
  newest: number,
  cursorSeq: number,
): Promise<string[]> {
  const since = new Date(newest - defaultParams.windowMs - SLACK_MS).toISOString()
  const recent = cursorSeq - defaultParams.recentArrivals - SLACK_ARRIVALS
  const rows = await db.execute<{ id: string }>(sql`
    select e.id from events e
    where e.tenant_id = ${tenantId} and e.language = ${language} and e.merged_into is null
      and e.last_updated_at >= ${since}::timestamptz
    union
    select m.event_id from items i join event_items m on m.item_id = i.id join events e on e.id = m.event_id
    where i.tenant_id = ${tenantId} and i.seq > ${recent} and e.language = ${language}
  `)
  return rows.map((row) => row.id)
}
