import type { Assignment } from '../../../src/events/engine/engine.ts'
import { FEATURES } from '../../../src/events/engine/features.ts'
import type { JoinModel } from '../../../src/events/engine/model.ts'

const lead = FEATURES.indexOf('lead')
const behind = FEATURES.indexOf('leadBehindBoth')

/** Joins readily and thinks again at every arrival: short streams are full of merges and moves. */
export const eager: JoinModel = {
  threshold: 0.3,
  likeness: (row) => Math.max(0, Math.min(1, row[lead]! + row[behind]!)),
}

/** Event of every item by arrival number, once all changes are carried out. */
export function placesAfter(assignments: readonly Assignment[]): Map<number, string> {
  const places = new Map<number, string>()
  for (const { seq, event, changes } of assignments) {
    places.set(seq, event)
    for (const change of changes) {
      if (change.kind === 'move') places.set(change.seq, change.to)
      else for (const [other, its] of places) if (its === change.from) places.set(other, change.to)
    }
  }
  return places
}
