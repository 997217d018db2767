import type { Response } from 'express'
import { isDatabaseAway } from '../db/failures.ts'
import { ConfigError, ConflictError, InputError, NotFoundError, StaleError } from '../errors.ts'
import type { Problem } from './contract.ts'
import { UnavailableError } from './unavailable.ts'

/** A refusal with its own status: what the HTTP side itself has to say no to. */
export class HttpError extends Error {
  override name = 'HttpError'
  readonly status: number
  readonly headers: Record<string, string>
  constructor(status: number, message: string, options: ErrorOptions & { headers?: Record<string, string> } = {}) {
    super(message, options)
    this.status = status
    this.headers = options.headers ?? {}
  }
}

const kinds: Record<number, [type: string, title: string]> = {
  400: ['invalid-input', 'The request cannot be accepted as it is'],
  401: ['not-signed-in', 'Sign in or send an API key'],
  403: ['forbidden', 'Not allowed'],
  404: ['not-found', 'Not found'],
  405: ['method-not-allowed', 'This cannot be done here'],
  409: ['conflict', 'Somebody else changed it first'],
  412: ['stale', 'It has changed since you looked'],
  413: ['too-large', 'The request is too large'],
  415: ['unsupported-media-type', 'Send JSON'],
  429: ['too-many-requests', 'Too many requests'],
  500: ['internal', 'Something went wrong here'],
  502: ['source-failed', 'The other side did not go along'],
  503: ['unavailable', 'Not available right now'],
}

/** A problem document of one of the kinds above; other 4xx statuses are told as 400's kind. */
export function problemOf(status: number, detail?: string, errors?: Problem['errors']): Problem {
  const [type, title] = kinds[status] ?? (status < 500 ? kinds[400]! : kinds[500]!)
  return {
    type: `/problems/${type}`,
    title,
    status,
    ...(detail ? { detail } : {}),
    ...(errors?.length ? { errors } : {}),
  }
}

/** Answers with a problem document (RFC 9457). */
export function sendProblem(response: Response, body: Problem, headers: Record<string, string> = {}): void {
  response
    .status(body.status)
    .set({ 'Cache-Control': 'no-store', ...headers })
    .type('application/problem+json')
    .send(JSON.stringify({ ...body, instance: response.req.originalUrl.split('?')[0] }))
}

/** What to answer for anything thrown, and whether it is a fault of ours that belongs in the log. Never a stack trace. */
export function problemFor(error: unknown): { body: Problem; headers: Record<string, string>; isFault: boolean } {
  const answer = (status: number, detail?: string, errors?: readonly { field: string; message: string }[]) => ({
    body: problemOf(status, detail, errors && [...errors]),
    headers: {},
    isFault: status >= 500,
  })
  if (error instanceof HttpError) return { ...answer(error.status, error.message), headers: error.headers }
  if (error instanceof InputError) return answer(400, error.message, error.problems)
  if (error instanceof NotFoundError) return answer(404, error.message)
  if (error instanceof StaleError) return answer(412, error.message)
  if (error instanceof ConflictError) return answer(409, error.message)
  // A setting of the server is missing: its operator is told what, and nobody else can mend it.
  if (error instanceof ConfigError) return answer(503, error.message)
  if (error instanceof UnavailableError) return { ...answer(503, error.message), headers: { 'Retry-After': '5' } }
  if (isDatabaseAway(error))
    return {
      ...answer(503, 'The database does not answer. Nothing was stored; try again.'),
      headers: { 'Retry-After': '5' },
    }
  const refused = refusedByParser(error)
  if (refused) return answer(refused.status, refused.message)
  return answer(500, 'The server’s log says more.')
}

/** What Express and its body parser refuse: a status below 500 and a message meant to be shown. */
function refusedByParser(error: unknown): { status: number; message: string } | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined
  if (error.status < 400 || error.status > 499) return undefined
  if (error.status === 413) return { status: 413, message: 'The body is larger than this route takes.' }
  if (error.status === 415) return { status: 415, message: 'The body’s encoding or character set is not supported.' }
  return { status: error.status, message: `The request cannot be read: ${error.message}` }
}
