import { createHmac, timingSafeEqual } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { getCredential, type Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import { sources } from '../db/schema/index.ts'
import { pushConfig } from './connectors/push.ts'

/** A signed call, after the Standard Webhooks specification; all of it as received. */
export interface WebhookCall {
  sourceId: string
  id: string
  timestamp: string
  signatures: string
  body: Buffer
}

/**
 * The source a webhook call is from: its id, time and body are signed with the source's secret, and the time is within its
 * tolerance of `wallNow`. Undefined when any of this is not so; which is not said.
 */
export async function findWebhookSource(
  db: Db,
  keyring: Keyring,
  call: WebhookCall,
  wallNow: Date,
): Promise<{ id: string; tenantId: string; name: string } | undefined> {
  const [source] = await db
    .select()
    .from(sources)
    .where(and(eq(sources.id, call.sourceId), eq(sources.connector, 'push'), eq(sources.isActive, true)))
  const config = pushConfig.safeParse(source?.config)
  if (!source || !config.success || config.data.credential === undefined) return undefined
  const offSeconds = Math.abs(wallNow.getTime() / 1_000 - Number(call.timestamp))
  if (!/^\d{1,12}$/.test(call.timestamp) || offSeconds > config.data.toleranceSeconds) return undefined
  const { secret } = await getCredential(db, keyring, source.tenantId, config.data.credential)
  return isSigned(call, secret) ? source : undefined
}

/** Whether one of the signatures is `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`. */
function isSigned({ id, timestamp, signatures, body }: WebhookCall, secret: string): boolean {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  return signatures
    .split(' ')
    .slice(0, 10)
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected))
}
