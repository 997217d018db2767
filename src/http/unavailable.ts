/** Error codes of a driver that cannot reach the server, and of a server that is starting, stopping or full. */
const away = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57014',
  '55P03',
])

/** Something this request needs (the database, the queue) did not answer in time. HTTP 503. */
export class UnavailableError extends Error {
  override name = 'UnavailableError'
}

/** Whether an error, or what caused it, is the database being away, restarting, full or too busy: worth trying again later. */
export function isDatabaseAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? cause.code : undefined
    if (typeof code === 'string' && (away.has(code) || code.startsWith('08'))) return true
    if (cause instanceof AggregateError && cause.errors.some(isDatabaseAway)) return true
  }
  return false
}

/**
 * Waits for `work` at most `timeoutMs` real milliseconds, then throws UnavailableError naming `what`: drivers that are reconnecting hold
 * commands back instead of failing them.
 */
export async function answeredWithin<T>(timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError(`${what} did not answer in ${timeoutMs} ms`)), timeoutMs)
  })
  // Work that fails after nobody waits for it must not end the process.
  work.catch(() => {})
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
