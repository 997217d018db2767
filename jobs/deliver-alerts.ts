import { z } from 'zod'
import { deliverAlert, listDueDeliveries } from '../src/alerts/index.ts'
import { Keyring } from '../src/credentials/index.ts'
import { defineJob } from '../src/queue/job.ts'

/** Sends raised alerts to where they are wanted, each until it is taken or given up. */
export const deliverAlerts = defineJob({
  name: 'deliver-alerts',
  payload: z.object({ tenantId: z.string(), deliveryIds: z.array(z.uuid()).min(1).max(20) }),
  batch: 'deliveryIds',
  schedule: { every: 60_000 },
  isOutside: true,
  due: ({ db, now }) => listDueDeliveries(db, { now }),
  async process({ tenantId, deliveryIds }, context) {
    const { db, keyring = new Keyring([]), allowPrivateNetwork: allowPrivate, publicUrl, now, signal } = context
    const counts = { sent: 0, failed: 0, nothing: 0 }
    for (const id of deliveryIds) {
      signal.throwIfAborted()
      const outcome = await deliverAlert(db, { id, tenantId, keyring, allowPrivate, publicUrl, now })
      counts[outcome] += 1
    }
    return { counts: { sent: counts.sent, failed: counts.failed } }
  },
})
