import { pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, tenantId } from './columns.ts'

/** Secrets that connectors and webhooks use by name. `sealed` is AES-256-GCM (ciphertext, then tag) under the key `keyId` names. */
export const apiCredentials = pgTable(
  'api_credentials',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    name: text('name').notNull(),
    /** Host names the secret may be sent to; none = it is only compared with, as a webhook's is. */
    hosts: text('hosts').array().notNull().default([]),
    keyId: text('key_id').notNull(),
    nonce: bytea('nonce').notNull(),
    sealed: bytea('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [uniqueIndex('api_credentials_tenant_name').on(t.tenantId, t.name)],
)
