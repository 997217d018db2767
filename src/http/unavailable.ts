/** Something this request needs (the database, the queue) did not answer in time. HTTP 503. */
export class UnavailableError extends Error {
  override name = 'UnavailableError'
}

/**
 * Waits for `work` at most `timeoutMs` real milliseconds, then throws UnavailableError naming `what`: drivers that are reconnecting hold
 * commands back instead of failing them.
 */
export async function answeredWithin<T>(timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
  const settled = await settledWithin(
    timeoutMs,
    work.then((answer) => ({ answer })),
  )
  if (!settled) throw new UnavailableError(`${what} did not answer in ${timeoutMs} ms`)
  return settled.answer
}

/** What `work` comes to within `timeoutMs` real milliseconds, else undefined while it goes on. Throws what it throws until then. */
export async function settledWithin<T extends object>(timeoutMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs)
  })
  // Work that fails after nobody waits for it must not end the process.
  work.catch(() => {})
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
