import { createHash } from 'node:crypto'
import { isDatabaseAway } from '../../db/failures.ts'
import { conflictOf } from '../../db/retry-conflicts.ts'
import type { FailureCause } from '../../db/schema/index.ts'
import { InputError, messageOf, PermanentError, SourceError } from '../../errors.ts'

/** Why a job failed, in a form that equal failures share. */
export interface Failure {
  cause: FailureCause
  /** 16 hexadecimal digits; equal for failures that differ in ids and numbers only. */
  fingerprint: string
  reason: string
}

const longestReason = 2_000

/** What kind of failure an error is, by its type. */
export function failureOf(error: unknown, stage: string): Failure {
  return failure(causeOf(error), messageOf(error), stage)
}

/** A failure of which only the queue's message is left: the process that met it is gone. */
export function lostFailure(reason: string, stage: string): Failure {
  return failure('lost', reason, stage)
}

/** Failures that pass by themselves, such as a database that is away: work stopped by them is not to blame. */
export function isPassing(error: unknown): boolean {
  return ['database', 'outside'].includes(causeOf(error))
}

function failure(cause: FailureCause, message: string, stage: string): Failure {
  const kind = message
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '#')
    .replace(/\d+/g, '#')
    .slice(0, 300)
  const fingerprint = createHash('sha256').update(`${stage}\n${cause}\n${kind}`).digest('hex').slice(0, 16)
  return { cause, fingerprint, reason: message.replaceAll('\0', '').slice(0, longestReason) }
}

function causeOf(error: unknown): FailureCause {
  if (error instanceof InputError) return 'payload'
  if (error instanceof PermanentError) return 'permanent'
  if (error instanceof SourceError) return 'outside'
  return isDatabaseAway(error) || conflictOf(error) !== undefined ? 'database' : 'fault'
}
