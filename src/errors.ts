import { DrizzleQueryError } from 'drizzle-orm'

/** A failure that a retry cannot cure: bad payload, unknown id, unreadable content. The queue does not retry it. */
export class PermanentError extends Error {
  override name = 'PermanentError'
}

/** The outside world failed: a source, an endpoint, a file. `retryAfterMs` is what the other side asked for, if it did. */
export class SourceError extends Error {
  override name = 'SourceError'
  readonly retryAfterMs: number | undefined
  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message, options)
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Something asked for by id does not exist in this tenant. HTTP 404. */
export class NotFoundError extends PermanentError {
  override name = 'NotFoundError'
}

/** A version or uniqueness conflict: somebody else changed the row first. HTTP 409. */
export class ConflictError extends Error {
  override name = 'ConflictError'
}

/** The caller decided on a version of the row that is no longer the present one. HTTP 412. */
export class StaleError extends ConflictError {
  override name = 'StaleError'
}

/** Two transactions of our own changed one row: the later one is run again, a bounded number of times. */
export class VersionConflictError extends ConflictError {
  override name = 'VersionConflictError'
}

/** Input from a person or a program that cannot be accepted; `problems` names every bad field. HTTP 400, exit code 2. */
export class InputError extends PermanentError {
  override name = 'InputError'
  readonly problems: readonly { field: string; message: string }[]
  constructor(message: string, problems: readonly { field: string; message: string }[] = []) {
    super(message)
    this.problems = problems
  }
}

/** The text of anything thrown, with its causes, on one line; a failed query gives its cause, not its text and values. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof DrizzleQueryError) return `The database refused a statement: ${messageOf(error.cause)}`
  const cause = error.cause === undefined ? '' : `: ${messageOf(error.cause)}`
  const message =
    error instanceof AggregateError && !error.message ? error.errors.map(messageOf).join('; ') : error.message
  return `${message}${cause}`
}

/** What somebody else's server said went wrong, without the secret it was asked with: some repeat it. */
export function withoutSecret(error: Error, secret: string): Error {
  return new Error(error.message.replaceAll(secret, '…'))
}

/** A setting is missing or wrong, or a program the settings ask for is not there. The message names every problem; exit code 2. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}
