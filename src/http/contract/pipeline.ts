import { z } from 'zod'
import { cursorParam, id, instant, limitParam } from './common.ts'

/** How many jobs a queue holds in each state. */
export const queueCounts = z
  .object({
    waiting: z.int(),
    active: z.int(),
    delayed: z.int(),
    completed: z.int(),
    failed: z.int(),
  })
  .meta({ id: 'QueueCounts' })

/** A queue and its jobs. */
export const queueState = z
  .object({ name: z.string(), isPaused: z.boolean(), counts: queueCounts })
  .meta({ id: 'QueueState' })

/** One run of a stage. */
export const pipelineRun = z
  .object({
    id,
    stage: z.string(),
    jobId: z.string(),
    attempt: z.int(),
    status: z.enum(['succeeded', 'failed']),
    counts: z.record(z.string(), z.number()),
    startedAt: instant,
    durationMs: z.int(),
    error: z.string().nullable(),
  })
  .meta({ id: 'PipelineRun' })

/** A stage of the pipeline, in order, with what flows out of it. */
export const pipelineStage = z
  .object({
    name: z.string(),
    /** Names of the stages its results go to. */
    next: z.array(z.string()),
    /** Milliseconds between its scheduled runs; null when only other stages start it. */
    everyMs: z.number().nullable(),
    queue: queueState,
    lastRun: pipelineRun.nullable(),
    runs24h: z.int(),
    failures24h: z.int(),
    /** The last time its tables were asked what is due. */
    sweep: z.object({ at: instant, enqueued: z.int(), held: z.int(), durationMs: z.int() }).nullable(),
    /** Jobs that exhausted their attempts and are not dealt with. */
    deadLetters: z.int(),
  })
  .meta({ id: 'PipelineStage' })

/** The stages, and how often transactions met another and were tried again yesterday and today. */
export const pipeline = z
  .object({
    data: z.array(pipelineStage),
    conflicts: z.array(
      z.object({ kind: z.enum(['deadlock', 'serialization', 'version']), retried: z.int(), gaveUp: z.int() }),
    ),
  })
  .meta({ id: 'Pipeline' })

export const listRunsQuery = z.object({
  stage: z.string().max(100).optional(),
  status: z.enum(['succeeded', 'failed']).optional(),
  limit: limitParam(50, 200),
  cursor: cursorParam,
})

/** Which trends to take a snapshot of; all of them when missing. */
export const snapshotRequest = z
  .strictObject({ trends: z.array(z.string().min(1).max(80)).min(1).max(500).optional() })
  .meta({ id: 'SnapshotRequest' })

/** The work was handed to a queue. */
export const queued = z.object({ queue: z.string(), jobs: z.int() }).meta({ id: 'Queued' })

export type QueueState = z.infer<typeof queueState>
export type PipelineRun = z.infer<typeof pipelineRun>
export type Pipeline = z.infer<typeof pipeline>
export type PipelineStage = z.infer<typeof pipelineStage>
export type Queued = z.infer<typeof queued>
