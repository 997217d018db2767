import { asc, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { trends } from '../db/schema/index.ts'
import { uuids } from '../db/uuids.ts'
import { type ActiveTrend, areCurrent, loadActiveTrends } from './active-trends.ts'
import { type EvidenceBase, evidenceKey, sameBase } from './evidence.ts'
import { type Change, loadChangedSpans, loadEvidenceOfEvents, writeRestatements } from './evidence-rows.ts'
import { loadScoringEvents, type ScoringEvent } from './load-events.ts'
import { lockScoring } from './locks.ts'
import { type ReadRun, readEvents } from './read-events.ts'
import { planRestatement, type Restatement, type StoredEvidence } from './restate.ts'
import { refreshCurrentValues } from './value-sql.ts'

export interface ScoreRun extends ReadRun {
  eventIds: readonly string[]
  jobId: string
}

export interface ScoreResult {
  events: number
  added: number
  retracted: number
  /** Trends whose evidence changed. */
  trendIds: string[]
}

/**
 * Brings the evidence of every active trend in line with what the events say now, restates what depends on it, and
 * refreshes the cached values. Running it again changes nothing. Matching happens before any lock is taken.
 */
export async function scoreEvents(db: Db, run: ScoreRun): Promise<ScoreResult> {
  for (;;) {
    const active = await loadActiveTrends(db, run.tenantId, run.matcher)
    const events = await loadScoringEvents(db, run.tenantId, run.eventIds)
    const desired = await readEvents(db, run, active, events)
    const result = await db.transaction((tx) => applyMatches(tx, run, active, events, desired))
    // A definition was applied while we matched: match again with it.
    if (result !== undefined) return result
  }
}

async function applyMatches(
  tx: Db,
  run: ScoreRun,
  active: readonly ActiveTrend[],
  readEvents: readonly ScoringEvent[],
  desired: ReadonlyMap<string, EvidenceBase[]>,
): Promise<ScoreResult | undefined> {
  await lockScoring(tx, run.tenantId)
  if (!(await areCurrent(tx, run.tenantId, active))) return undefined
  const newer = await listScoredNewer(tx, readEvents)
  const events = readEvents.filter((event) => !newer.has(event.id))
  const gone = new Map(run.eventIds.filter((id) => !newer.has(id)).map((id) => [id, 'its event no longer exists']))
  for (const event of events) gone.set(event.id, event.goneReason ?? 'its event no longer shows the signal')
  const stored = await loadEvidenceOfEvents(
    tx,
    active.map((trend) => trend.trendId),
    [...gone.keys()],
  )
  const scored = new Set(gone.keys())
  const changes: (Change & { trend: ActiveTrend; wanted: EvidenceBase[] })[] = []
  for (const trend of active) {
    const wanted = (desired.get(trend.trendId) ?? []).filter((row) => scored.has(row.eventId))
    const since = earliestChange(stored.get(trend.trendId) ?? [], wanted)
    if (since !== undefined) changes.push({ trend, trendId: trend.trendId, since, signals: signalsOf(trend), wanted })
  }
  const result: ScoreResult = { events: events.length, added: 0, retracted: 0, trendIds: [] }
  result.trendIds = changes.map((change) => change.trendId).sort()
  await lockTrends(tx, result.trendIds)
  const spans = await loadChangedSpans(
    tx,
    changes.map(({ trendId, since, signals }) => ({ trendId, since, signals })),
  )
  const plans = new Map<string, Restatement>()
  for (const { trend, trendId, since, wanted } of changes) {
    const caps = new Map(trend.versions.map((version) => [version.id, version.definition.ownerCap24h]))
    const plan = planRestatement({
      ...spans.get(trendId)!,
      desired: wanted.filter((row) => row.effectiveAt >= since),
      scored,
      capOf: (row) => caps.get(row.definitionId)!,
      goneReason: (row) => gone.get(row.eventId)!,
    })
    plans.set(trendId, plan)
    result.added += plan.add.length
    result.retracted += plan.retract.length
  }
  await writeRestatements(tx, plans, run)
  await markSnapshotsStale(tx, changes)
  await refreshCurrentValues(tx, result.trendIds, run.now)
  await markScored(tx, events)
  await markDefinitionsApplied(tx, run.tenantId)
  return result
}

/** Every signal any version of the trend ever looked for. */
function signalsOf(trend: ActiveTrend): string[] {
  return [...new Set(trend.versions.flatMap((version) => version.definition.indicators.map((entry) => entry.signal)))]
}

/** First instant at which what is stored differs from what the matches say; undefined when nothing does. */
function earliestChange(stored: readonly StoredEvidence[], wanted: readonly EvidenceBase[]): Date | undefined {
  const byKey = new Map(stored.map((row) => [evidenceKey(row), row]))
  const touched: Date[] = []
  for (const row of wanted) {
    const old = byKey.get(evidenceKey(row))
    byKey.delete(evidenceKey(row))
    if (old !== undefined && sameBase(old, row)) continue
    touched.push(row.effectiveAt)
    if (old !== undefined) touched.push(old.effectiveAt)
  }
  for (const row of byKey.values()) touched.push(row.effectiveAt)
  return touched.reduce<Date | undefined>((first, at) => (first === undefined || at < first ? at : first), undefined)
}

/** Events that another run has meanwhile scored at a later version than we read: its word stands. */
async function listScoredNewer(tx: Db, events: readonly ScoringEvent[]): Promise<Set<string>> {
  const read = JSON.stringify(events.map(({ id, version }) => ({ id, version })))
  const rows = await tx.execute<{ id: string }>(sql`
    select e.id from events e
    join jsonb_to_recordset(${read}::text::jsonb) as r(id uuid, version int) on r.id = e.id
    where e.scored_version > r.version`)
  return new Set(rows.map((row) => row.id))
}

async function lockTrends(tx: Db, trendIds: readonly string[]): Promise<void> {
  if (trendIds.length === 0) return
  await tx
    .select({ id: trends.id })
    .from(trends)
    .where(sql`${trends.id} = any(${uuids(trendIds)})`)
    .orderBy(asc(trends.id))
    .for('update')
}

async function markSnapshotsStale(tx: Db, changes: readonly Change[]): Promise<void> {
  const since = JSON.stringify(changes.map((change) => ({ id: change.trendId, since: change.since })))
  await tx.execute(sql`
    update trends t set snapshots_stale_from = least(t.snapshots_stale_from, c.since)
    from jsonb_to_recordset(${since}::text::jsonb) as c(id uuid, since timestamptz) where t.id = c.id`)
}

async function markScored(tx: Db, events: readonly ScoringEvent[]): Promise<void> {
  const read = JSON.stringify(events.map(({ id, version }) => ({ id, version })))
  await tx.execute(sql`
    with read as (select * from jsonb_to_recordset(${read}::text::jsonb) as r(id uuid, version int)),
    locked as (select e.id from events e join read using (id) order by e.id for update of e)
    update events e set scored_version = read.version
    from read join locked using (id) where e.id = read.id and e.scored_version < read.version`)
}

/** Notes which definitions all existing events have been scored with. */
async function markDefinitionsApplied(tx: Db, tenantId: string): Promise<void> {
  const isNew = sql`tenant_id = ${tenantId} and is_active and scored_definition_id is distinct from current_definition_id`
  // Asked first: that no event is left unscored is seen by going through all of them.
  if ((await tx.execute(sql`select from trends where ${isNew} limit 1`)).length === 0) return
  await tx.execute(sql`
    update trends set scored_definition_id = current_definition_id
    where ${isNew} and not exists (select from events where tenant_id = ${tenantId} and scored_version < version)`)
}
