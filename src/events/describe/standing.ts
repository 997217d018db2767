import type { epistemicState } from '../../db/schema/index.ts'
import { type Member, ownerOf } from '../member.ts'

export type EpistemicState = (typeof epistemicState.enumValues)[number]

const denial =
  /\b(denies|denied|denying|disputes|disputed|refutes|refuted|rejects? (?:the )?(?:claims?|reports?|allegations?)|debunks|debunked|no evidence (?:of|that|for)|false claims?|fake news|dementiert|bestreitet|niega|desmiente|dément|afviser|benægter|спростову\p{L}*|заперечу\p{L}*)(?!\p{L})/iu

/** Owners and independent groups behind an event. */
export interface Sources {
  /** Outlets that carried it. */
  sources: number
  /** Groups that do not share an owner or a text: copies count with their original. */
  independent: number
  /** Independent owners whose headline or opening denies what others report. */
  contradictions: number
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
  const groupOf = (member: Member) => find(`item ${member.itemId}`)
  const denying = live.filter((member) => denial.test(`${member.title}. ${member.text.slice(0, 200)}`))
  const groups = new Set(live.map(groupOf))
  const deniers = new Set(denying.map(groupOf))
  return {
    sources: new Set(live.map((member) => (member.publisher ?? member.sourceId).trim().toLowerCase())).size,
    independent: groups.size,
    contradictions: deniers.size < groups.size ? deniers.size : 0,
  }
}

/** Confirmed by three independent groups, contested while someone denies it, retracted once every report is withdrawn. */
export function epistemicStateOf(members: readonly Member[], sources: Sources): EpistemicState {
  if (members.every((member) => member.deleted)) return 'retracted'
  if (sources.contradictions > 0) return 'contested'
  return sources.independent >= 3 ? 'confirmed' : 'emerging'
}
