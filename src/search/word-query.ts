import { eq, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { eventShards } from '../db/schema/index.ts'

const english = new Intl.DisplayNames(['en'], { type: 'language' })

/**
 * The words as a Postgres tsquery that reads them in each language the tenant has items of: texts are indexed by the stems of
 * their own language, and nobody says in which language a query is. What it excludes is excluded in every reading.
 */
export async function wordQuery(db: Db, tenantId: string, words: string): Promise<SQL> {
  const shards = await db
    .select({ language: eventShards.language })
    .from(eventShards)
    .where(eq(eventShards.tenantId, tenantId))
  // Postgres names its configurations by the English names of the languages.
  const names = shards.map(({ language }) => nameOf(language))
  const configs = await db.execute<{ cfgname: string }>(
    sql`select cfgname from pg_ts_config where cfgname = any(${sql.param(names)}::text[]) order by cfgname`,
  )
  const readings = ['simple', ...configs.map((row) => row.cfgname)]
  const inAny = (text: string) =>
    sql`(${sql.join(
      readings.map((config) => sql`websearch_to_tsquery(${config}::regconfig, ${text})`),
      sql` || `,
    )})`
  const { wanted, excluded } = parts(words)
  return excluded === '' ? inAny(wanted) : sql`(${inAny(wanted)} && !!${inAny(excluded)})`
}

/** What a query asks for, and what it excludes by a minus, as a query of its own. */
function parts(words: string): { wanted: string; excluded: string } {
  const excluded: string[] = []
  const wanted = words.replace(/"[^"]*"?|(?<=^|\s)-("[^"]*"?|[^\s"]+)/g, (whole, unwanted: string | undefined) => {
    if (unwanted === undefined) return whole
    excluded.push(unwanted)
    return ' '
  })
  return { wanted, excluded: excluded.join(' or ') }
}

function nameOf(language: string): string {
  try {
    return english.of(language)?.toLowerCase() ?? language
  } catch {
    return language
  }
}
