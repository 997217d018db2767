import { type ChainContext, chainEvidence } from './chain.ts'
import { type Evidence, type EvidenceBase, evidenceKey, sameEvidence } from './evidence.ts'

/** An active row; `recordedAt` is when it took its place. */
export interface StoredEvidence extends Evidence {
  id: string
  recordedAt: Date
}

/** A row to take back: the row in its place, null for none, and whether only a neighbour in time made it differ. */
export interface Retraction {
  row: StoredEvidence
  next: Evidence | null
  isNeighbour: boolean
  reason: string
}

/** What has to change so that the active evidence is again what the matches say. */
export interface Restatement {
  retract: Retraction[]
  /** `replaces` is the id of the row it supersedes, null for something new. */
  add: { row: Evidence; replaces: string | null }[]
}

/**
 * Compares active rows with what the matches of `scored` events say now, and restates every row after them whose novelty
 * or cap thereby changes. `active` must hold all active rows from the earliest change on, `context` what lies before.
 */
export function planRestatement(input: {
  active: readonly StoredEvidence[]
  desired: readonly EvidenceBase[]
  scored: ReadonlySet<string>
  capOf: (row: EvidenceBase) => number
  context?: ChainContext
  /** Why the evidence of an event that shows a signal no longer is retracted. */
  goneReason: (row: StoredEvidence) => string
}): Restatement {
  const { active, desired, scored } = input
  const bystanders = active.filter((row) => !scored.has(row.eventId))
  const chained = chainEvidence([...bystanders, ...desired], input.capOf, input.context)
  const byKey = new Map(active.map((row) => [evidenceKey(row), row]))
  const plan: Restatement = { retract: [], add: [] }
  for (const row of chained) {
    const old = byKey.get(evidenceKey(row))
    byKey.delete(evidenceKey(row))
    if (old !== undefined && sameEvidence(old, row)) continue
    if (old !== undefined) {
      const isNeighbour = !scored.has(row.eventId)
      const reason = isNeighbour ? 'a neighbour in time changed' : 'its event or definition changed'
      plan.retract.push({ row: old, next: row, isNeighbour, reason })
    }
    plan.add.push({ row, replaces: old?.id ?? null })
  }
  for (const old of byKey.values())
    plan.retract.push({ row: old, next: null, isNeighbour: false, reason: input.goneReason(old) })
  return plan
}
