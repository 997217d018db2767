import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { trendOverrides, trends } from '../db/schema/index.ts'
import { InputError, NotFoundError } from '../errors.ts'
import { getTrendRow } from './find-trend.ts'
import { toLogOdds } from './log-odds.ts'
import { logOddsOf, refreshCurrentValues } from './value-sql.ts'

export type OverrideRow = typeof trendOverrides.$inferSelect

/** A person's correction: the probability the trend should have now, or by how much its log-odds should move. */
export interface OverrideInput {
  tenantId: string
  trend: string
  move: { toProbability: number } | { delta: number }
  reason: string
  author: string
  now: Date
  /** How fast it fades; the trend's own half-life when missing. */
  halfLifeDays?: number
}

/** Adds a correction as a contribution of its own, with reason and author; it fades like evidence and can be withdrawn. */
export async function addOverride(db: Db, input: OverrideInput): Promise<OverrideRow> {
  if (input.reason.trim() === '')
    throw new InputError('An override needs a reason', [{ field: 'reason', message: 'is empty' }])
  return db.transaction(async (tx) => {
    const trend = await getTrendRow(tx, input.tenantId, input.trend)
    await tx.select({ id: trends.id }).from(trends).where(eq(trends.id, trend.id)).for('update')
    const current = (await logOddsOf(tx, { trendIds: [trend.id], at: input.now })).get(trend.id) ?? 0
    const delta = 'delta' in input.move ? input.move.delta : toLogOdds(inside(input.move.toProbability)) - current
    const [definition] = await tx.execute<{ half_life_days: number }>(
      sql`select half_life_days from trend_definitions where id = ${trend.currentDefinitionId}`,
    )
    const row: OverrideRow = {
      id: newId(input.now),
      tenantId: input.tenantId,
      trendId: trend.id,
      delta,
      halfLifeDays: input.halfLifeDays ?? definition?.half_life_days ?? 30,
      reason: input.reason,
      author: input.author,
      effectiveAt: input.now,
      recordedAt: input.now,
      retractedAt: null,
      retractedBy: null,
    }
    await tx.insert(trendOverrides).values(row)
    await touch(tx, row.trendId, row.effectiveAt, input.now)
    return row
  })
}

/** Withdraws a correction: it stays on record, with who took it back, but counts no longer. Throws NotFoundError when there is none to withdraw. */
export async function retractOverride(
  db: Db,
  { tenantId, id, trendId, author, now }: { tenantId: string; id: string; trendId?: string; author: string; now: Date },
): Promise<OverrideRow> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .update(trendOverrides)
      .set({ retractedAt: now, retractedBy: author })
      .where(
        and(
          eq(trendOverrides.id, id),
          eq(trendOverrides.tenantId, tenantId),
          trendId === undefined ? undefined : eq(trendOverrides.trendId, trendId),
          isNull(trendOverrides.retractedAt),
        ),
      )
      .returning()
    if (row === undefined) throw new NotFoundError(`There is no override ${id} to withdraw`)
    await touch(tx, row.trendId, row.effectiveAt, now)
    return row
  })
}

async function touch(tx: Db, trendId: string, since: Date, now: Date): Promise<void> {
  await tx
    .update(trends)
    .set({
      snapshotsStaleFrom: sql`least(${trends.snapshotsStaleFrom}, ${since.toISOString()}::timestamptz)`,
      updatedAt: now,
    })
    .where(eq(trends.id, trendId))
  await refreshCurrentValues(tx, [trendId], now)
}

function inside(probability: number): number {
  if (probability > 0 && probability < 1) return probability
  throw new InputError('A probability lies between 0 and 1', [{ field: 'probability', message: `is ${probability}` }])
}
