import { QdrantClientResourceExhaustedError } from '@qdrant/js-client-rest'
import { PermanentError, SourceError } from '../errors.ts'

interface ApiFailure {
  status: number
  data?: { status?: { error?: string } }
}

const isApiFailure = (error: unknown): error is Error & ApiFailure =>
  error instanceof Error && 'status' in error && typeof error.status === 'number'

/** The HTTP status Qdrant answered with; undefined when it did not answer. */
export const qdrantStatus = (error: unknown): number | undefined => (isApiFailure(error) ? error.status : undefined)

/** What a failed call means for the caller; `doing` completes "Qdrant failed to …". A refused request is permanent, all else may pass. */
export function qdrantError(error: unknown, doing: string): Error {
  if (error instanceof QdrantClientResourceExhaustedError) {
    return new SourceError(`Qdrant is too busy to ${doing}`, { cause: error, retryAfterMs: error.retry_after * 1000 })
  }
  const status = qdrantStatus(error)
  if (!isApiFailure(error) || status === undefined) {
    return new SourceError(`Qdrant did not answer a request to ${doing}`, { cause: error })
  }
  const detail = error.data?.status?.error ?? error.message
  const message = `Qdrant failed to ${doing} (${status}): ${detail}`
  // 401 and 403 are an operator's setting, 404 a collection removed by hand: neither is the fault of what was sent.
  return [400, 409, 413, 422].includes(status)
    ? new PermanentError(message, { cause: error })
    : new SourceError(message, { cause: error })
}
