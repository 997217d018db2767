import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { evidenceUses, type RetractionCause } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'

/** Notes that evidence left the workspace as an export or report; to be called with the rows that went out. */
export async function recordEvidenceUse(
  db: Db,
  use: Pick<
    typeof evidenceUses.$inferInsert,
    'tenantId' | 'trendId' | 'kind' | 'refId' | 'title' | 'actor' | 'evidenceIds'
  > & {
    now: Date
  },
): Promise<void> {
  const { now, ...row } = use
  if (row.evidenceIds.length > 0) await db.insert(evidenceUses).values({ ...row, id: newId(now), usedAt: now })
}

/** Causes that mean something was wrong; growth, new readings and neighbours are the course of things. */
const correctionCauses = ['correction', 'deletion', 'regrouping'] as const satisfies readonly RetractionCause[]

/** Something that evidence was used for, and what of that evidence has been taken back since. */
export interface RestatedUse {
  id: string
  kind: 'alert' | 'export' | 'report'
  /** Id of the alert or report. */
  refId: string | null
  trend: string
  title: string
  actor: string
  usedAt: Date
  evidence: {
    id: string
    eventId: string
    signal: string
    cause: RetractionCause
    reason: string
    retractedAt: Date
    /** Δ log-odds before, and of the evidence in its place; null when nothing took its place. */
    delta: number
    deltaNow: number | null
  }[]
}

interface Row extends Record<string, unknown> {
  id: string
  kind: RestatedUse['kind']
  ref_id: string | null
  slug: string
  title: string
  actor: string
  used_at: string
  evidence: (Omit<RestatedUse['evidence'][number], 'retractedAt'> & { retractedAt: string })[]
}

/**
 * Alerts, exports and reports whose evidence was corrected, withdrawn or regrouped after they had used it, last used first.
 * Evidence that merely grew in between is followed to the row that was taken back.
 */
export async function listRestatedUses(
  db: Db,
  filter: { tenantId: string; trendId?: string; refIds?: readonly string[]; since?: Date; limit: number },
): Promise<RestatedUse[]> {
  const { tenantId, trendId, refIds, since } = filter
  const rows = await db.execute<Row>(sql`
    with taken as (
      select * from trend_evidence
      where tenant_id = ${tenantId} and retraction_cause in ${correctionCauses}
        ${trendId === undefined ? sql`` : sql`and trend_id = ${trendId}`}
        ${since === undefined ? sql`` : sql`and retracted_at >= ${since.toISOString()}::timestamptz`}
    ), used as (
      select distinct u.id as use_id, taken.id as evidence_id
      from taken
      -- what stood in its place before: the same happening through the same signal
      join trend_evidence e on e.event_id = taken.event_id and e.trend_id = taken.trend_id and e.signal = taken.signal
        and e.recorded_at <= taken.recorded_at
      join evidence_uses u on u.evidence_ids @> array[e.id] and u.used_at <= taken.retracted_at
      where u.tenant_id = ${tenantId} ${refIds === undefined ? sql`` : sql`and u.ref_id = any(${uuids(refIds)})`}
    )
    select u.id, u.kind, u.ref_id, t.slug, u.title, u.actor, u.used_at,
      jsonb_agg(jsonb_build_object('id', taken.id, 'eventId', taken.event_id, 'signal', taken.signal,
        'cause', taken.retraction_cause, 'reason', taken.retraction_reason, 'retractedAt', taken.retracted_at,
        'delta', taken.delta, 'deltaNow', (select a.delta from trend_evidence a where a.trend_id = taken.trend_id
          and a.event_id = taken.event_id and a.signal = taken.signal and a.retracted_at is null))
        order by taken.retracted_at desc, taken.id) as evidence
    from used join evidence_uses u on u.id = used.use_id join taken on taken.id = used.evidence_id
    join trends t on t.id = u.trend_id
    group by u.id, t.slug
    order by u.used_at desc, u.id desc
    limit ${filter.limit}`)
  return rows.map(({ ref_id, slug, used_at, evidence, ...row }) => ({
    ...row,
    refId: ref_id,
    trend: slug,
    usedAt: new Date(used_at),
    evidence: evidence.map((entry) => ({ ...entry, retractedAt: new Date(entry.retractedAt) })),
  }))
}
