import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { eventShards } from '../../db/schema/index.ts'

/** One stream of items that one writer groups: the items of a tenant in one language (`und` when unknown). */
export interface ShardKey {
  tenantId: string
  language: string
}

export interface ShardRow {
  cursorSeq: number
  version: number
}

/**
 * Makes the shard's row if there is none, where the tenant's hindmost shard stands: nothing of a new language lies before
 * that. Outside of the grouping transaction, so that writers of new languages never wait for each other's rows.
 */
export async function openShard(db: Db, { tenantId, language }: ShardKey, now: Date): Promise<void> {
  await db.execute(sql`
    insert into event_shards (tenant_id, language, cursor_seq, updated_at)
    select ${tenantId}, ${language}, coalesce((select min(cursor_seq) from event_shards where tenant_id = ${tenantId}), 0),
      ${now.toISOString()}::timestamptz
    on conflict do nothing`)
}

/** Makes the caller the writer of a shard that `openShard` made, until its transaction ends; a second caller waits here. */
export async function lockShard(tx: Db, { tenantId, language }: ShardKey): Promise<ShardRow> {
  const [row] = await tx
    .select({ cursorSeq: eventShards.cursorSeq, version: eventShards.version })
    .from(eventShards)
    .where(and(eq(eventShards.tenantId, tenantId), eq(eventShards.language, language)))
    .for('update')
  if (!row) throw new Error(`event shard ${tenantId}/${language} vanished while it was being locked`)
  return row
}

/** Notes how far the shard is grouped; the grown version ends every other process's copy of its engine. */
export async function saveShard(
  tx: Db,
  { tenantId, language }: ShardKey,
  cursorSeq: number,
  now: Date,
): Promise<number> {
  const [row] = await tx
    .update(eventShards)
    .set({ cursorSeq, version: sql`${eventShards.version} + 1`, updatedAt: now })
    .where(and(eq(eventShards.tenantId, tenantId), eq(eventShards.language, language)))
    .returning({ version: eventShards.version })
  if (!row) throw new Error(`event shard ${tenantId}/${language} vanished while it was locked`)
  return row.version
}
