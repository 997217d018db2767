import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { listEventsApart } from '../change/apart.ts'
import { type ItemVectors, vectorsOf } from '../engine/document.ts'
import { defaultParams, Engine } from '../engine/engine.ts'
import { FREQUENCY_STEP, FREQUENCY_WINDOW } from '../engine/frequencies.ts'
import { itemTextOf } from './item-text.ts'
import { listGroupedItems, listMembers } from './members.ts'
import type { ShardKey } from './shard.ts'

const PAGE = 2_000
/** Activity is judged in whole steps of arrivals and whole hours; reading a little more than needed does no harm. */
const SLACK_ARRIVALS = 128
const SLACK_MS = 2 * 3_600_000

/** An item of a shard's past; `eventId` is null when its event takes no more items. */
export interface PastItem {
  item: ItemVectors
  eventId: string | null
  placedByPerson: boolean
}

/** What a shard's engine is made from. */
export interface ShardHistory {
  /** By arrival number, in that order. */
  entries: Map<number, PastItem>
  /** Newest item time of the shard (ms); undefined while it has no events. */
  newest: number | undefined
  cursorSeq: number
  /** Events a person keeps apart from others. */
  apart: Set<string>
}

/**
 * Reads what the engine that grouped the shard up to `cursorSeq` knew: every item of the events that may still be active,
 * plus the arrivals the document frequencies look back on.
 */
export async function readHistory(db: Db, key: ShardKey, cursorSeq: number): Promise<ShardHistory> {
  const newest = await newestTime(db, key)
  if (newest === undefined) return { entries: new Map(), newest, cursorSeq, apart: new Set() }
  const known = new Map<number, PastItem>()
  for (const member of await listMembers(db, await listActiveEvents(db, key, newest, cursorSeq))) {
    const { seq, eventId, placedBy } = member
    known.set(seq, { item: vectorsOf(itemTextOf(member)), eventId, placedByPerson: placedBy !== null })
  }
  for (let from = Math.max(0, cursorSeq - FREQUENCY_WINDOW - 2 * FREQUENCY_STEP); from <= cursorSeq; from += PAGE) {
    const upTo = Math.min(from + PAGE, cursorSeq)
    for (const member of await listGroupedItems(db, key, from, upTo + 1)) {
      if (known.has(member.seq)) continue
      known.set(member.seq, { item: vectorsOf(itemTextOf(member)), eventId: null, placedByPerson: false })
    }
  }
  const entries = new Map([...known].sort(([a], [b]) => a - b))
  return { entries, newest, cursorSeq, apart: new Set((await listEventsApart(db, key.tenantId)).flat()) }
}

/** Makes the engine of a history, as if the item with arrival number `withoutSeq` had never come. */
export function engineOf({ entries, newest, cursorSeq, apart }: ShardHistory, withoutSeq?: number): Engine {
  const engine = new Engine()
  if (newest === undefined) return engine
  const past = [...entries.values()]
    .filter(({ item }) => item.seq !== withoutSeq)
    .map(({ item, eventId, placedByPerson }) => ({
      item,
      event: eventId,
      fixed: placedByPerson || (eventId !== null && apart.has(eventId)),
    }))
  engine.restore(past, newest, cursorSeq)
  return engine
}

/** Makes the engine that grouped the shard up to `cursorSeq` from the tables alone. */
export async function restoreEngine(db: Db, key: ShardKey, cursorSeq: number): Promise<Engine> {
  return engineOf(await readHistory(db, key, cursorSeq))
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
