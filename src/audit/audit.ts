import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { auditEntries } from '../db/schema/index.ts'

export type AuditEntry = typeof auditEntries.$inferSelect

/** Who asks for something, and on which way. */
export interface Actor {
  name: string
  via: AuditEntry['via']
}

/** Records what somebody did by hand. */
export async function recordAudit(
  db: Db,
  entry: { tenantId: string; actor: Actor; action: string; details?: Record<string, unknown>; now: Date },
): Promise<void> {
  const { tenantId, actor, action, details = {}, now } = entry
  await db
    .insert(auditEntries)
    .values({ id: newId(now), tenantId, at: now, actor: actor.name, via: actor.via, action, details })
}

/** What was done in a tenant, newest first; `after` is the last entry of the page before. */
export async function listAudit(
  db: Db,
  tenantId: string,
  { limit, after }: { limit: number; after?: { at: Date; id: string } },
): Promise<AuditEntry[]> {
  const { at, id } = auditEntries
  return db
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.tenantId, tenantId),
        after && sql`(${at}, ${id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(limit)
}
