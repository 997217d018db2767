export { deliverAlert, listDueDeliveries } from './deliver.ts'
export {
  addDestination,
  type DestinationRow,
  listDestinations,
  removeDestination,
  rotateDestinations,
} from './destinations.ts'
export { acknowledgeAlert, getAlert, type ListedAlert, listAlerts } from './list-alerts.ts'
export { raiseAlerts } from './raise-alerts.ts'
export { signatureOf } from './send-alert.ts'
export { sendTestAlert } from './test-destination.ts'
