import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { uuids } from '../db/uuids.ts'
import { isNotHeld } from './request-pages.ts'
import { isUnfinished } from './unfinished.ts'

/** Runs that may begin an item without finishing it; a process that dies over it leaves no other trace. */
export const MOST_ATTEMPTS = 5

/** A pending item, and how often it was begun and never finished. */
export interface Attempted {
  id: string
  revision: number
  attempts: number
}

/**
 * The pending ones among these items that neither wait for a page nor are in the hands of a run that began less than `lockMs` ago, in
 * arrival order.
 */
export async function listAttempts(
  db: Db,
  tenantId: string,
  itemIds: readonly string[],
  { now, lockMs }: { now: Date; lockMs: number },
): Promise<Attempted[]> {
  if (itemIds.length === 0) return []
  return await db.execute<Attempted & Record<string, unknown>>(sql`
    with begun as materialized (
      select unnest(item_ids) as id, count(*)::int as times,
        max(started_at) > clock_timestamp() - make_interval(secs => ${lockMs / 1_000}) as is_running
      from normalize_runs
      where tenant_id = ${tenantId} and item_ids && ${uuids(itemIds)} group by 1)
    select items.id, items.revision, coalesce(begun.times, 0) as attempts
    from items left join begun on begun.id = items.id
    where items.tenant_id = ${tenantId} and items.id = any(${uuids(itemIds)}) and ${isUnfinished()}
      and ${isNotHeld(now)} and begun.is_running is not true
    order by items.seq`)
}

/** Notes that a run begins these items, before anything is done with them; answers the note's id. */
export async function noteRun(db: Db, tenantId: string, itemIds: readonly string[]): Promise<string> {
  const [run] = await db.execute<{ id: string }>(sql`
    insert into normalize_runs (id, tenant_id, item_ids)
    values (gen_random_uuid(), ${tenantId}, ${uuids(itemIds)}) returning id`)
  return run!.id
}

/** Takes back the note of a run that ended in good order: what it did not finish is not to blame. */
export async function dropRun(db: Db, id: string): Promise<void> {
  await db.execute(sql`delete from normalize_runs where id = ${id}`)
}

/** Takes back the notes of runs that died, once none of their items is pending. */
export async function dropSettledRuns(db: Db, tenantId: string): Promise<void> {
  await db.execute(sql`
    delete from normalize_runs run where tenant_id = ${tenantId} and not exists (
      select from items where items.id = any(run.item_ids) and ${isUnfinished()})`)
}
