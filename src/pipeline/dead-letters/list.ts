import { and, desc, eq, gte, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { deadLetters, type FailureCause } from '../../db/schema/index.ts'

export type DeadLetterRow = typeof deadLetters.$inferSelect

/** Which letters; everything left out is any. Times are of the last failure. */
export interface DeadLetterFilter {
  ids?: readonly string[] | undefined
  stage?: string | undefined
  cause?: FailureCause | undefined
  fingerprint?: string | undefined
  status?: 'open' | 'resolved' | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** Letters of a tenant, the latest failure first; `after` is the last one of the page before. */
export async function listDeadLetters(
  db: Db,
  tenantId: string,
  filter: DeadLetterFilter,
  { limit, after }: { limit: number; after?: { lastFailedAt: Date; id: string } },
): Promise<DeadLetterRow[]> {
  const { lastFailedAt, id } = deadLetters
  return db
    .select()
    .from(deadLetters)
    .where(
      and(
        matches(tenantId, filter),
        after && sql`(${lastFailedAt}, ${id}) < (${after.lastFailedAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(lastFailedAt), desc(id))
    .limit(limit)
}

/** Letters that failed alike. `reason` is the latest one's. */
export interface DeadLetterCause {
  stage: string
  cause: FailureCause
  fingerprint: string
  reason: string
  letters: number
  failures: number
  firstFailedAt: Date
  lastFailedAt: Date
}

/** A tenant's open letters by what stopped them, the most frequent first. */
export async function listDeadLetterCauses(db: Db, tenantId: string): Promise<DeadLetterCause[]> {
  const { stage, cause, fingerprint, reason, failures, firstFailedAt, lastFailedAt } = deadLetters
  const letters = sql<number>`count(*)::int`
  return db
    .select({
      stage,
      cause,
      fingerprint,
      reason: sql<string>`(array_agg(${reason} order by ${lastFailedAt} desc))[1]`,
      letters,
      failures: sql<number>`sum(${failures})::int`,
      firstFailedAt: sql<Date>`min(${firstFailedAt})`.mapWith(firstFailedAt),
      lastFailedAt: sql<Date>`max(${lastFailedAt})`.mapWith(lastFailedAt),
    })
    .from(deadLetters)
    .where(matches(tenantId, { status: 'open' }))
    .groupBy(stage, cause, fingerprint)
    .orderBy(desc(letters), stage, fingerprint)
    .limit(500)
}

/** Notes who asked for the letters to be tried again, and lets sweeps enqueue them. */
export async function markRetried(
  db: Db,
  tenantId: string,
  filter: DeadLetterFilter,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  await db
    .update(deadLetters)
    .set({ retriedAt: now, retriedBy: by, heldUntil: null })
    .where(matches(tenantId, { ...filter, status: 'open' }))
}

/** Beyond every clock: what was discarded is not enqueued by a sweep again, unless its upstream stage brings it anew. */
const never = new Date('9999-12-31T00:00:00Z')

/** Gives up on open letters: they are closed and their payloads left alone. Returns how many there were. */
export async function discardDeadLetters(
  db: Db,
  tenantId: string,
  filter: DeadLetterFilter,
  { by, now }: { by: string; now: Date },
): Promise<number> {
  const result = await db
    .update(deadLetters)
    .set({ resolution: 'discarded', resolvedAt: now, resolvedBy: by, heldUntil: never })
    .where(matches(tenantId, { ...filter, status: 'open' }))
  return result.count
}

/** Notes that jobs of a stage were retried in the queue itself: one job, or all when no id is given. */
export async function markJobsRetried(
  db: Db,
  { stage, jobId, by, now }: { stage: string; jobId?: string | undefined; by: string; now: Date },
): Promise<void> {
  await db
    .update(deadLetters)
    .set({ retriedAt: now, retriedBy: by, heldUntil: null })
    .where(
      and(
        eq(deadLetters.stage, stage),
        isNull(deadLetters.resolvedAt),
        jobId === undefined ? undefined : sql`${deadLetters.jobIds} @> array[${jobId}]::text[]`,
      ),
    )
}

function matches(tenantId: string, filter: DeadLetterFilter): SQL | undefined {
  const { ids, stage, cause, fingerprint, status, from, to } = filter
  return and(
    eq(deadLetters.tenantId, tenantId),
    ids && inArray(deadLetters.id, [...ids]),
    stage === undefined ? undefined : eq(deadLetters.stage, stage),
    cause && eq(deadLetters.cause, cause),
    fingerprint === undefined ? undefined : eq(deadLetters.fingerprint, fingerprint),
    status && (status === 'open' ? isNull(deadLetters.resolvedAt) : isNotNull(deadLetters.resolvedAt)),
    from && gte(deadLetters.lastFailedAt, from),
    to && lt(deadLetters.lastFailedAt, to),
  )
}
