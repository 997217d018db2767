import { type SQL, sql } from 'drizzle-orm'

/** Whether an event's momentum can still change with time alone. The index `events_moving` is on this condition, word for word. */
export const isMoving = (e: SQL) => sql`(${e}.merged_into is null and ${e}.item_count > 0
  and (${e}.activity_state <> 'closed' or ${e}.momentum_state <> 'dead' or ${e}.rank is not null or ${e}.momentum_at is null))`
