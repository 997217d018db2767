import { and, eq, gt, lt } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { newId } from '../../db/id.ts'
import { webSessions } from '../../db/schema/index.ts'
import type { Identity } from '../app-services.ts'
import { newSecret, secretHash } from './secret.ts'

/** How long a browser stays signed in. */
export const webSessionMs = 30 * 86_400_000

/** Signs a browser in: answers the secret its cookie carries. Sessions past their time are cleared away. */
export async function startWebSession(db: Db, session: { tenantId: string; now: Date }): Promise<string> {
  const secret = newSecret()
  await db.delete(webSessions).where(lt(webSessions.expiresAt, session.now))
  await db.insert(webSessions).values({
    id: newId(session.now),
    tenantId: session.tenantId,
    secretHash: secretHash(secret),
    createdAt: session.now,
    expiresAt: new Date(session.now.getTime() + webSessionMs),
  })
  return secret
}

/** The signed-in browser behind a cookie's secret, or undefined. */
export async function findWebSession(db: Db, secret: string, now: Date): Promise<Identity | undefined> {
  const [row] = await db
    .select()
    .from(webSessions)
    .where(and(eq(webSessions.secretHash, secretHash(secret)), gt(webSessions.expiresAt, now)))
    .limit(1)
  return row && { kind: 'browser', tenantId: row.tenantId, name: 'browser', expiresAt: row.expiresAt }
}

/** Signs a browser out. */
export async function endWebSession(db: Db, secret: string): Promise<void> {
  await db.delete(webSessions).where(eq(webSessions.secretHash, secretHash(secret)))
}
