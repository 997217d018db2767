/** What a step over a shard did. */
export interface Grouped {
  items: number
  /** Events opened, or changed by an item or a merge. */
  eventIds: string[]
  opened: number
  merged: number
  /** Items that went from one event to another. */
  moved: number
  /** Items that cannot be worked on and ended in `error`. */
  setAside: number
  /** Whether the limit was reached, so that there may be more to do. */
  more: boolean
}

export const nothingGrouped: Grouped = {
  items: 0,
  eventIds: [],
  opened: 0,
  merged: 0,
  moved: 0,
  setAside: 0,
  more: false,
}
