import { and, asc, eq, inArray } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/client.ts'
import { trendDefinitions, trends } from '../db/schema/index.ts'
import { type TrendDefinition, trendDefinition } from './definition.ts'
import type { IndicatorMatch, Matcher, MatchText, Opinion } from './match-types.ts'

/** A version of an active trend's definition, ready to be matched. */
export interface ReadyDefinition {
  id: string
  version: number
  effectiveFrom: Date
  definition: TrendDefinition
  match(texts: readonly MatchText[], opinion?: Opinion): IndicatorMatch[]
}

type Prepared = Pick<ReadyDefinition, 'definition' | 'match'>

export interface ActiveTrend {
  trendId: string
  /** Oldest first. */
  versions: ReadyDefinition[]
}

/** Versions are never edited, so what was prepared for one stays right; the bound keeps long-lived workers small. */
const prepared = new LRUCache<string, Prepared>({ max: 2_000 })

/** Every active trend of the tenant with all versions of its definition; only what was not read before is read whole. */
export async function loadActiveTrends(db: Db, tenantId: string, matcher: Matcher): Promise<ActiveTrend[]> {
  const rows = await listActiveDefinitions(db, tenantId)
  const ready = await prepareAll(
    db,
    rows.map((row) => row.id),
    matcher,
  )
  const found = new Map<string, ActiveTrend>()
  for (const { trendId, ...row } of rows) {
    const trend = found.get(trendId) ?? { trendId, versions: [] }
    found.set(trendId, trend)
    trend.versions.push({ ...row, ...ready.get(row.id)! })
  }
  return [...found.values()]
}

/** Whether the tenant's active trends still have the definitions that were read. */
export async function areCurrent(db: Db, tenantId: string, trends: readonly ActiveTrend[]): Promise<boolean> {
  const ids = trends.flatMap((trend) => trend.versions.map((version) => version.id))
  const now = await listActiveDefinitions(db, tenantId)
  return now.length === ids.length && now.every((row, at) => row.id === ids[at])
}

function listActiveDefinitions(db: Db, tenantId: string) {
  const { id, trendId, version, effectiveFrom } = trendDefinitions
  return db
    .select({ id, trendId, version, effectiveFrom })
    .from(trendDefinitions)
    .innerJoin(trends, eq(trends.id, trendId))
    .where(and(eq(trends.tenantId, tenantId), eq(trends.isActive, true)))
    .orderBy(asc(trendId), asc(version))
}

async function prepareAll(db: Db, ids: readonly string[], matcher: Matcher): Promise<Map<string, Prepared>> {
  const keyOf = (id: string) => `${matcher.version} ${id}`
  const all = new Map(ids.map((id) => [id, prepared.get(keyOf(id))]))
  const unknown = ids.filter((id) => all.get(id) === undefined)
  const { id, definition } = trendDefinitions
  const rows =
    unknown.length === 0 ? [] : await db.select({ id, definition }).from(trendDefinitions).where(inArray(id, unknown))
  for (const row of rows) {
    const definition = trendDefinition.parse(row.definition)
    const fresh = { definition, match: matcher.prepare(definition) }
    prepared.set(keyOf(row.id), fresh)
    all.set(row.id, fresh)
  }
  return all as Map<string, Prepared>
}
