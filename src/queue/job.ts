import type { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import type { Embedder, TextVectors } from '../embedding/index.ts'
import type { ChatModel } from '../llm/index.ts'
import type { Log } from '../log.ts'
import type { VectorStore } from '../vector/index.ts'

/** What refines matching by words: an embedder's second opinion, a language model's assessment. */
export interface Matching {
  vectors?: TextVectors | undefined
  chat?: ChatModel | undefined
  /** Questions to `chat` per tenant in 24 hours. */
  questionsPerDay: number
}

/** Real milliseconds of silence after which a run is taken for dead, unless the settings say otherwise. */
export const LOCK_MS = 30_000

/** What every stage may use besides its payload. Made once per process by the entry. */
export interface Services {
  db: Db
  clock: Clock
  log: Log
  embedder: Embedder
  vectors: VectorStore
  /** How events are matched to indicators; words alone when missing. */
  matching?: Matching
  /** In place of `LOCK_MS`. */
  lockMs?: number | undefined
  /** Sources on loopback and private networks may be read (development, recorded feeds). */
  allowPrivateNetwork: boolean
  /** Where people open the dashboard, without a slash at the end; messages link to it when it is known. */
  publicUrl?: string | undefined
  /** Opens the credentials of sources; without it none can be used. */
  keyring?: Keyring
}

/** What `process` receives: services, the instant the run started on the process clock, and the identity of the run. */
export interface JobContext extends Services {
  now: Date
  jobId: string
  /** 1 for the first try. */
  attempt: number
  /** Aborted when the process must stop and the job has outstayed its grace. */
  signal: AbortSignal
}

/** Payloads for a stage downstream, made with `to`. */
export interface Forward {
  job: AnyJob
  payload: unknown
}

export interface JobResult {
  /** Figures for pipeline_runs, e.g. `{ items: 120, errors: 1 }`; all zero or none means nothing was due. */
  counts?: Record<string, number>
  next?: Forward[]
}

/** A stretch of the past of one tenant, from `from` up to but without `to`, in the items' own time; of one source when given. */
export interface ReplayPage {
  tenantId: string
  from: Date
  to: Date
  sourceId?: string
  /** Rows of this page at most, and where the page before ended. */
  limit: number
  after?: string
}

export interface ReplayedPage<Payload> {
  payloads: Payload[]
  /** Rows made due. */
  rows: number
  /** Missing when this was the last page. */
  after?: string
}

export interface JobOptions {
  attempts?: number
  backoff?: { type: 'exponential' | 'fixed'; delay: number }
  /** Jobs of this queue one worker process runs at once. */
  concurrency?: number
}

export interface JobDeclaration<Name extends string, Payload extends z.ZodType> {
  name: Name
  /** Ids and plain JSON only; parsed on enqueue and on consume. */
  payload: Payload
  /** The payload's list of ids, when it is a batch of them: a batch that fails is divided until what fails is alone. */
  batch?: Extract<keyof z.output<Payload>, string>
  /** How often, in clock milliseconds, the tables are asked what is due. */
  schedule: { every: number }
  options?: JobOptions
  /** Its work reaches outside the database (feeds, vectors): a dry run leaves it out. */
  isOutside?: true
  /** Stages this one forwards to: the arrows of the pipeline. */
  next?: readonly AnyJob[]
  /** The payloads of everything the tables say is due at `now`, bounded. The schedule and the reconcile sweep run it. */
  due(context: { db: Db; now: Date }): Promise<z.input<Payload>[]>
  process(payload: z.output<Payload>, context: JobContext): Promise<JobResult>
  /** Makes finished work of the past due again, a page at a time, and answers its payloads. Missing where there is no past to redo. */
  replay?(context: { db: Db; now: Date }, page: ReplayPage): Promise<ReplayedPage<z.input<Payload>>>
}

export interface Job<Name extends string = string, Payload extends z.ZodType = z.ZodType>
  extends JobDeclaration<Name, Payload> {
  options: Required<JobOptions>
  next: readonly AnyJob[]
}

// biome-ignore lint/suspicious/noExplicitAny: a job of any payload; the payload is parsed before it reaches `process`
export type AnyJob = Job<string, any>
export type PayloadOf<J extends AnyJob> = z.input<J['payload']>

/** Declares a queue, its payload, its schedule and its work; the runtime derives everything else from it. */
export function defineJob<const Name extends string, Payload extends z.ZodType>(
  declaration: JobDeclaration<Name, Payload>,
): Job<Name, Payload> {
  return {
    ...declaration,
    next: declaration.next ?? [],
    options: {
      attempts: 3,
      backoff: { type: 'exponential', delay: 2_000 },
      concurrency: 1,
      ...declaration.options,
    },
  }
}

/** Payloads forwarded to `job`, checked by the compiler against its schema. */
export function to<J extends AnyJob>(job: J, payloads: readonly PayloadOf<J>[]): Forward[] {
  return payloads.map((payload) => ({ job, payload }))
}
