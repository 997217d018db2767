import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

/** What a person or a program did to the workspace by hand, and who it was. Rows are only ever added. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    at: instant('at').notNull(),
    /** The API key's name, `browser`, or the account on the command line. */
    actor: text('actor').notNull(),
    via: text('via').$type<'api' | 'cli' | 'board'>().notNull(),
    action: text('action').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [index('audit_entries_at').on(t.tenantId, t.at)],
)
