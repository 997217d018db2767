import { and, eq, isNull, ne, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { apiKeys } from '../../db/schema/index.ts'
import { InputError } from '../../errors.ts'
import type { Identity } from '../app-services.ts'
import { secretHash } from './secret.ts'

const adminName = 'admin token'
const shortestAdminToken = 16

/** Makes `token` (BELLWETHER_ADMIN_TOKEN) a key of the tenant; one set before under that name stops working. Throws InputError when it is too short. */
export async function saveAdminKey(db: Db, key: { tenantId: string; token: string; now: Date }): Promise<void> {
  if (key.token.length < shortestAdminToken) {
    const message = `must have at least ${shortestAdminToken} characters`
    throw new InputError(`BELLWETHER_ADMIN_TOKEN ${message}`, [{ field: 'BELLWETHER_ADMIN_TOKEN', message }])
  }
  const keyHash = secretHash(key.token)
  await db.transaction(async (tx) => {
    await tx
      .update(apiKeys)
      .set({ revokedAt: key.now })
      .where(
        and(
          eq(apiKeys.tenantId, key.tenantId),
          eq(apiKeys.name, adminName),
          ne(apiKeys.keyHash, keyHash),
          isNull(apiKeys.revokedAt),
        ),
      )
    await tx
      .insert(apiKeys)
      .values({ id: newId(key.now), tenantId: key.tenantId, name: adminName, keyHash, createdAt: key.now })
      .onConflictDoUpdate({ target: apiKeys.keyHash, set: { revokedAt: null, name: adminName } })
  })
}

/** The program that holds `key`, noting that it was used (at most once a minute), or undefined. */
export async function findApiKey(db: Db, key: string, now: Date): Promise<Identity | undefined> {
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.keyHash, secretHash(key)), isNull(apiKeys.revokedAt)))
    .limit(1)
  if (!row) return undefined
  const minuteAgo = new Date(now.getTime() - 60_000)
  if (!row.lastUsedAt || row.lastUsedAt < minuteAgo)
    await db
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(
        and(
          eq(apiKeys.id, row.id),
          or(isNull(apiKeys.lastUsedAt), sql`${apiKeys.lastUsedAt} < ${minuteAgo.toISOString()}`),
        ),
      )
  return { kind: 'api_key', tenantId: row.tenantId, name: row.name, expiresAt: null }
}
