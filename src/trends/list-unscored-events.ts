import { asc, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { events } from '../db/schema/index.ts'

/** Events that changed since they were last scored, at most `limit` of them in batches per tenant, oldest first. */
export async function listUnscoredEvents(
  db: Db,
  { batch, limit }: { batch: number; limit: number },
): Promise<{ tenantId: string; eventIds: string[] }[]> {
  const rows = await db
    .select({ tenantId: events.tenantId, id: events.id })
    .from(events)
    .where(sql`${events.scoredVersion} < ${events.version}`)
    .orderBy(asc(events.tenantId), asc(events.id))
    .limit(limit)
  const batches: { tenantId: string; eventIds: string[] }[] = []
  for (const { tenantId, id } of rows) {
    const last = batches.at(-1)
    if (last?.tenantId === tenantId && last.eventIds.length < batch) last.eventIds.push(id)
    else batches.push({ tenantId, eventIds: [id] })
  }
  return batches
}
