import { and, desc, eq, gte, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { events } from '../db/schema/index.ts'
import { type ActiveTrend, loadActiveTrends } from './active-trends.ts'
import { type TrendDefinition, trendDefinition } from './definition.ts'
import { type DefinitionChange, diffDefinitions } from './diff-definitions.ts'
import type { Evidence, EvidenceBase } from './evidence.ts'
import { loadChangedSpans } from './evidence-rows.ts'
import { findTrend, listDefinitions } from './find-trend.ts'
import type { Contribution, TrendHistory } from './history.ts'
import { asKnownNow } from './history.ts'
import { loadScoringEvents } from './load-events.ts'
import { loadRecord } from './load-record.ts'
import { displayProbability, toLogOdds } from './log-odds.ts'
import type { Matcher } from './match-types.ts'
import { readEvents } from './read-events.ts'
import { planRestatement } from './restate.ts'
import { effectOf } from './save-definition.ts'
import { listUnknownNames, type UnknownName } from './unknown-names.ts'
import { logOddsAt } from './value.ts'

/** What applying a definition would do. Probabilities are displayed ones; `before` is null for a new trend. */
export interface DefinitionPreview {
  slug: string
  change: 'created' | 'changed' | 'unchanged'
  /** The version it would become, or is. */
  version: number
  effectiveFrom: Date
  changes: DefinitionChange[]
  /** The trend's value and pieces of evidence now, and once every event in reach is scored with the definition. */
  before: { probability: number; evidence: number } | null
  after: { probability: number; evidence: number }
  /** Events it would be matched with. */
  eventsRead: number
  /** False when there are more events in reach than were read; the older ones are left as they are now. */
  isComplete: boolean
  unknown: UnknownName[]
}

/** As many of the latest events in reach are matched to say what a definition would do. */
const mostEvents = 5_000
const batchSize = 200
const previewId = 'preview'

/**
 * Says what `saveDefinition` and the scoring after it would make of a definition, with the code they use, and stores nothing.
 */
export async function previewDefinition(
  db: Db,
  input: {
    tenantId: string
    definition: TrendDefinition
    matcher: Matcher
    now: Date
    toHistory?: boolean
    /** Slugs of the trends that are stored with it. */
    alongside?: readonly string[]
  },
): Promise<DefinitionPreview> {
  const { tenantId, definition, matcher, now } = input
  const unknown = await listUnknownNames(db, tenantId, definition, input.alongside ?? [])
  const trend = await findTrend(db, tenantId, definition.id)
  const versions = trend ? await listDefinitions(db, trend.id) : []
  const latest = versions.at(-1)
  const changes = diffDefinitions(latest && trendDefinition.parse(latest.definition), definition)
  const history = trend ? asKnownNow(await loadRecord(db, trend.id, { activeOnly: true })) : nothing
  const before = trend ? standing(history, now) : null
  if (latest && changes.length === 0) {
    const { version, effectiveFrom } = latest
    const rest = { changes, before, after: before ?? standing(history, now), eventsRead: 0, isComplete: true, unknown }
    return { slug: definition.id, change: 'unchanged', version, effectiveFrom, ...rest }
  }
  const { version, effectiveFrom, reachesFrom } = effectOf(latest?.version, input)
  const preview = { id: previewId, version, effectiveFrom, definition, match: matcher.prepare(definition) }
  const stored = trend && (await loadActiveTrends(db, tenantId, matcher)).find((entry) => entry.trendId === trend.id)
  const active: ActiveTrend = { trendId: trend?.id ?? '', versions: [...(stored?.versions ?? []), preview] }
  const reach = await matchReach(db, { tenantId, matcher, now }, active, reachesFrom)
  const evidence = await restated(db, active, reach)
  const next: TrendHistory = {
    definitions: [
      ...history.definitions,
      { version, effectiveFrom, recordedAt: now, baselineLogOdds: toLogOdds(definition.baselineProbability) },
    ],
    contributions: [...history.contributions.filter((row) => row.kind !== 'evidence'), ...evidence],
    blindSpans: history.blindSpans,
  }
  return {
    slug: definition.id,
    change: trend ? 'changed' : 'created',
    version,
    effectiveFrom,
    changes,
    before,
    after: standing(next, now),
    eventsRead: reach.scored.size,
    isComplete: reach.isComplete,
    unknown,
  }
}

const nothing: TrendHistory = { definitions: [], contributions: [], blindSpans: [] }

function standing(history: TrendHistory, now: Date): { probability: number; evidence: number } {
  const evidence = history.contributions.filter((row) => row.kind === 'evidence').length
  return { probability: displayProbability(logOddsAt(history, now)), evidence }
}

interface Reach {
  desired: EvidenceBase[]
  scored: Set<string>
  isComplete: boolean
}

async function matchReach(
  db: Db,
  run: { tenantId: string; matcher: Matcher; now: Date },
  trend: ActiveTrend,
  from: Date,
): Promise<Reach> {
  const found = await db
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.tenantId, run.tenantId), gte(events.lastUpdatedAt, from), sql`${events.mergedInto} is null`))
    .orderBy(desc(events.lastUpdatedAt), desc(events.id))
    .limit(mostEvents + 1)
  const ids = found.slice(0, mostEvents).map((row) => row.id)
  const desired: EvidenceBase[] = []
  for (let first = 0; first < ids.length; first += batchSize) {
    const batch = await loadScoringEvents(db, run.tenantId, ids.slice(first, first + batchSize))
    const evidence = await readEvents(db, run, [trend], batch)
    desired.push(...(evidence.get(trend.trendId) ?? []))
  }
  return { desired, scored: new Set(ids), isComplete: found.length <= mostEvents }
}

/** The evidence that would hold: what stays of the stored rows, and what the matches in reach make of the rest. */
async function restated(db: Db, trend: ActiveTrend, { desired, scored }: Reach): Promise<Contribution[]> {
  const caps = new Map(trend.versions.map((version) => [version.id, version.definition.ownerCap24h]))
  const spans =
    trend.trendId === ''
      ? undefined
      : await loadChangedSpans(db, [{ trendId: trend.trendId, since: new Date(0), signals: [] }])
  const held = spans?.get(trend.trendId)?.active ?? []
  const plan = planRestatement({
    active: held,
    desired,
    scored,
    capOf: (row) => caps.get(row.definitionId) ?? trendDefinition.shape.ownerCap24h.parse(undefined),
    goneReason: () => 'preview',
  })
  const gone = new Set(plan.retract.map(({ row }) => row.id))
  const rows: Evidence[] = [...held.filter((row) => !gone.has(row.id)), ...plan.add.map(({ row }) => row)]
  return rows.map((row, index) => ({ ...row, id: `${previewId}-${index}`, kind: 'evidence' }))
}
