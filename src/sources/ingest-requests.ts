import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { ingestRequests } from '../db/schema/index.ts'
import { ConflictError } from '../errors.ts'

/** How long a repeated request is answered as the first time. */
const keptMs = 24 * 3_600_000

/** A request that carries a key, and the SHA-256 of its body. */
export interface KeyedRequest {
  tenantId: string
  key: string
  bodyHash: string
  /** Real time. */
  wallNow: Date
}

/**
 * Does `work` once per key: a repeat within a day is answered from the first time, without doing it again. One with the same key waits
 * for the first to end. Throws ConflictError when the body is another.
 */
export async function oncePerKey<Answer extends object>(
  db: Db,
  request: KeyedRequest,
  work: (tx: Db) => Promise<Answer>,
): Promise<{ answer: Answer; isRepeat: boolean }> {
  const { tenantId, key, bodyHash, wallNow } = request
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`ingest ${tenantId} ${key}`}, 0))`)
    const first = await findAnswer<Answer>(tx, request)
    if (first) return { answer: first, isRepeat: true }
    const answer = await work(tx)
    const expiresAt = new Date(wallNow.getTime() + keptMs)
    await tx
      .insert(ingestRequests)
      .values({ tenantId, key, bodyHash, answer, expiresAt })
      .onConflictDoUpdate({
        target: [ingestRequests.tenantId, ingestRequests.key],
        set: { bodyHash, answer, expiresAt },
      })
    return { answer, isRepeat: false }
  })
}

/** Whether a request of that key was answered within a day. */
export async function wasAnswered(
  db: Db,
  { tenantId, key, wallNow }: Omit<KeyedRequest, 'bodyHash'>,
): Promise<boolean> {
  const [row] = await db
    .select({ expiresAt: ingestRequests.expiresAt })
    .from(ingestRequests)
    .where(and(eq(ingestRequests.tenantId, tenantId), eq(ingestRequests.key, key)))
  return row !== undefined && row.expiresAt > wallNow
}

async function findAnswer<Answer>(tx: Db, { tenantId, key, bodyHash, wallNow }: KeyedRequest) {
  const [row] = await tx
    .select()
    .from(ingestRequests)
    .where(and(eq(ingestRequests.tenantId, tenantId), eq(ingestRequests.key, key)))
  if (!row || row.expiresAt <= wallNow) return undefined
  if (row.bodyHash !== bodyHash) throw new ConflictError(`the idempotency key ${key} was used for another body`)
  return row.answer as Answer
}
