import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventShards, events } from '../../db/schema/index.ts'
import { ConflictError, NotFoundError, StaleError } from '../../errors.ts'
import { openShard } from '../shard/shard.ts'

/** One end of a change: an event as it stands while its shard is locked. */
export interface EventEnd {
  id: string
  language: string
  version: number
  mergedInto: string | null
}

/** Who changes what and why; `reason` is kept in the lineage. */
export interface ChangeRequest {
  tenantId: string
  actor: string
  reason: string
  now: Date
}

/**
 * Runs a person's change to events in one transaction, as the writer of their shards; engines of those shards are made
 * again from the tables afterwards. The ends come in the order asked for. Throws NotFoundError.
 */
export async function openChange<T>(
  db: Db,
  { tenantId, now }: ChangeRequest,
  eventIds: readonly string[],
  change: (tx: Db, ends: EventEnd[]) => Promise<T>,
): Promise<T> {
  const languages = [...new Set((await readEnds(db, tenantId, eventIds)).map((end) => end.language))].sort()
  for (const language of languages) await openShard(db, { tenantId, language }, now)
  return await db.transaction(async (tx) => {
    const shards = and(eq(eventShards.tenantId, tenantId), inArray(eventShards.language, languages))
    // always in the same order, so that two changes cannot wait for each other
    await tx.select().from(eventShards).where(shards).orderBy(asc(eventShards.language)).for('update')
    const done = await change(tx, await readEnds(tx, tenantId, eventIds))
    await tx
      .update(eventShards)
      .set({ version: sql`${eventShards.version} + 1`, updatedAt: now })
      .where(shards)
    return done
  })
}

async function readEnds(db: Db, tenantId: string, eventIds: readonly string[]): Promise<EventEnd[]> {
  const rows = await db
    .select({ id: events.id, language: events.language, version: events.version, mergedInto: events.mergedInto })
    .from(events)
    .where(and(eq(events.tenantId, tenantId), inArray(events.id, [...eventIds])))
  return eventIds.map((id) => {
    const row = rows.find((candidate) => candidate.id === id)
    if (!row) throw new NotFoundError(`There is no event ${id}`)
    return row
  })
}

/** Throws ConflictError for an event that became part of another, StaleError when it is not in the version expected. */
export function requireStanding(end: EventEnd, expectedVersion?: number): void {
  if (end.mergedInto !== null)
    throw new ConflictError(`Event ${end.id} has become part of event ${end.mergedInto}; change that one.`)
  if (expectedVersion !== undefined && expectedVersion !== end.version)
    throw new StaleError(
      `Event ${end.id} is in version ${end.version} by now, not ${expectedVersion}. Look at it again, then decide.`,
    )
}
