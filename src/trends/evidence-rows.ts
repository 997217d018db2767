import { and, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { insertRows } from '../db/insert-rows.ts'
import { trendEvidence } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import type { ChainContext } from './chain.ts'
import type { Restatement, StoredEvidence } from './restate.ts'
import { findCauses } from './retraction-cause.ts'

export type EvidenceRow = typeof trendEvidence.$inferSelect

/** Active evidence of the events, for the given trends, by trend. */
export async function loadEvidenceOfEvents(
  db: Db,
  trendIds: readonly string[],
  eventIds: readonly string[],
): Promise<Map<string, StoredEvidence[]>> {
  if (trendIds.length === 0 || eventIds.length === 0) return new Map()
  const rows = await db
    .select()
    .from(trendEvidence)
    .where(
      and(
        sql`${trendEvidence.eventId} = any(${uuids(eventIds)})`,
        sql`${trendEvidence.trendId} = any(${uuids(trendIds)})`,
        isNull(trendEvidence.retractedAt),
      ),
    )
  return byTrend(rows)
}

/** Active evidence of a trend from the first change on, and what chaining it needs to know of the time before. */
export interface ChangedSpan {
  active: StoredEvidence[]
  context: ChainContext
}

/** A trend to restate from an instant on; `signals` are all it ever looked for. */
export interface Change {
  trendId: string
  since: Date
  signals: readonly string[]
}

/** Loads what restating each of the trends takes, in three queries however many they are and however long their history. */
export async function loadChangedSpans(db: Db, changes: readonly Change[]): Promise<Map<string, ChangedSpan>> {
  if (changes.length === 0) return new Map()
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb)
    as change("trendId" uuid, since timestamptz, signals jsonb)`
  const { trendId, effectiveAt, retractedAt } = trendEvidence
  // The limit makes it one probe per trend: joined at once, the planner expects so much that it reads all evidence there is.
  const near = (when: SQL) =>
    db
      .select(getTableColumns(trendEvidence))
      .from(trendEvidence)
      .where(sql`${trendId} = change."trendId" and ${retractedAt} is null and ${when}`)
      .limit(Number.MAX_SAFE_INTEGER)
      .as('near')
  const since = near(sql`${effectiveAt} >= change.since`)
  const before = near(sql`${effectiveAt} < change.since and ${effectiveAt} > change.since - interval '24 hours'`)
  const [rows, recent, seen] = await Promise.all([
    db.select(since._.selectedFields).from(wanted).innerJoinLateral(since, sql`true`),
    db
      .select({ trendId: before.trendId, owner: before.owner, effectiveAt: before.effectiveAt, delta: before.delta })
      .from(wanted)
      .innerJoinLateral(before, sql`true`),
    // One index probe per signal.
    db.execute<{ trend_id: string; signal: string; at: string | null }>(sql`
      select change."trendId" as trend_id, s.signal, (
        select max(e.effective_at) from ${trendEvidence} e
        where e.trend_id = change."trendId" and e.signal = s.signal and e.retracted_at is null
          and e.effective_at < change.since
      ) as at
      from ${wanted}, jsonb_array_elements_text(change.signals) as s(signal)`),
  ])
  const active = byTrend(rows)
  return new Map(
    changes.map((change) => [
      change.trendId,
      {
        active: active.get(change.trendId) ?? [],
        context: {
          lastSeen: new Map(
            seen.flatMap((row) =>
              row.trend_id === change.trendId && row.at !== null ? [[row.signal, new Date(row.at)] as const] : [],
            ),
          ),
          recent: recent.filter((row) => row.trendId === change.trendId),
        },
      },
    ]),
  )
}

/** Retracts and adds rows of any number of trends; a restated row points at the one that took its place. */
export async function writeRestatements(
  tx: Db,
  plans: ReadonlyMap<string, Restatement>,
  run: { tenantId: string; now: Date; jobId: string },
): Promise<void> {
  const additions = [...plans].flatMap(([trendId, plan]) =>
    plan.add.map((entry) => ({ ...entry, trendId, id: newId(run.now) })),
  )
  const successor = new Map(additions.map((entry) => [entry.replaces, entry.id]))
  const taken = [...plans.values()].flatMap((plan) => plan.retract)
  const causes = await findCauses(tx, taken)
  const retractions = taken.map(({ row, reason }) => {
    const cause = causes.get(row.id)
    return {
      id: row.id,
      cause: cause?.cause ?? null,
      reason: cause?.reason ?? reason,
      by: successor.get(row.id) ?? null,
    }
  })
  if (retractions.length > 0)
    await tx.execute(sql`
      update ${trendEvidence} e
      set retracted_at = ${run.now.toISOString()}::timestamptz, retraction_reason = r.reason,
        retraction_cause = r.cause, superseded_by = r.by
      from jsonb_to_recordset(${JSON.stringify(retractions)}::text::jsonb) as r(id uuid, cause text, reason text, by uuid)
      where e.id = r.id and e.id = any(${uuids(retractions.map((row) => row.id))})`)
  for (let first = 0; first < additions.length; first += 1_000)
    await insertRows(
      tx,
      trendEvidence,
      additions.slice(first, first + 1_000).map(({ id, trendId, row }) => ({
        ...row,
        id,
        tenantId: run.tenantId,
        trendId,
        recordedAt: run.now,
        retractedAt: null,
        retractionReason: null,
        retractionCause: null,
        supersededBy: null,
        jobId: run.jobId,
      })),
    )
}

function byTrend(rows: readonly EvidenceRow[]): Map<string, StoredEvidence[]> {
  const found = new Map<string, StoredEvidence[]>()
  for (const row of rows) {
    const stored: StoredEvidence = { ...row, direction: row.direction === -1 ? -1 : 1 }
    found.set(row.trendId, [...(found.get(row.trendId) ?? []), stored])
  }
  return found
}
