import { eq, sql } from 'drizzle-orm'
import { type Actor, recordAudit } from '../audit/index.ts'
import type { Db } from '../db/client.ts'
import { trends } from '../db/schema/index.ts'
import { getTrendRow } from './find-trend.ts'
import { lockScoring } from './locks.ts'
import { markEventsDue } from './save-definition.ts'

/** Pauses a trend (its evidence and curve stay as they are) or takes it up again, with everything that happened meanwhile; who did is recorded. */
export async function setTrendActive(
  db: Db,
  change: { tenantId: string; trend: string; isActive: boolean; actor: Actor; now: Date },
): Promise<void> {
  const { tenantId, trend: ref, isActive, actor, now } = change
  await db.transaction(async (tx) => {
    await lockScoring(tx, tenantId)
    const trend = await getTrendRow(tx, tenantId, ref)
    if (trend.isActive === isActive) return
    await tx
      .update(trends)
      .set({ isActive, updatedAt: now, version: sql`${trends.version} + 1` })
      .where(eq(trends.id, trend.id))
    if (isActive) await markEventsDue(tx, tenantId, trend.updatedAt)
    const action = `trends.${isActive ? 'resume' : 'pause'}`
    await recordAudit(tx, { tenantId, actor, action, details: { trend: trend.slug }, now })
  })
}
