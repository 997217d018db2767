import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { trendEvidence } from '../db/schema/index.ts'
import type { ChainContext } from './chain.ts'
import type { Restatement, StoredEvidence } from './restate.ts'
import { uuids } from './value-sql.ts'

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
        inArray(trendEvidence.eventId, [...eventIds]),
        inArray(trendEvidence.trendId, [...trendIds]),
        isNull(trendEvidence.retractedAt),
      ),
    )
  return byTrend(rows)
}

/** All active evidence of a trend from an instant on, and what chaining it needs to know of the time before. */
export async function loadEvidenceFrom(
  db: Db,
  trendId: string,
  since: Date,
  signals: readonly string[],
): Promise<{ active: StoredEvidence[]; context: ChainContext }> {
  const from = sql`${since.toISOString()}::timestamptz`
  const rows = await db
    .select()
    .from(trendEvidence)
    .where(
      and(
        eq(trendEvidence.trendId, trendId),
        isNull(trendEvidence.retractedAt),
        sql`${trendEvidence.effectiveAt} >= ${from}`,
      ),
    )
  const recent = await db
    .select({ owner: trendEvidence.owner, effectiveAt: trendEvidence.effectiveAt, delta: trendEvidence.delta })
    .from(trendEvidence)
    .where(
      and(
        eq(trendEvidence.trendId, trendId),
        isNull(trendEvidence.retractedAt),
        sql`${trendEvidence.effectiveAt} < ${from}`,
        sql`${trendEvidence.effectiveAt} > ${from} - interval '24 hours'`,
      ),
    )
  // One index probe per signal, however long the history.
  const seen = await db.execute<{ signal: string; at: string | null }>(sql`
    select s.signal, (
      select max(e.effective_at) from ${trendEvidence} e
      where e.trend_id = ${trendId} and e.signal = s.signal and e.retracted_at is null and e.effective_at < ${from}
    ) as at
    from jsonb_array_elements_text(${JSON.stringify(signals)}::text::jsonb) as s(signal)`)
  const lastSeen = new Map(seen.flatMap(({ signal, at }) => (at === null ? [] : [[signal, new Date(at)] as const])))
  return { active: byTrend(rows).get(trendId) ?? [], context: { lastSeen, recent } }
}

/** Retracts and adds rows; a restated row points at the one that took its place. */
export async function writeRestatement(
  tx: Db,
  plan: Restatement,
  run: { tenantId: string; trendId: string; now: Date; jobId: string },
): Promise<void> {
  const additions = plan.add.map((entry) => ({ ...entry, id: newId(run.now) }))
  const successor = new Map(additions.map((entry) => [entry.replaces, entry.id]))
  const retractions = plan.retract.map(({ row, reason }) => ({ id: row.id, reason, by: successor.get(row.id) ?? null }))
  if (retractions.length > 0) {
    await tx.execute(sql`
      update ${trendEvidence} e
      set retracted_at = ${run.now.toISOString()}::timestamptz, retraction_reason = r.reason, superseded_by = r.by
      from jsonb_to_recordset(${JSON.stringify(retractions)}::text::jsonb) as r(id uuid, reason text, by uuid)
      where e.id = r.id and e.id = any(${uuids(retractions.map((row) => row.id))})`)
  }
  for (let first = 0; first < additions.length; first += 1_000) {
    await tx.insert(trendEvidence).values(
      additions.slice(first, first + 1_000).map(({ id, row }) => ({
        ...row,
        id,
        tenantId: run.tenantId,
        trendId: run.trendId,
        recordedAt: run.now,
        retractedAt: null,
        retractionReason: null,
        supersededBy: null,
        jobId: run.jobId,
      })),
    )
  }
}

function byTrend(rows: readonly EvidenceRow[]): Map<string, StoredEvidence[]> {
  const found = new Map<string, StoredEvidence[]>()
  for (const row of rows) {
    const stored: StoredEvidence = { ...row, direction: row.direction === -1 ? -1 : 1 }
    found.set(row.trendId, [...(found.get(row.trendId) ?? []), stored])
  }
  return found
}
