import { eq } from 'drizzle-orm'
import { addDestination, deliverAlert, listDueDeliveries, raiseAlerts, signatureOf } from '../../src/alerts/index.ts'
import { Keyring } from '../../src/credentials/index.ts'
import { alertDeliveries, alertDestinations } from '../../src/db/schema/index.ts'
import { addOverride } from '../../src/trends/index.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import type { TestDatabase } from '../support/database.ts'
import type { Received } from '../support/recipient.ts'
import { hoursBefore, now, openNewsroom, strait } from '../trends/newsroom.ts'

export const keyring = new Keyring([Buffer.alloc(32, 7)])
export const secret = 'a-secret-for-signing-alerts'

/** Whether a message bears the signature of the secret. */
export const isSigned = ({ headers, text }: Received): boolean =>
  headers['bellwether-signature'] === `v1=${signatureOf(secret, String(headers['bellwether-timestamp']), text)}`

/** A trend with one destination, and an alert raised for it. */
export const raisingOne =
  (database: TestDatabase) =>
  async (settings: unknown, allowPrivate = true) => {
    const { tenantId } = await openNewsroom(database.db)
    const definition = strait({ alerts: [{ above: 0.25 }] })
    await saveDefinition(database.db, { tenantId, definition, now: hoursBefore(9), author: 'tests' })
    await addDestination(database.db, keyring, {
      tenantId,
      name: 'desk',
      settings,
      trends: [],
      allowPrivate: true,
      actor: { name: 'tests', via: 'cli' },
      now,
    })
    await database.db.update(alertDestinations).set({ allowPrivate }).where(eq(alertDestinations.tenantId, tenantId))
    const move = { toProbability: 0.3 }
    await addOverride(database.db, { tenantId, trend: 'strait-closure', move, reason: 'r', author: 'tests', now })
    await raiseAlerts(database.db, { tenantId, now, jobId: 'job-1' })
    const find = async () =>
      (await database.db.select().from(alertDeliveries).where(eq(alertDeliveries.tenantId, tenantId)))[0]!
    const { id } = await find()
    const deliver = (at = now, publicUrl?: string) =>
      deliverAlert(database.db, { id, tenantId, keyring, allowPrivate: false, publicUrl, now: at })
    const due = (at: Date) => listDueDeliveries(database.db, { now: at, tenantId })
    return { tenantId, id, find, deliver, due }
  }
