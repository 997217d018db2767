import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { pipelineRuns } from '../db/schema/index.ts'

export type PipelineRunRow = typeof pipelineRuns.$inferSelect

export interface RunFilter {
  stage?: string
  status?: 'succeeded' | 'failed'
  limit: number
  /** Only runs that come after this one in the list. */
  after?: { startedAt: Date; id: string }
}

/** Runs of a tenant's stages, newest first. */
export async function listPipelineRuns(db: Db, tenantId: string, filter: RunFilter): Promise<PipelineRunRow[]> {
  const { after } = filter
  return db
    .select()
    .from(pipelineRuns)
    .where(
      and(
        eq(pipelineRuns.tenantId, tenantId),
        filter.stage ? eq(pipelineRuns.stage, filter.stage) : undefined,
        filter.status ? eq(pipelineRuns.status, filter.status) : undefined,
        after &&
          sql`(${pipelineRuns.startedAt}, ${pipelineRuns.id}) < (${after.startedAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(pipelineRuns.startedAt), desc(pipelineRuns.id))
    .limit(filter.limit)
}
