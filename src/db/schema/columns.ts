import { customType, text, timestamp } from 'drizzle-orm/pg-core'

/** A UTC instant with millisecond precision, the precision of a JavaScript Date, so a value read back equals the one written. */
export const instant = (name?: string) => timestamp(name ?? '', { withTimezone: true, precision: 3, mode: 'date' })

/** The tenant a row belongs to. The first workspace is called `main`. */
export const tenantId = () => text('tenant_id').notNull().default('main')

/** Raw bytes; a Node Buffer both ways. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** Postgres full-text vector; written with to_tsvector, never read back. */
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })
