import type { PipelineRunRow, StageSweep } from '../../pipeline/index.ts'
import type { PipelineRun, PipelineStage } from '../contract.ts'

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

export const presentSweep = (sweep: StageSweep | undefined): PipelineStage['sweep'] =>
  sweep === undefined
    ? null
    : {
        at: sweep.sweptAt.toISOString(),
        enqueued: sweep.enqueued,
        held: sweep.held,
        durationMs: sweep.durationMs,
      }
