import type { OwnerKind } from '../vector/index.ts'

/** What to look for. Times are the owners' own: when an item was published, when an event was first seen. */
export interface SearchQuery {
  tenantId: string
  /** Words as typed into a web search engine: quotes, `or` and `-` work. */
  query: string
  kinds?: readonly OwnerKind[]
  limit: number
  /** ISO 639-1. */
  language?: string | undefined
  /** Inclusive. */
  from?: Date | undefined
  /** Exclusive. */
  to?: Date | undefined
  /** How long to wait for the embedder and the vector index before going by words alone; 5 s when missing. */
  patienceMs?: number | undefined
}
