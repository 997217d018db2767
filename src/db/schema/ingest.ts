import { index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

/** Requests to the ingest endpoint that carried a key: a repeat is answered from here and stores nothing. */
export const ingestRequests = pgTable(
  'ingest_requests',
  {
    tenantId: tenantId(),
    key: text('key').notNull(),
    /** SHA-256 of the body: the same key with another body is refused. */
    bodyHash: text('body_hash').notNull(),
    answer: jsonb('answer').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.key] }), index('ingest_requests_expires').on(t.expiresAt)],
)
