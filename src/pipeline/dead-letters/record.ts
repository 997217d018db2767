import { isNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { deadLetters } from '../../db/schema/index.ts'
import type { Failure } from './failure.ts'

/** A job that exhausted its attempts. `payload` is null for a tick. */
export interface ExhaustedJob {
  tenantId: string
  stage: string
  payload: Record<string, unknown> | null
  payloadDigest: string
  jobId: string
  attempts: number
  failure: Failure
}

const minuteMs = 60_000
const longestHoldMs = 60 * minuteMs
/** Ids of failed jobs kept with a letter; the queue keeps failed jobs for a fortnight. */
const keptJobIds = 500

/**
 * How long sweeps leave a payload alone after it failed for the `failures`-th time: a minute, doubled each time, at most an
 * hour. Failures that pass by themselves are tried again at the next sweep.
 */
export function holdMs(cause: Failure['cause'], failures: number): number {
  if (cause === 'database' || cause === 'outside') return 0
  return Math.min(longestHoldMs, minuteMs * 2 ** Math.min(failures - 1, 10))
}

/** Keeps a job that failed for good: a new letter, or one more failure of the open letter for its payload. */
export async function recordDeadLetter(db: Db, job: ExhaustedJob, now: Date): Promise<void> {
  const { failure, jobId, ...rest } = job
  const heldUntil = (failures: number) => {
    const ms = holdMs(failure.cause, failures)
    return ms === 0 ? null : new Date(now.getTime() + ms)
  }
  await db.transaction(async (tx) => {
    const [open] = await tx
      .insert(deadLetters)
      .values({
        ...rest,
        ...failure,
        id: newId(now),
        jobIds: [jobId],
        firstFailedAt: now,
        lastFailedAt: now,
        heldUntil: heldUntil(1),
      })
      .onConflictDoUpdate({
        target: [deadLetters.stage, deadLetters.payloadDigest],
        targetWhere: isNull(deadLetters.resolvedAt),
        set: {
          ...failure,
          attempts: sql`${deadLetters.attempts} + excluded.attempts`,
          failures: sql`${deadLetters.failures} + 1`,
          jobIds: sql`(array_remove(${deadLetters.jobIds}, ${jobId}) || excluded.job_ids)[greatest(1, cardinality(${deadLetters.jobIds}) + 2 - ${keptJobIds}::int):]`,
          lastFailedAt: now,
        },
      })
      .returning({ id: deadLetters.id, failures: deadLetters.failures })
    if (open && open.failures > 1)
      await tx
        .update(deadLetters)
        .set({ heldUntil: heldUntil(open.failures) })
        .where(sql`${deadLetters.id} = ${open.id}`)
  })
}

/** Closes the letters of payloads that have now gone through: `retried` when somebody asked for it, else `recovered`. */
export async function resolveDeadLetters(
  db: Db,
  { stage, digests, now }: { stage: string; digests: readonly string[]; now: Date },
): Promise<number> {
  const { resolvedAt, retriedAt, retriedBy, resolution, resolvedBy } = deadLetters
  const result = await db
    .update(deadLetters)
    .set({
      heldUntil: null,
      resolvedAt: sql`coalesce(${resolvedAt}, ${now.toISOString()}::timestamptz)`,
      resolution: sql`coalesce(${resolution}, case when ${retriedAt} is null then 'recovered' else 'retried' end)`,
      resolvedBy: sql`coalesce(${resolvedBy}, ${retriedBy}, 'the pipeline')`,
    })
    .where(isUnresolved(stage, digests))
  return result.count
}

/** Whether sweeps leave anything of a stage alone, or must try anything by itself. */
export async function hasUnresolved(db: Db, stage: string): Promise<boolean> {
  // Ordered, so that the index of each kind is what is asked and never the table.
  const first = (kind: SQL) =>
    sql`(select payload_digest from ${deadLetters} where stage = ${stage} and ${kind} order by payload_digest limit 1)`
  const [row] = await db.execute<{ digest: string | null }>(sql`
    select coalesce(${first(sql`resolved_at is null`)}, ${first(sql`held_until is not null`)}) as digest`)
  return row?.digest != null
}

/** Which of these payloads of a stage sweeps leave alone at `now`, and which were left alone and must be tried by themselves. */
export async function listUnresolvedDigests(
  db: Db,
  { stage, digests, now }: { stage: string; digests: readonly string[]; now: Date },
): Promise<{ held: Set<string>; alone: Set<string> }> {
  const rows = await db
    .select({ digest: deadLetters.payloadDigest, heldUntil: deadLetters.heldUntil })
    .from(deadLetters)
    .where(isUnresolved(stage, digests))
  const isHeld = (row: (typeof rows)[number]) => row.heldUntil !== null && row.heldUntil > now
  const held = new Set(rows.filter(isHeld).map((row) => row.digest))
  return { held, alone: new Set(rows.filter((row) => !held.has(row.digest)).map((row) => row.digest)) }
}

/** Two indexes hold the rows of either kind; the digests are one parameter, whatever their number. */
const isUnresolved = (stage: string, digests: readonly string[]) =>
  sql`${deadLetters.stage} = ${stage} and ${deadLetters.payloadDigest} = any(${sql.param(digests)}::text[])
    and (${deadLetters.resolvedAt} is null or ${deadLetters.heldUntil} is not null)`

/** Which of these jobs of a stage are kept already. */
export async function listKeptJobIds(db: Db, stage: string, jobIds: readonly string[]): Promise<Set<string>> {
  if (jobIds.length === 0) return new Set()
  const rows = await db.execute<{ id: string }>(sql`
    select distinct kept.id from ${deadLetters}, unnest(job_ids) as kept(id)
    where stage = ${stage} and job_ids && ${sql.param(jobIds)}::text[] and kept.id = any(${sql.param(jobIds)}::text[])`)
  return new Set(rows.map((row) => row.id))
}
