import { z } from 'zod'
import {
  acknowledgement,
  alert,
  alertDestination,
  alertParams,
  destinationParams,
  listAlertsQuery,
  newDestination,
  restatedUse,
  restatementsQuery,
} from './alerts.ts'
import { list, page } from './common.ts'
import type { Route } from './route.ts'

/** The routes of alerts. */
export const alertRoutes = {
  listAlerts: {
    method: 'get',
    path: '/alerts',
    tag: 'alerts',
    summary: 'Alerts, newest first, with their deliveries',
    query: listAlertsQuery,
    status: 200,
    response: page(alert),
  },
  getAlert: {
    method: 'get',
    path: '/alerts/:alertId',
    tag: 'alerts',
    summary: 'An alert',
    params: alertParams,
    status: 200,
    response: alert,
  },
  acknowledgeAlert: {
    method: 'post',
    path: '/alerts/:alertId/acknowledge',
    tag: 'alerts',
    summary: 'Note that an alert was seen',
    params: alertParams,
    body: acknowledgement,
    status: 200,
    response: alert,
  },
  listRestatements: {
    method: 'get',
    path: '/restatements',
    tag: 'alerts',
    summary: 'Alerts, exports and reports whose evidence was corrected, withdrawn or regrouped after they used it',
    query: restatementsQuery,
    status: 200,
    response: list(restatedUse),
  },
  listAlertDestinations: {
    method: 'get',
    path: '/alert-destinations',
    tag: 'alerts',
    summary: 'Where alerts are sent',
    status: 200,
    response: list(alertDestination),
  },
  addAlertDestination: {
    method: 'post',
    path: '/alert-destinations',
    tag: 'alerts',
    summary: 'Send alerts to a webhook, a Slack-compatible address or by mail',
    body: newDestination,
    status: 201,
    response: alertDestination,
  },
  removeAlertDestination: {
    method: 'delete',
    path: '/alert-destinations/:name',
    tag: 'alerts',
    summary: 'Send nothing there any more and forget its secrets',
    params: destinationParams,
    status: 200,
    response: z.object({ removed: z.string() }),
  },
} as const satisfies Record<string, Route>
