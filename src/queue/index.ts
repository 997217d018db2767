export { openQueueBackend, type QueueBackend, type QueueBackendConfig } from './backend.ts'
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
export { type QueueState, Queues } from './queues.ts'
export { reconcile } from './reconcile.ts'
export { registerSchedules, type Scheduler, startScheduler } from './scheduler.ts'
export { startWorkers, type WorkerGroup } from './worker.ts'
