import { eq } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { tenants } from '../db/schema/index.ts'
import { NotFoundError } from '../errors.ts'

/** A workspace by id. Throws NotFoundError. */
export async function getTenant(db: Db, tenantId: string): Promise<typeof tenants.$inferSelect> {
  const [tenant] = await db.select().from(tenants).where(eq(tenants.id, tenantId)).limit(1)
  if (!tenant) throw new NotFoundError(`There is no workspace ${tenantId}`)
  return tenant
}
