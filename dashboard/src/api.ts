import type { Problem } from '../../src/http/contract.ts'

/** A request the API refused; `status` 401 means: sign in. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** GETs a path under /api/v1. Throws ApiError with the problem's own words. */
export async function get<T>(path: string, query: Record<string, string | number | undefined> = {}): Promise<T> {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value))
  return request<T>('GET', `${path}${search.size ? `?${search}` : ''}`)
}

/** Sends a change to a path under /api/v1; with `version`, only if the row is still in that one. */
export function send<T>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  version?: number,
): Promise<T> {
  return request<T>(method, path, body, version === undefined ? {} : { 'if-match': `"${version}"` })
}

async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: {
      ...headers,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ApiError(0, `Bellwether does not answer (${cause instanceof Error ? cause.message : 'network'}).`)
  })
  if (response.ok) return (await response.json()) as T
  const problem = (await response.json().catch(() => ({ title: response.statusText }))) as Partial<Problem>
  throw new ApiError(response.status, wordsOf(problem, response.status))
}

/** What was wrong: the fields that could not be accepted, unless the text tells of them already. */
function wordsOf({ detail, title, errors = [] }: Partial<Problem>, status: number): string {
  const text = detail ?? title ?? `HTTP ${status}`
  const untold = errors.filter(({ message }) => !text.includes(message))
  return untold.map(({ field, message }) => `${field} ${message}`).join('\n') || text
}
