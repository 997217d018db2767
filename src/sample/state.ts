import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { sources, tenants, trends } from '../db/schema/index.ts'
import { NotFoundError } from '../errors.ts'

/** What the workspace remembers of its sample, ISO instants: so a start after a crash continues and a removed sample stays away. */
export interface SampleState {
  /** The hour its times count from. */
  anchor: string
  /** When the last entry had been saved; missing while it is being loaded. */
  installedAt?: string
  removedAt?: string
}

/** What is known of the tenant's sample; undefined when it never had one. */
export async function findSampleState(db: Db, tenantId: string): Promise<SampleState | undefined> {
  const [tenant] = await db.select({ settings: tenants.settings }).from(tenants).where(eq(tenants.id, tenantId))
  if (!tenant) throw new NotFoundError(`There is no workspace "${tenantId}"`)
  return tenant.settings.sample as SampleState | undefined
}

/** Remembers `state`, leaving the tenant's other settings alone. */
export async function saveSampleState(db: Db, tenantId: string, state: SampleState): Promise<void> {
  await db
    .update(tenants)
    .set({ settings: sql`${tenants.settings} || ${JSON.stringify({ sample: state })}::jsonb` })
    .where(eq(tenants.id, tenantId))
}

/** Whether any source or trend of the sample is in the workspace. */
export async function hasSample(db: Db, tenantId: string): Promise<boolean> {
  const [source] = await db
    .select({ id: sources.id })
    .from(sources)
    .where(and(eq(sources.tenantId, tenantId), eq(sources.isSample, true)))
    .limit(1)
  if (source) return true
  const [trend] = await db
    .select({ id: trends.id })
    .from(trends)
    .where(and(eq(trends.tenantId, tenantId), eq(trends.isSample, true)))
    .limit(1)
  return trend !== undefined
}
