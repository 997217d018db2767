import { and, count, desc, eq, gt, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import type { Db } from '../db/client.ts'
import { pipelineRuns } from '../db/schema/index.ts'
import type { PipelineRunRow } from './list-runs.ts'

/** What a stage has done lately. */
export interface StageActivity {
  lastRun: PipelineRunRow | null
  runs24h: number
  failures24h: number
}

const dayMs = 86_400_000

/** The last run of each stage and its runs of the 24 hours before `now`; two queries whatever the number of stages. */
export async function listStageActivity(
  db: Db,
  tenantId: string,
  stages: readonly string[],
  now: Date,
): Promise<Map<string, StageActivity>> {
  const [lastRuns, counts] = await Promise.all([listLastRuns(db, tenantId, stages), countRuns(db, tenantId, now)])
  return new Map(
    stages.map((stage) => {
      const counted = counts.find((row) => row.stage === stage)
      return [
        stage,
        {
          lastRun: lastRuns.find((run) => run.stage === stage) ?? null,
          runs24h: counted?.runs ?? 0,
          failures24h: counted?.failures ?? 0,
        },
      ]
    }),
  )
}

async function listLastRuns(db: Db, tenantId: string, stages: readonly string[]): Promise<PipelineRunRow[]> {
  const lastOf = (stage: string) =>
    db
      .select()
      .from(pipelineRuns)
      .where(and(eq(pipelineRuns.stage, stage), eq(pipelineRuns.tenantId, tenantId)))
      .orderBy(desc(pipelineRuns.startedAt))
      .limit(1)
  // One index probe per stage instead of sorting every run there ever was.
  const [first, second, ...rest] = stages.map(lastOf)
  if (!first) return []
  return second ? unionAll(first, second, ...rest) : first
}

const countRuns = (db: Db, tenantId: string, now: Date) =>
  db
    .select({
      stage: pipelineRuns.stage,
      runs: count(),
      failures: sql<number>`count(*) filter (where ${pipelineRuns.status} = 'failed')`.mapWith(Number),
    })
    .from(pipelineRuns)
    .where(and(eq(pipelineRuns.tenantId, tenantId), gt(pipelineRuns.startedAt, new Date(now.getTime() - dayMs))))
    .groupBy(pipelineRuns.stage)
