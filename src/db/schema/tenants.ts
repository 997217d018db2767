import { sql } from 'drizzle-orm'
import { bigint, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Isolated workspaces. `itemSeq` hands out items' arrival numbers: updating it locks the row, so commit order is seq order. */
export const tenants = pgTable('tenants', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  itemSeq: bigint('item_seq', { mode: 'number' }).notNull().default(0),
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull().default({}),
  createdAt: instant('created_at').notNull().default(sql`now()`),
})
