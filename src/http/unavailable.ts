/** Something this request needs (the database, the queue) did not answer in time. HTTP 503. */
export class UnavailableError extends Error {
  override name = 'UnavailableError'
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
