import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trendBlindSpans, trendDefinitions, trendEvidence, trendOverrides } from '../db/schema/index.ts'
import type { Bitemporal, Contribution, TrendRecord } from './history.ts'

/** A contribution with what it takes to name its cause. */
export interface SourcedContribution extends Contribution {
  signal: string | null
  owner: string | null
  /** Reason and author of an override. */
  reason: string | null
  author: string | null
}

interface RecordOptions {
  /** What holds today, not all that was ever recorded. */
  activeOnly?: boolean
  /** Evidence of after this instant only. */
  evidenceAfter?: Date
}

/** What a trend's value rests on. */
export async function loadRecord(
  db: Db,
  trendId: string,
  options: RecordOptions = {},
): Promise<TrendRecord<SourcedContribution>> {
  const [definitions, evidence, overrides, blindSpans] = await Promise.all([
    db
      .select({
        version: trendDefinitions.version,
        effectiveFrom: trendDefinitions.effectiveFrom,
        recordedAt: trendDefinitions.recordedAt,
        baselineLogOdds: trendDefinitions.baselineLogOdds,
      })
      .from(trendDefinitions)
      .where(eq(trendDefinitions.trendId, trendId))
      .orderBy(asc(trendDefinitions.version)),
    listEvidenceContributions(db, trendId, options),
    listOverrideContributions(db, trendId, options.activeOnly ?? false),
    db.select().from(trendBlindSpans).where(eq(trendBlindSpans.trendId, trendId)),
  ])
  return { definitions, contributions: [...evidence, ...overrides], blindSpans }
}

async function listEvidenceContributions(
  db: Db,
  trendId: string,
  { activeOnly, evidenceAfter }: RecordOptions,
): Promise<(SourcedContribution & Bitemporal)[]> {
  const rows = await db
    .select({
      id: trendEvidence.id,
      delta: trendEvidence.delta,
      halfLifeDays: trendEvidence.halfLifeDays,
      effectiveAt: trendEvidence.effectiveAt,
      recordedAt: trendEvidence.recordedAt,
      retractedAt: trendEvidence.retractedAt,
      corroboration: trendEvidence.corroboration,
      eventId: trendEvidence.eventId,
      signal: trendEvidence.signal,
      owner: trendEvidence.owner,
    })
    .from(trendEvidence)
    .where(
      and(
        eq(trendEvidence.trendId, trendId),
        activeOnly ? isNull(trendEvidence.retractedAt) : undefined,
        evidenceAfter ? gt(trendEvidence.effectiveAt, evidenceAfter) : undefined,
      ),
    )
  return rows.map((row) => ({ ...row, kind: 'evidence', reason: null, author: null }))
}

async function listOverrideContributions(
  db: Db,
  trendId: string,
  activeOnly: boolean,
): Promise<(SourcedContribution & Bitemporal)[]> {
  const rows = await db
    .select()
    .from(trendOverrides)
    .where(and(eq(trendOverrides.trendId, trendId), activeOnly ? isNull(trendOverrides.retractedAt) : undefined))
  return rows.map((row) => ({
    id: row.id,
    kind: 'override',
    delta: row.delta,
    halfLifeDays: row.halfLifeDays,
    effectiveAt: row.effectiveAt,
    recordedAt: row.recordedAt,
    retractedAt: row.retractedAt,
    corroboration: null,
    eventId: null,
    signal: null,
    owner: null,
    reason: row.reason,
    author: row.author,
  }))
}
