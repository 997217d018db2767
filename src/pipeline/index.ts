export { type Failure, failureOf, isPassing, lostFailure } from './dead-letters/failure.ts'
export {
  type DeadLetterCause,
  type DeadLetterFilter,
  type DeadLetterRow,
  discardDeadLetters,
  listDeadLetterCauses,
  listDeadLetters,
  markJobsRetried,
  markRetried,
} from './dead-letters/list.ts'
export {
  type ExhaustedJob,
  hasUnresolved,
  listKeptJobIds,
  listUnresolvedDigests,
  recordDeadLetter,
  resolveDeadLetters,
} from './dead-letters/record.ts'
export { listPipelineRuns, type PipelineRunRow, type RunFilter } from './list-runs.ts'
export { type RowChange, type RowChanges, type TableChanges, type TrendMove, watchChanges } from './row-changes.ts'
export { listStageActivity, type StageActivity } from './stage-activity.ts'
export { listSweeps, recordSweep, type StageSweep } from './sweeps.ts'
export { countConflict, listConflicts } from './transaction-retries.ts'
