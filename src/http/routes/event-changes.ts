import { scoreTrends } from '../../../jobs/score-trends.ts'
import { messageOf } from '../../errors.ts'
import { type LineageRow, mergeEvents, moveItems, splitEvent, undoChange } from '../../events/index.ts'
import type { AppServices } from '../app-services.ts'
import { presentLineage } from '../present/event.ts'
import { enqueueNow } from '../queue-access.ts'
import type { Asked, Handlers } from '../route.ts'

type ChangeOperation = 'mergeEvent' | 'splitEvent' | 'moveEventItems' | 'undoLineage'

/** What people change about which event an item belongs to. */
export function eventChangeRoutes({ db, queues, log }: AppServices): Pick<Handlers, ChangeOperation> {
  /** Brings evidence in line at once when the queue is there; the schedule of score-trends does it otherwise. */
  async function changed(tenantId: string, row: LineageRow) {
    const payload = { tenantId, eventIds: [row.fromEventId, row.toEventId] }
    await enqueueNow(queues, scoreTrends, payload).catch((error: unknown) =>
      log.warn({ error: messageOf(error), ...payload }, 'changed events wait for the schedule to be scored'),
    )
    return presentLineage(row)
  }
  return {
    async mergeEvent(asked) {
      const { tenantId, params, body } = asked
      return changed(tenantId, await mergeEvents(db, { ...requestOf(asked), ...params, into: body.into }))
    },

    async splitEvent(asked) {
      const { tenantId, params, body } = asked
      return changed(tenantId, await splitEvent(db, { ...requestOf(asked), ...params, itemIds: body.itemIds }))
    },

    async moveEventItems(asked) {
      const { tenantId, params, body } = asked
      const change = { ...requestOf(asked), ...params, itemIds: body.itemIds, to: body.to }
      return changed(tenantId, await moveItems(db, change))
    },

    async undoLineage(asked) {
      const { tenantId, params } = asked
      return changed(tenantId, await undoChange(db, { ...requestOf(asked), ...params }))
    },
  }
}

const requestOf = ({ tenantId, identity, now, version, body }: Asked<ChangeOperation>) => ({
  tenantId,
  actor: body.by ?? identity.name,
  reason: body.reason,
  now,
  version,
})
