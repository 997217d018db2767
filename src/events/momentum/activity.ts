import type { activityState } from '../../db/schema/index.ts'

export type ActivityState = (typeof activityState.enumValues)[number]

const HOUR = 3_600_000

/** Active until 48 hours without news, then dormant, closed after seven days. */
export function activityAt(lastUpdated: Date, now: Date): ActivityState {
  const idle = now.getTime() - lastUpdated.getTime()
  if (idle >= 7 * 24 * HOUR) return 'closed'
  return idle >= 48 * HOUR ? 'dormant' : 'active'
}
