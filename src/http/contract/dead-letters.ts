import { z } from 'zod'
import { cursorParam, id, instant, instantParam, limitParam } from './common.ts'

const failureCause = z.enum(['payload', 'permanent', 'outside', 'database', 'lost', 'fault'])

/** A job that exhausted its attempts. */
export const deadLetter = z
  .object({
    id,
    stage: z.string(),
    /** Null when asking the tables what is due is what failed. */
    payload: z.record(z.string(), z.unknown()).nullable(),
    cause: failureCause,
    fingerprint: z.string(),
    reason: z.string(),
    /** Jobs of the queue that failed with this payload. */
    jobIds: z.array(z.string()),
    attempts: z.int(),
    /** How often all attempts were exhausted. */
    failures: z.int(),
    firstFailedAt: instant,
    lastFailedAt: instant,
    /** Sweeps leave it alone until then. */
    heldUntil: instant.nullable(),
    retriedAt: instant.nullable(),
    retriedBy: z.string().nullable(),
    resolution: z.enum(['retried', 'recovered', 'discarded']).nullable(),
    resolvedAt: instant.nullable(),
    resolvedBy: z.string().nullable(),
  })
  .meta({ id: 'DeadLetter' })

/** Open letters that failed alike. */
export const deadLetterCause = z
  .object({
    stage: z.string(),
    cause: failureCause,
    fingerprint: z.string(),
    reason: z.string(),
    letters: z.int(),
    failures: z.int(),
    firstFailedAt: instant,
    lastFailedAt: instant,
  })
  .meta({ id: 'DeadLetterCause' })

export const listDeadLettersQuery = z.object({
  stage: z.string().max(100).optional(),
  cause: failureCause.optional(),
  fingerprint: z.string().max(64).optional(),
  status: z.enum(['open', 'resolved']).optional(),
  limit: limitParam(50, 200),
  cursor: cursorParam,
})

/** Which open letters; `{"all": true}` when nothing else is said. Times are of the last failure. */
export const deadLetterChoice = z
  .strictObject({
    ids: z.array(id).min(1).max(1_000).optional(),
    stage: z.string().min(1).max(100).optional(),
    cause: failureCause.optional(),
    fingerprint: z.string().min(1).max(64).optional(),
    from: instantParam.optional(),
    to: instantParam.optional(),
    all: z.literal(true).optional(),
  })
  .refine((choice) => Object.keys(choice).length > 0, 'say which: ids, stage, cause, fingerprint, from, to, or all')
  .meta({ id: 'DeadLetterChoice' })

export const lettersRetried = z
  .object({
    letters: z.int(),
    /** Of those, how many are in their queue again; a payload its stage refuses cannot be. */
    retried: z.int(),
    /** False when more letters match than one call takes. */
    isComplete: z.boolean(),
  })
  .meta({ id: 'LettersRetried' })

export const lettersDiscarded = z.object({ letters: z.int() }).meta({ id: 'LettersDiscarded' })

/** Which stage to run again over which past; times are those of publication. */
export const replayRequest = z
  .strictObject({
    stage: z.string().min(1).max(100).default('normalize'),
    from: instantParam,
    to: instantParam,
    sourceId: id.optional(),
  })
  .meta({ id: 'ReplayRequest' })

export const replayed = z
  .object({
    stage: z.string(),
    rows: z.int(),
    runs: z.int(),
    /** False when it was still being marked after 20 s: it goes on, `rows` and `runs` are those so far. */
    isComplete: z.boolean(),
  })
  .meta({ id: 'Replayed' })

const count = z.record(z.string(), z.int())
const values = z.record(z.string(), z.unknown())

/** What would change, found by doing it in a transaction that was rolled back. */
export const preview = z
  .object({
    runs: count,
    leftOut: count,
    failures: z.array(z.object({ stage: z.string(), payload: z.unknown(), error: z.string() })),
    tables: z.array(
      z.object({ table: z.string(), inserted: z.int(), updated: z.int(), rewritten: z.int(), deleted: z.int() }),
    ),
    rows: z.array(
      z.object({
        table: z.string(),
        key: z.string(),
        kind: z.enum(['inserted', 'updated']),
        before: values.nullable(),
        after: values,
      }),
    ),
    trends: z.array(
      z.object({
        slug: z.string(),
        name: z.string(),
        logOddsBefore: z.number(),
        logOddsAfter: z.number(),
        probabilityBefore: z.number(),
        probabilityAfter: z.number(),
      }),
    ),
    isComplete: z.boolean(),
  })
  .meta({ id: 'Preview' })

/** What somebody did by hand. */
export const auditEntry = z
  .object({
    id,
    at: instant,
    actor: z.string(),
    via: z.enum(['api', 'cli', 'board']),
    action: z.string(),
    details: values,
  })
  .meta({ id: 'AuditEntry' })

export const listAuditQuery = z.object({ limit: limitParam(50, 200), cursor: cursorParam })

export type DeadLetter = z.infer<typeof deadLetter>
export type DeadLetterCause = z.infer<typeof deadLetterCause>
export type DeadLetterChoice = z.input<typeof deadLetterChoice>
export type Preview = z.infer<typeof preview>
export type ReplayRequest = z.input<typeof replayRequest>
export type Replayed = z.infer<typeof replayed>
export type AuditEntry = z.infer<typeof auditEntry>
