import { and, asc, eq } from 'drizzle-orm'
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

export interface ActiveTrend {
  trendId: string
  /** Oldest first. */
  versions: ReadyDefinition[]
}

/** Versions are never edited, so what was prepared for one stays right; the bound keeps long-lived workers small. */
const prepared = new LRUCache<string, Pick<ReadyDefinition, 'definition' | 'match'>>({ max: 2_000 })

/** Every active trend of the tenant with all versions of its definition. */
export async function loadActiveTrends(db: Db, tenantId: string, matcher: Matcher): Promise<ActiveTrend[]> {
  const rows = await db
    .select({
      id: trendDefinitions.id,
      trendId: trendDefinitions.trendId,
      version: trendDefinitions.version,
      effectiveFrom: trendDefinitions.effectiveFrom,
      definition: trendDefinitions.definition,
    })
    .from(trendDefinitions)
    .innerJoin(trends, eq(trends.id, trendDefinitions.trendId))
    .where(and(eq(trends.tenantId, tenantId), eq(trends.isActive, true)))
    .orderBy(asc(trendDefinitions.trendId), asc(trendDefinitions.version))
  const found = new Map<string, ActiveTrend>()
  for (const { trendId, definition, ...row } of rows) {
    const trend = found.get(trendId) ?? { trendId, versions: [] }
    found.set(trendId, trend)
    trend.versions.push({ ...row, ...ready(row.id, definition, matcher) })
  }
  return [...found.values()]
}

/** Tells whether two readings of the active trends are of the same definitions. */
export function fingerprintOf(trends: readonly ActiveTrend[]): string {
  return trends.flatMap((trend) => trend.versions.map((version) => version.id)).join(' ')
}

function ready(id: string, stored: unknown, matcher: Matcher): Pick<ReadyDefinition, 'definition' | 'match'> {
  const key = `${matcher.version} ${id}`
  const known = prepared.get(key)
  if (known) return known
  const definition = trendDefinition.parse(stored)
  const fresh = { definition, match: matcher.prepare(definition) }
  prepared.set(key, fresh)
  return fresh
}
