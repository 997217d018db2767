export { listPipelineRuns, type PipelineRunRow, type RunFilter } from './list-runs.ts'
export { listStageActivity, type StageActivity } from './stage-activity.ts'
