import type { Keyring } from '../credentials/index.ts'
import type { Db } from '../db/client.ts'
import { newId } from '../db/id.ts'
import { getDestination, openDestination } from './destinations.ts'
import { sendAlert } from './send-alert.ts'

/**
 * Sends a message of kind `test` to a destination at once, signed and guarded as alerts are; no alert is raised and nothing is
 * tried again. Throws NotFoundError, ConfigError, and SourceError in plain words when it is not taken.
 */
export async function sendTestAlert(
  db: Db,
  keyring: Keyring,
  { tenantId, name, allowPrivate, now }: { tenantId: string; name: string; allowPrivate: boolean; now: Date },
): Promise<{ name: string; summary: string }> {
  const destination = await getDestination(db, tenantId, name)
  const id = newId(now)
  const told = {
    ...{ deliveryId: id, alertId: id, kind: 'test', probability: 0.5, raisedAt: now },
    trend: { slug: 'test', name: 'A test, of no trend' },
    message: `Test message to ${name}: alerts of Bellwether arrive here`,
  }
  const allowed = allowPrivate || destination.allowPrivate
  await sendAlert(openDestination(keyring, destination), told, { allowPrivate: allowed, now })
  return { name, summary: destination.summary }
}
