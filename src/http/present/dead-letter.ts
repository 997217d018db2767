import type { AuditEntry as AuditRow } from '../../audit/index.ts'
import type { DeadLetterCause as CauseRow, DeadLetterRow } from '../../pipeline/index.ts'
import type { AuditEntry, DeadLetter, DeadLetterCause } from '../contract.ts'
import { iso } from './instant.ts'

export function presentDeadLetter(row: DeadLetterRow): DeadLetter {
  const { tenantId: _tenant, payloadDigest: _digest, ...letter } = row
  return {
    ...letter,
    firstFailedAt: row.firstFailedAt.toISOString(),
    lastFailedAt: row.lastFailedAt.toISOString(),
    heldUntil: iso(row.heldUntil),
    retriedAt: iso(row.retriedAt),
    resolvedAt: iso(row.resolvedAt),
  }
}

export const presentCause = (row: CauseRow): DeadLetterCause => ({
  ...row,
  firstFailedAt: row.firstFailedAt.toISOString(),
  lastFailedAt: row.lastFailedAt.toISOString(),
})

export const presentAudit = ({ id, at, actor, via, action, details }: AuditRow): AuditEntry => ({
  id,
  at: at.toISOString(),
  actor,
  via,
  action,
  details,
})
