import { type SQL, sql } from 'drizzle-orm'

/** Whether `normalize` has not finished with the item `i`. The index `items_open` is on this condition, word for word. */
export const isUnfinished = (i: SQL = sql`items`) => sql`${i}.processing_status in ('pending', 'processing')`
