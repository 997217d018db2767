import type { PipelineRunRow } from '../../pipeline/index.ts'
import type { PipelineRun } from '../contract.ts'

export const presentRun = (row: PipelineRunRow): PipelineRun => ({
  id: row.id,
  stage: row.stage,
  jobId: row.jobId,
  attempt: row.attempt,
  status: row.status,
  counts: row.counts,
  startedAt: row.startedAt.toISOString(),
  durationMs: row.durationMs,
  error: row.error,
})
