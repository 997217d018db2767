import { z } from 'zod'
import { listDueDeliveries, raiseAlerts } from '../src/alerts/index.ts'
import { InputError } from '../src/errors.ts'
import { refreshEventMomentum } from '../src/events/index.ts'
import { defineJob, to } from '../src/queue/job.ts'
import { inTransactions, listDueSnapshots, recordBlindness, saveSnapshots } from '../src/snapshots/index.ts'
import { reopenSnapshots } from '../src/trends/index.ts'
import { deliverAlerts } from './deliver-alerts.ts'

/** Writes every trend's hourly rows up to now, catching up what was missed, ranks events, and raises the alerts that come of it. */
export const snapshot = defineJob({
  name: 'snapshot',
  payload: z.object({
    tenantId: z.string(),
    trendIds: z.array(z.uuid()).max(500),
    /** Rank the tenant's events too. */
    momentum: z.boolean().default(true),
  }),
  batch: 'trendIds',
  schedule: { every: 30_000 },
  // While the database takes in the rows of one trend, those of another are worked out.
  options: { concurrency: 2 },
  next: [deliverAlerts],
  due: ({ db, now }) => listDueSnapshots(db, { now }),
  async process({ tenantId, trendIds, momentum }, { db, now, jobId, signal }) {
    const spans = await recordBlindness(db, { tenantId, now })
    let hours = 0
    for (const together of await inTransactions(db, trendIds)) {
      signal.throwIfAborted()
      hours += await saveSnapshots(db, { tenantId, trendIds: together, now })
    }
    const ranked = momentum ? await refreshEventMomentum(db, { tenantId, now }) : undefined
    // Ranking may have made an event viral for any trend.
    const alerts = await raiseAlerts(db, { tenantId, ...(momentum ? {} : { trendIds }), now, jobId })
    return {
      counts: { trends: trendIds.length, hours, spans, events: ranked?.events ?? 0, alerts: alerts.length },
      next: to(deliverAlerts, alerts.length === 0 ? [] : await listDueDeliveries(db, { now, tenantId })),
    }
  },
  async replay({ db }, page) {
    if (page.sourceId !== undefined)
      throw new InputError('Snapshots are of trends, not of sources.', [
        { field: 'sourceId', message: 'cannot be given for snapshot' },
      ])
    const { ids, after } = await reopenSnapshots(db, page)
    const payloads = ids.length === 0 ? [] : [{ tenantId: page.tenantId, trendIds: ids.slice(0, 500), momentum: false }]
    return { payloads, rows: ids.length, ...(after === undefined ? {} : { after }) }
  },
})
