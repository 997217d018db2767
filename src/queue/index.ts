export { openQueueBackend, type QueueBackend, type QueueBackendConfig } from './backend.ts'
export { keepFailedJobs } from './failed-jobs.ts'
export {
  type AnyJob,
  defineJob,
  type Job,
  type JobContext,
  type JobResult,
  type PayloadOf,
  type Services,
  to,
} from './job.ts'
export type { Preview } from './preview.ts'
export { type QueueState, Queues } from './queues.ts'
export { reconcile, reconcileJob } from './reconcile.ts'
export { previewReplay, type Replay, type Replayed, replay } from './replay.ts'
export { discardLetters, previewRetry, retryDeadLetters } from './retry.ts'
export { registerSchedules, type Scheduler, startScheduler } from './scheduler.ts'
export { startWorkers, type WorkerGroup } from './worker.ts'
