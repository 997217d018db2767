import { SourceError } from '../../errors.ts'

/** A source answered with an HTTP status that is no success. */
export class HttpError extends SourceError {
  override name = 'HttpError'
  readonly status: number
  /** What the answer's JSON calls the error (`{"error": "ExpiredToken"}`), when it does. */
  readonly code: string | undefined
  constructor(status: number, message: string, options: ErrorOptions & { retryAfterMs?: number; code?: string } = {}) {
    super(message, options)
    this.status = status
    this.code = options.code
  }
}

const plainWords: Record<number, string> = {
  400: 'it did not understand the request',
  401: 'it wants a password',
  403: 'it refuses access',
  404: 'there is nothing at this address',
  410: 'it is gone for good',
  429: 'it was asked too often',
  500: 'it has an internal error',
  502: 'its server cannot be reached',
  503: 'it is temporarily unavailable',
  504: 'its server did not answer in time',
}

/** The error for a status, in plain words: `HTTP 404: there is nothing at this address`. */
export function httpError(status: number, retryAfterMs: number | undefined, code?: string): HttpError {
  const words = plainWords[status] ?? (status >= 500 ? 'its server failed' : 'it did not deliver')
  return new HttpError(status, `HTTP ${status}: ${words}`, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(code === undefined ? {} : { code }),
  })
}

/** Milliseconds a `Retry-After` header asks for: seconds, or a date relative to the server's own `Date` (else to `now`). */
export function retryAfterMs(
  header: string | undefined,
  serverDate: string | undefined,
  now: Date,
): number | undefined {
  if (!header) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000
  const until = Date.parse(header)
  if (Number.isNaN(until)) return undefined
  const reference = Date.parse(serverDate ?? '')
  return Math.max(0, until - (Number.isNaN(reference) ? now.getTime() : reference))
}
