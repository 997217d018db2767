export { type Actor, type AuditEntry, listAudit, recordAudit } from './audit.ts'
