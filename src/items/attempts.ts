import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { isNotHeld } from './request-pages.ts'

/** Runs that may begin an item without finishing it; a process that dies over it leaves no other trace. */
export const MOST_ATTEMPTS = 5

const among = (tenantId: string, itemIds: readonly string[]) => sql`tenant_id = ${tenantId}
  and id in (select value::uuid from json_array_elements_text(${JSON.stringify(itemIds)}::json))`

/** The pending ones among these items that do not wait for a page, in arrival order, each with how often it was begun before. */
export async function listAttempts(
  db: Db,
  tenantId: string,
  itemIds: readonly string[],
  now: Date,
): Promise<{ id: string; revision: number; attempts: number }[]> {
  if (itemIds.length === 0) return []
  return await db.execute<{ id: string; revision: number; attempts: number }>(sql`
    select id, revision, attempts from items
    where ${among(tenantId, itemIds)} and processing_status = 'pending' and ${isNotHeld(now)} order by seq`)
}

/** Counts an attempt at these pending items, before anything is done with them. */
export async function countAttempt(db: Db, tenantId: string, itemIds: readonly string[]): Promise<void> {
  if (itemIds.length === 0) return
  await db.execute(sql`
    update items set attempts = attempts + 1 where ${among(tenantId, itemIds)} and processing_status = 'pending'`)
}

/** Takes back an attempt that ended in good order without finishing these items: the process lives, they are not to blame. */
export async function takeBackAttempt(db: Db, tenantId: string, itemIds: readonly string[]): Promise<void> {
  if (itemIds.length === 0) return
  await db.execute(sql`
    update items set attempts = greatest(attempts - 1, 0)
    where ${among(tenantId, itemIds)} and processing_status = 'pending'`)
}
