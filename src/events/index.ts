export { mergeEvents, moveItems, splitEvent } from './change/change-events.ts'
export { linkLanguages } from './change/link-languages.ts'
export { undoChange } from './change/undo-change.ts'
export { spreadOf } from './describe/numbers.ts'
export { createStreamGrouper, type StreamGrouper, type StreamItem } from './engine/stream-grouper.ts'
export {
  getEvent,
  type ItemOfEvent,
  listEvidenceOfEvent,
  listItemsOfEvent,
  listLineage,
  listTwins,
} from './get-event.ts'
export { type EventFilter, type EventRow, listEvents } from './list-events.ts'
export { listRelatedEvents, type RelatedEvent } from './list-related.ts'
export type { MomentumParams } from './momentum/momentum.ts'
export { isMoving } from './momentum/moving.ts'
export { refreshEventMomentum } from './momentum/refresh.ts'
export { removeItemsFromEvents } from './save/remove-items.ts'
export type { LineageRow } from './save/save-lineage.ts'
export { advanceIdleShards, listDueShards } from './shard/due.ts'
export { createEngineCache, type EngineCache } from './shard/engine-cache.ts'
export { groupLateItems, groupNextItems } from './shard/group-items.ts'
export type { Grouped } from './shard/grouped.ts'
export { dropIdleMarks } from './shard/mark-regrouped.ts'
export { redescribeChangedItems } from './shard/redescribe.ts'
export type { ShardKey } from './shard/shard.ts'
export { listUnfinishedEvents } from './shard/unfinished.ts'
