import type { ItemEntity, ItemPlace } from '../db/schema/index.ts'

/** An item as part of an event: what an event's own columns are made from. */
export interface Member {
  itemId: string
  seq: number
  revision: number
  title: string
  /** The beginning of its clean text. */
  text: string
  publisher: string | null
  owner: string | null
  sourceId: string
  /** The item's own time, never later than when it was read. */
  time: Date
  duplicateOf: string | null
  language: string
  topics: readonly string[]
  entities: readonly ItemEntity[]
  geo: readonly ItemPlace[]
  deleted: boolean
}

/** Who answers for an item: its owner, else its outlet, else the source it was read from. */
export function ownerOf(member: Pick<Member, 'owner' | 'publisher' | 'sourceId'>): string {
  return (member.owner ?? member.publisher ?? member.sourceId).trim().toLowerCase()
}
