import { eq, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import type { Db } from '../../src/db/client.ts'
import { eventShards, events, items } from '../../src/db/schema/index.ts'

const at = new Date('2025-05-01T12:00:00Z')
let seq = 0

/** A normalised item as the stages before leave it, English unless said otherwise. Returns its id. */
export async function insertItem(db: Db, values: Partial<typeof items.$inferInsert> = {}): Promise<string> {
  const id = values.id ?? v7()
  const { title = '', text = '' } = values
  seq++
  await db.insert(items).values({
    seq,
    sourceId: v7(),
    connector: 'rss',
    externalId: id,
    publishedAt: at,
    fetchedAt: at,
    ingestedAt: at,
    language: 'en',
    processingStatus: 'classified',
    fts: sql`to_tsvector('english', ${title} || ' ' || ${text})` as never,
    ...values,
    id,
  })
  return id
}

/** An event as grouping leaves it, English unless said otherwise. Returns its id. */
export async function insertEvent(db: Db, values: Partial<typeof events.$inferInsert> = {}): Promise<string> {
  const id = values.id ?? v7()
  const { headline = 'Something happened', canonicalSummary = '' } = values
  await db.insert(events).values({
    language: 'en',
    headline,
    primaryItemId: v7(),
    itemCount: 1,
    sourceCount: 1,
    independentSourceCount: 1,
    firstSeenAt: at,
    lastUpdatedAt: at,
    createdAt: at,
    updatedAt: at,
    fts: sql`to_tsvector('english', ${headline} || ' ' || ${canonicalSummary})` as never,
    ...values,
    id,
  })
  return id
}

/** Notes that a tenant has items of a language. */
export async function insertShard(db: Db, tenantId: string, language: string): Promise<void> {
  await db.insert(eventShards).values({ tenantId, language, updatedAt: at }).onConflictDoNothing()
}

export const itemById = async (db: Db, id: string) => (await db.select().from(items).where(eq(items.id, id)))[0]!
export const eventById = async (db: Db, id: string) => (await db.select().from(events).where(eq(events.id, id)))[0]!
