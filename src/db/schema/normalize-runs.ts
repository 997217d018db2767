import { sql } from 'drizzle-orm'
import { pgTable, uuid } from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

/** Batches of items `normalize` has begun and not ended. One whose process died over it stays: each of its items counts as begun once. */
export const normalizeRuns = pgTable('normalize_runs', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  itemIds: uuid('item_ids').array().notNull(),
  /** Real time of the server: nobody else works on its items until it must be dead. */
  startedAt: instant('started_at').notNull().default(sql`clock_timestamp()`),
})
