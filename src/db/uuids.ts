import { type SQL, sql } from 'drizzle-orm'

/** An array of ids as one parameter: a list of them would be another statement to plan for each of its lengths. */
export function uuids(ids: readonly string[]): SQL {
  return sql`${`{${ids.join(',')}}`}::uuid[]`
}
