import { and, eq, gt, isNotNull, lt } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { stateEntries } from '../../db/schema/index.ts'
import { newSecret, secretHash } from './secret.ts'

const hourMs = 3_600_000
const keyOf = (token: string): string => `sign-in:${secretHash(token)}`

/**
 * Makes a link that signs one browser in, once, within `ttlMs` (an hour when missing) of `now`, which is the readers' clock.
 * Only the token's hash is stored.
 */
export async function createSignInLink(
  db: Db,
  link: { tenantId: string; baseUrl: string; now: Date; ttlMs?: number },
): Promise<string> {
  const token = newSecret()
  const expiresAt = new Date(link.now.getTime() + (link.ttlMs ?? hourMs))
  await db.delete(stateEntries).where(and(isNotNull(stateEntries.expiresAt), lt(stateEntries.expiresAt, link.now)))
  await db.insert(stateEntries).values({ key: keyOf(token), value: { tenantId: link.tenantId }, expiresAt })
  return new URL(`/sign-in?token=${token}`, link.baseUrl).href
}

/** Uses up a sign-in token: answers its tenant the first time, undefined when it is unknown, used or past its time. */
export async function redeemSignInToken(db: Db, token: string, now: Date): Promise<string | undefined> {
  const [entry] = await db
    .delete(stateEntries)
    .where(and(eq(stateEntries.key, keyOf(token)), gt(stateEntries.expiresAt, now)))
    .returning()
  const value = entry?.value as { tenantId?: string } | undefined
  return value?.tenantId
}
