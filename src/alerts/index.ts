export { deliverAlert, listDueDeliveries } from './deliver.ts'
export {
  addDestination,
  type ListedDestination,
  listDestinations,
  removeDestination,
  rotateDestinations,
} from './destinations.ts'
export { acknowledgeAlert, getAlert, type ListedAlert, listAlerts } from './list-alerts.ts'
export { setDestinationActive } from './pause-destination.ts'
export { raiseAlerts } from './raise-alerts.ts'
export { retryDeliveries } from './retry-deliveries.ts'
export { signatureOf } from './send-alert.ts'
export { sendTestAlert } from './test-destination.ts'
