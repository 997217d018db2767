import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { sources, trends } from '../db/schema/index.ts'
import type { TrendDefinition } from './definition.ts'

/** Something a definition names that is not there. */
export interface UnknownName {
  field: 'excludes' | 'implies' | 'sources'
  name: string
}

/** Trends and sources a definition names that are not there: what it says of them has no effect until they are. */
export async function listUnknownNames(
  db: Db,
  tenantId: string,
  definition: Pick<TrendDefinition, UnknownName['field']>,
  /** Slugs of trends that are about to be stored with it. */
  alongside: readonly string[],
): Promise<UnknownName[]> {
  const { excludes, implies, sources: watching } = definition
  const named = [...excludes, ...implies]
  const [slugs, names] = await Promise.all([
    named.length === 0
      ? []
      : db
          .select({ slug: trends.slug })
          .from(trends)
          .where(and(eq(trends.tenantId, tenantId), inArray(trends.slug, named))),
    watching.length === 0
      ? []
      : db
          .select({ name: sources.name })
          .from(sources)
          .where(and(eq(sources.tenantId, tenantId), inArray(sources.name, watching))),
  ])
  const known = new Set([...slugs.map((row) => row.slug), ...alongside])
  const heard = new Set(names.map((row) => row.name))
  const missing = (field: UnknownName['field'], there: ReadonlySet<string>) =>
    definition[field].filter((name) => !there.has(name)).map((name) => ({ field, name }))
  return [...missing('excludes', known), ...missing('implies', known), ...missing('sources', heard)]
}
