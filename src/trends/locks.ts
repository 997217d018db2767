import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'

/**
 * Makes the transaction the only one that scores events or changes definitions of the tenant, until it ends. Without it a
 * definition applied between reading definitions and marking events as scored would never reach those events.
 */
export async function lockScoring(tx: Db, tenantId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`score-trends ${tenantId}`}, 0))`)
}
