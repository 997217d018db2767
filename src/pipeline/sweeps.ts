import type { Db } from '../db/client.ts'
import { stageSweeps } from '../db/schema/index.ts'

export type StageSweep = typeof stageSweeps.$inferSelect

/** Notes that a stage's tables were asked what is due, and what came of it. */
export async function recordSweep(db: Db, { stage, ...sweep }: StageSweep): Promise<void> {
  await db
    .insert(stageSweeps)
    .values({ stage, ...sweep })
    .onConflictDoUpdate({ target: stageSweeps.stage, set: sweep })
}

/** The last sweep of each stage, by its name. */
export async function listSweeps(db: Db): Promise<Map<string, StageSweep>> {
  return new Map((await db.select().from(stageSweeps)).map((sweep) => [sweep.stage, sweep]))
}
