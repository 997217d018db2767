import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { events } from '../../db/schema/index.ts'
import { uuids } from '../../db/uuids.ts'

/** Which of the given events later stages have not seen in their present version. */
export async function listUnfinishedEvents(
  db: Db,
  tenantId: string,
  ids: readonly string[],
): Promise<{ unscored: string[]; unembedded: string[] }> {
  if (ids.length === 0) return { unscored: [], unembedded: [] }
  const rows = await db
    .select({
      id: events.id,
      unscored: sql<boolean>`${events.scoredVersion} < ${events.version}`,
      unembedded: sql<boolean>`${events.embeddedVersion} < ${events.version}`,
    })
    .from(events)
    .where(and(eq(events.tenantId, tenantId), sql`${events.id} = any(${uuids(ids)})`))
    .orderBy(asc(events.id))
  return {
    unscored: rows.filter((row) => row.unscored).map((row) => row.id),
    unembedded: rows.filter((row) => row.unembedded).map((row) => row.id),
  }
}
