export const hourMs = 3_600_000

/** The full hour an instant lies in (UTC). */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs)
}

/** Trends are followed back at most this far, in days. */
export const longestHistoryDays = 400

/**
 * First grid hour of a trend: that of its creation or the last full hour before its first contribution, whichever is earlier,
 * bounded by the longest history. Recorded news is often older than the trend that reads it; its curve begins at the baseline.
 */
export function gridStart(createdAt: Date, firstContributionAt: Date | null, now: Date): Date {
  const beforeFirstMs = firstContributionAt === null ? Number.POSITIVE_INFINITY : firstContributionAt.getTime() - hourMs
  const boundMs = now.getTime() - longestHistoryDays * 24 * hourMs
  return hourOf(new Date(Math.max(boundMs, Math.min(createdAt.getTime(), beforeFirstMs))))
}
