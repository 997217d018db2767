/** Longest pause a header can ask for. */
const longestMs = 86_400_000

/**
 * Milliseconds a host wants to be left alone, by the headers of an answer that succeeded: until the reset once nothing is left
 * (`ratelimit-remaining`/`-reset`, also with `x-`; the reset in seconds from now, as Unix time or as a date).
 */
export function pauseAskedMs(header: (name: string) => string | undefined, now: Date): number {
  for (const prefix of ['ratelimit', 'x-ratelimit', 'x-rate-limit']) {
    const remaining = header(`${prefix}-remaining`)
    if (remaining === undefined || !(Number.parseFloat(remaining) < 1)) continue
    const reset = header(`${prefix}-reset`)?.trim() ?? ''
    const reference = Date.parse(header('date') ?? '') || now.getTime()
    const ms = untilReset(reset, reference)
    if (ms !== undefined) return Math.min(longestMs, Math.max(0, ms))
  }
  return 0
}

function untilReset(reset: string, reference: number): number | undefined {
  if (/^\d{1,9}(\.\d+)?$/.test(reset)) {
    const seconds = Number(reset)
    return seconds * 1_000
  }
  if (/^\d{10}(\.\d+)?$/.test(reset)) return Number(reset) * 1_000 - reference
  if (/^\d{13}$/.test(reset)) return Number(reset) - reference
  const at = Date.parse(reset)
  return Number.isNaN(at) ? undefined : at - reference
}
