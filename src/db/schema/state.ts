import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Short-lived values with an expiry: sign-in links, heartbeats, counters. JSON only. */
export const stateEntries = pgTable(
  'state_entries',
  {
    key: text('key').primaryKey(),
    value: jsonb('value').notNull(),
    expiresAt: instant('expires_at'),
  },
  (t) => [index('state_entries_expires').on(t.expiresAt)],
)
