import { asc, eq } from 'drizzle-orm'
import { trendSnapshots } from '../../src/db/schema/index.ts'
import { saveSnapshots } from '../../src/snapshots/save-snapshots.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { scoreEvents } from '../../src/trends/score-events.ts'
import { useDatabase } from '../support/database.ts'
import { markMatcher, now, openNewsroom, strait } from '../trends/newsroom.ts'

/** A newsroom whose events move one trend, with a database of its own. */
export function useTrackedTrend() {
  const database = useDatabase()

  async function openTrend(createdAt = now) {
    const room = await openNewsroom(database.db)
    const { tenantId } = room
    const { trendId } = await saveDefinition(database.db, {
      tenantId,
      definition: strait(),
      now: createdAt,
      author: 'tests',
    })
    const score = (eventIds: string[]) =>
      scoreEvents(database.db, { tenantId, eventIds, matcher: markMatcher, now, jobId: 'job-1' })
    const save = (at = now) => saveSnapshots(database.db, { tenantId, trendIds: [trendId], now: at })
    return { ...room, trendId, score, save }
  }

  const listRows = (trendId: string) =>
    database.db
      .select()
      .from(trendSnapshots)
      .where(eq(trendSnapshots.trendId, trendId))
      .orderBy(asc(trendSnapshots.timestamp))

  return { database, openTrend, listRows }
}
