export { createStreamGrouper, type StreamGrouper, type StreamItem } from './engine/stream-grouper.ts'
export {
  getEvent,
  type ItemOfEvent,
  listEvidenceOfEvent,
  listItemsOfEvent,
  listLineage,
} from './get-event.ts'
export { type EventFilter, type EventRow, listEvents } from './list-events.ts'
export { advanceIdleShards, listDueShards } from './shard/due.ts'
export { createEngineCache, type EngineCache } from './shard/engine-cache.ts'
export { type Grouped, groupNextItems, regroupChangedItems } from './shard/group-items.ts'
export type { ShardKey } from './shard/shard.ts'
