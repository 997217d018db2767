import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, tenantId } from './columns.ts'

/** Keys programs sign in with; only a SHA-256 of the key is kept. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    name: text('name').notNull(),
    keyHash: text('key_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [uniqueIndex('api_keys_hash').on(t.keyHash)],
)

/** Signed-in browsers; the cookie holds the secret, the row its SHA-256. */
export const webSessions = pgTable(
  'web_sessions',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    secretHash: text('secret_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [uniqueIndex('web_sessions_secret').on(t.secretHash), index('web_sessions_expires').on(t.expiresAt)],
)
