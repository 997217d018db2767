import { and, asc, eq } from 'drizzle-orm'
import { validate } from 'uuid'
import type { Db } from '../db/client.ts'
import { trendDefinitions, trends } from '../db/schema/index.ts'
import { NotFoundError } from '../errors.ts'

export type TrendRow = typeof trends.$inferSelect
export type DefinitionRow = typeof trendDefinitions.$inferSelect

/** The trend with this slug or id, if the tenant has it. */
export async function findTrend(db: Db, tenantId: string, ref: string): Promise<TrendRow | undefined> {
  const which = validate(ref) ? eq(trends.id, ref) : eq(trends.slug, ref)
  const [row] = await db
    .select()
    .from(trends)
    .where(and(eq(trends.tenantId, tenantId), which))
  return row
}

/** Like `findTrend`; throws NotFoundError when there is none. */
export async function getTrendRow(db: Db, tenantId: string, ref: string): Promise<TrendRow> {
  const row = await findTrend(db, tenantId, ref)
  if (row === undefined) throw new NotFoundError(`There is no trend "${ref}"`)
  return row
}

/** Every version of a trend's definition, oldest first. */
export async function listDefinitions(db: Db, trendId: string): Promise<DefinitionRow[]> {
  return db
    .select()
    .from(trendDefinitions)
    .where(eq(trendDefinitions.trendId, trendId))
    .orderBy(asc(trendDefinitions.version))
}
