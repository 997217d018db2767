export { acknowledgeAlert, getAlert, type ListedAlert, listAlerts } from './list-alerts.ts'
export { raiseAlerts } from './raise-alerts.ts'
