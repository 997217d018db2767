import { createHash } from 'node:crypto'
import { and, desc, eq, gte, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { events, trendDefinitions, trends } from '../db/schema/index.ts'
import { StaleError } from '../errors.ts'
import { canonicalJson } from './canonical-json.ts'
import type { TrendDefinition } from './definition.ts'
import { findTrend, type TrendRow } from './find-trend.ts'
import { lockScoring } from './locks.ts'
import { toLogOdds } from './log-odds.ts'
import { refreshCurrentValues } from './value-sql.ts'

export interface AppliedDefinition {
  trendId: string
  slug: string
  change: 'created' | 'changed' | 'unchanged'
  version: number
  effectiveFrom: Date
}

/**
 * Stores a definition: a new trend, a new version, or nothing when the content is that of the newest version. A new version
 * takes effect at its `effectiveFrom`, else now; with `toHistory` from the beginning. Events in its reach become due for
 * scoring in the same transaction. Throws StaleError when `seenVersion` is given and the newest version is another.
 */
export async function saveDefinition(
  db: Db,
  input: {
    tenantId: string
    definition: TrendDefinition
    now: Date
    author: string
    toHistory?: boolean
    isSample?: boolean
    seenVersion?: number | undefined
  },
): Promise<AppliedDefinition> {
  const { tenantId, definition, now, seenVersion } = input
  const contentHash = createHash('sha256').update(canonicalJson(definition)).digest('hex')
  return db.transaction(async (tx) => {
    await lockScoring(tx, tenantId)
    const trend = await findTrend(tx, tenantId, definition.id)
    const latest = trend && (await findLatest(tx, trend.id))
    const newest = latest?.version ?? 0
    if (seenVersion !== undefined && seenVersion !== newest)
      throw new StaleError(`trend ${definition.id} is in version ${newest} by now, not in version ${seenVersion}`)
    if (trend && latest?.contentHash === contentHash) {
      const { version, effectiveFrom } = latest
      return { trendId: trend.id, slug: trend.slug, change: 'unchanged', version, effectiveFrom }
    }
    const trendId = trend?.id ?? newId(now)
    const { version, effectiveFrom, reachesFrom } = effectOf(latest?.version, input)
    const row = {
      id: newId(now),
      tenantId,
      trendId,
      version,
      effectiveFrom,
      recordedAt: now,
      baselineLogOdds: toLogOdds(definition.baselineProbability),
      halfLifeDays: definition.halfLifeDays,
      definition,
      contentHash,
      author: input.author,
    }
    await saveTrend(tx, trend, row, input)
    await tx.insert(trendDefinitions).values(row)
    await refreshCurrentValues(tx, [trendId], now)
    await markEventsDue(tx, tenantId, reachesFrom)
    return { trendId, slug: definition.id, change: trend ? 'changed' : 'created', version, effectiveFrom }
  })
}

/** The version a definition becomes, since when it holds, and from where on events are matched with it. */
export function effectOf(
  latestVersion: number | undefined,
  { definition, now, toHistory }: { definition: TrendDefinition; now: Date; toHistory?: boolean },
): { version: number; effectiveFrom: Date; reachesFrom: Date } {
  const version = (latestVersion ?? 0) + 1
  const said = definition.effectiveFrom ? new Date(definition.effectiveFrom) : now
  const effectiveFrom = toHistory ? new Date(0) : said
  // The first version also holds for the time before it, so every event is in its reach.
  return { version, effectiveFrom, reachesFrom: version === 1 ? new Date(0) : effectiveFrom }
}

async function findLatest(tx: Db, trendId: string) {
  const [row] = await tx
    .select()
    .from(trendDefinitions)
    .where(eq(trendDefinitions.trendId, trendId))
    .orderBy(desc(trendDefinitions.version))
    .limit(1)
  return row
}

async function saveTrend(
  tx: Db,
  trend: TrendRow | undefined,
  row: typeof trendDefinitions.$inferInsert,
  {
    tenantId,
    definition,
    now,
    isSample,
  }: { tenantId: string; definition: TrendDefinition; now: Date; isSample?: boolean },
): Promise<void> {
  const common = { name: definition.name, question: definition.question, currentDefinitionId: row.id, updatedAt: now }
  if (trend === undefined) {
    await tx.insert(trends).values({
      ...common,
      id: row.trendId,
      tenantId,
      slug: definition.id,
      isSample: isSample ?? false,
      currentLogOdds: row.baselineLogOdds,
      currentAsOf: now,
      createdAt: now,
    })
    return
  }
  await tx
    .update(trends)
    .set({
      ...common,
      // A definition applied again is wanted again.
      isActive: true,
      version: sql`${trends.version} + 1`,
      snapshotsStaleFrom: sql`least(${trends.snapshotsStaleFrom}, ${row.effectiveFrom.toISOString()}::timestamptz)`,
    })
    .where(eq(trends.id, trend.id))
}

/** Makes every event with news at or after `from` due for scoring again. */
export async function markEventsDue(tx: Db, tenantId: string, from: Date): Promise<void> {
  await tx
    .update(events)
    .set({ scoredVersion: 0 })
    .where(and(eq(events.tenantId, tenantId), gte(events.lastUpdatedAt, from)))
}
