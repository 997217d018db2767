import { gte, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import type { Conflict } from '../db/retry-conflicts.ts'
import { transactionRetries } from '../db/schema/index.ts'

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** Counts a transaction that met another one, on the UTC day of `now`. */
export async function countConflict(db: Db, { kind, gaveUp }: Conflict, now: Date): Promise<void> {
  const lost = gaveUp ? 1 : 0
  await db
    .insert(transactionRetries)
    .values({ day: dayOf(now), kind, retried: 1 - lost, gaveUp: lost })
    .onConflictDoUpdate({
      target: [transactionRetries.day, transactionRetries.kind],
      set: {
        retried: sql`${transactionRetries.retried} + excluded.retried`,
        gaveUp: sql`${transactionRetries.gaveUp} + excluded.gave_up`,
      },
    })
}

/** Transactions tried again, and given up, on the day of `now` and the one before, by kind of conflict. */
export async function listConflicts(
  db: Db,
  now: Date,
): Promise<{ kind: Conflict['kind']; retried: number; gaveUp: number }[]> {
  const { kind, retried, gaveUp, day } = transactionRetries
  return db
    .select({ kind, retried: sql<number>`sum(${retried})::int`, gaveUp: sql<number>`sum(${gaveUp})::int` })
    .from(transactionRetries)
    .where(gte(day, dayOf(new Date(now.getTime() - 86_400_000))))
    .groupBy(kind)
    .orderBy(kind)
}
