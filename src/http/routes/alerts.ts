import { deliverAlerts } from '../../../jobs/deliver-alerts.ts'
import {
  acknowledgeAlert,
  addDestination,
  getAlert,
  type ListedAlert,
  listAlerts,
  listDestinations,
  listDueDeliveries,
  removeDestination,
  retryDeliveries,
  sendTestAlert,
  setDestinationActive,
} from '../../alerts/index.ts'
import { Keyring } from '../../credentials/index.ts'
import { messageOf, SourceError } from '../../errors.ts'
import { getTrendRow, listRestatedUses } from '../../trends/index.ts'
import { actorOf } from '../actor.ts'
import type { AppServices } from '../app-services.ts'
import { decodeCursor, isInstantAndId, pageOf } from '../cursor.ts'
import { presentAlert, presentDestination, presentRestatedUse } from '../present/alert.ts'
import { HttpError } from '../problem.ts'
import { enqueueNow } from '../queue-access.ts'
import type { Handlers } from '../route.ts'

type AlertOperation =
  | 'listAlerts'
  | 'getAlert'
  | 'acknowledgeAlert'
  | 'listRestatements'
  | 'listAlertDestinations'
  | 'addAlertDestination'
  | 'testAlertDestination'
  | 'changeAlertDestination'
  | 'retryAlertDeliveries'
  | 'removeAlertDestination'

/** Alerts, where they are sent, and what rested on evidence that was taken back. */
export function alertRoutes(services: AppServices): Pick<Handlers, AlertOperation> {
  const { db, keyring = new Keyring([]), options, queues, log } = services

  /** Sends at once when the queue is there; the schedule of deliver-alerts does it otherwise. */
  const sendDue = async (tenantId: string, now: Date) => {
    for (const payload of await listDueDeliveries(db, { tenantId, now }))
      await enqueueNow(queues, deliverAlerts, payload).catch((error: unknown) =>
        log.warn({ error: messageOf(error), ...payload }, 'deliveries wait for their schedule'),
      )
  }

  const trendIdOf = async (tenantId: string, slug: string | undefined) =>
    slug === undefined ? {} : { trendId: (await getTrendRow(db, tenantId, slug)).id }

  const restatedOf = async (tenantId: string, rows: readonly ListedAlert[]) => {
    if (rows.length === 0) return new Map<string, number>()
    const refIds = rows.map((row) => row.alert.id)
    const uses = await listRestatedUses(db, { tenantId, refIds, limit: refIds.length })
    return new Map(uses.map((use) => [use.refId, use.evidence.length]))
  }

  const presentOne = async (tenantId: string, row: ListedAlert) => presentAlert(row, await restatedOf(tenantId, [row]))

  return {
    async listAlerts({ tenantId, query }) {
      const { cursor, limit, trend, status } = query
      const position = cursor ? decodeCursor<[string, string]>(cursor, isInstantAndId) : undefined
      const rows = await listAlerts(db, tenantId, {
        ...(await trendIdOf(tenantId, trend)),
        status,
        limit: limit + 1,
        ...(position ? { after: { raisedAt: new Date(position[0]), id: position[1] } } : {}),
      })
      const restated = await restatedOf(tenantId, rows)
      const present = (row: ListedAlert) => presentAlert(row, restated)
      return pageOf(rows, limit, present, ({ alert }) => [alert.raisedAt.toISOString(), alert.id])
    },

    async getAlert({ tenantId, params }) {
      return presentOne(tenantId, await getAlert(db, tenantId, params.alertId))
    },

    async acknowledgeAlert({ tenantId, params, body, identity, now }) {
      const { note } = body
      const given = { tenantId, id: params.alertId, actor: identity.name, now, ...(note ? { note } : {}) }
      return presentOne(tenantId, await acknowledgeAlert(db, given))
    },

    async listRestatements({ tenantId, query: { trend, since, limit } }) {
      const filter = { tenantId, limit, ...(await trendIdOf(tenantId, trend)), ...(since ? { since } : {}) }
      return { data: (await listRestatedUses(db, filter)).map(presentRestatedUse) }
    },

    async listAlertDestinations({ tenantId }) {
      return { data: (await listDestinations(db, tenantId)).map(presentDestination) }
    },

    async addAlertDestination({ tenantId, body, identity, now }) {
      const allowPrivate = options.allowPrivateNetwork ?? false
      const request = { tenantId, ...body, allowPrivate, actor: actorOf(identity), now }
      return presentDestination(await addDestination(db, keyring, request))
    },

    async testAlertDestination({ tenantId, params: { name }, now }) {
      try {
        return await sendTestAlert(db, keyring, {
          tenantId,
          name,
          allowPrivate: options.allowPrivateNetwork ?? false,
          now,
        })
      } catch (error) {
        if (error instanceof SourceError)
          throw new HttpError(502, `The test message to ${name} was not taken: ${messageOf(error)}`)
        throw error
      }
    },

    async changeAlertDestination({ tenantId, params: { name }, body, identity, now }) {
      const changed = await setDestinationActive(db, { tenantId, name, ...body, actor: actorOf(identity), now })
      if (body.isActive) await sendDue(tenantId, now)
      return presentDestination(changed)
    },

    async retryAlertDeliveries({ tenantId, params: { name }, body, identity, now }) {
      const retried = await retryDeliveries(db, { tenantId, name, ...body, actor: actorOf(identity), now })
      await sendDue(tenantId, now)
      return { retried }
    },

    async removeAlertDestination({ tenantId, params: { name }, identity, now }) {
      await removeDestination(db, { tenantId, name, actor: actorOf(identity), now })
      return { removed: name }
    },
  }
}
