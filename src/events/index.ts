export { createStreamGrouper, type StreamGrouper, type StreamItem } from './engine/stream-grouper.ts'
