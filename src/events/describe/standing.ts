import type { epistemicState } from '../../db/schema/index.ts'
import { type Member, ownerOf } from '../member.ts'

export type EpistemicState = (typeof epistemicState.enumValues)[number]

/** Owners and independent groups behind an event. */
export interface Sources {
  /** Outlets that carried it. */
  sources: number
  /** Groups that do not share an owner or a text: copies count with their original. */
  independent: number
}

export function sourcesOf(members: readonly Member[]): Sources {
  const live = members.filter((member) => !member.deleted)
  const parent = new Map<string, string>()
  const find = (key: string): string => {
    let root = key
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root)) root = next
    return root
  }
  const join = (a: string, b: string) => {
    const [x, y] = [find(a), find(b)]
    if (x !== y) parent.set(x, y)
  }
  for (const member of live) {
    join(`item ${member.itemId}`, `owner ${ownerOf(member)}`)
    if (member.duplicateOf !== null) join(`item ${member.duplicateOf}`, `item ${member.itemId}`)
  }
  return {
    sources: new Set(live.map((member) => (member.publisher ?? member.sourceId).trim().toLowerCase())).size,
    independent: new Set(live.map((member) => find(`item ${member.itemId}`))).size,
  }
}

/** Retracted once every report is withdrawn, contested while sources disagree, confirmed by three independent groups. */
export function epistemicStateOf(
  members: readonly Member[],
  independent: number,
  contradictions: number,
): EpistemicState {
  if (members.every((member) => member.deleted)) return 'retracted'
  if (contradictions > 0) return 'contested'
  return independent >= 3 ? 'confirmed' : 'emerging'
}
