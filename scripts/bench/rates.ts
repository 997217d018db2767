/** Runs `work` and answers how many of `count` things it did a second, to three digits. */
export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return rate(count, performance.now() - startedAt)
}

/** `count` things in `ms` milliseconds as things per second, to three digits. */
export const rate = (count: number, ms: number): number => Number((count / (ms / 1000)).toPrecision(3))

/** A ratio to two decimals. */
export const ratio = (a: number, b: number): number => Math.round((a / b) * 100) / 100
