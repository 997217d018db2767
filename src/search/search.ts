import type { Db } from '../db/client.ts'
import type { Embedder } from '../embedding/index.ts'
import type { OwnerKind, VectorStore } from '../vector/index.ts'
import { type Found, findEvents, findItems } from './found.ts'
import { fuse, type Mode, type RankedList } from './fuse.ts'
import { searchMeaning } from './meaning-search.ts'
import type { SearchQuery } from './search-query.ts'
import { wordQuery } from './word-query.ts'
import { searchWords } from './word-search.ts'

export interface SearchServices {
  db: Db
  /** Without both, search goes by words alone. */
  embedder?: Embedder | undefined
  vectors?: VectorStore | undefined
}

export interface SearchHit extends Found {
  kind: OwnerKind
  id: string
  /** Reciprocal rank fusion; comparable within one answer only. */
  score: number
  /** Why it is here: it contains the words, it is about the same thing, or both. */
  foundBy: Mode[]
  /** Cosine similarity to the query, when found by meaning. */
  similarity: number | null
}

export interface SearchAnswer {
  /** Best first. */
  hits: SearchHit[]
  /** What was searched by. */
  modes: Mode[]
  /** Why meaning was left out, when it was. */
  problem: string | null
}

const allKinds: readonly OwnerKind[] = ['event', 'item']

/** Finds events and items by words and by meaning, merged by reciprocal rank. When the embedder or index is away it goes by words and says so. */
export async function search(services: SearchServices, query: SearchQuery): Promise<SearchAnswer> {
  const { db } = services
  const kinds = query.kinds ?? allKinds
  // More candidates than asked for: what two lists agree on may be far down in each.
  const depth = Math.max(50, query.limit * 3)
  const [words, meaning] = await Promise.all([
    wordQuery(db, query.tenantId, query.query),
    searchMeaning(services.embedder, services.vectors, query, kinds, depth),
  ])
  const lists: RankedList[] = await Promise.all(
    kinds.map(async (kind) => ({
      mode: 'words' as const,
      hits: await searchWords(db, kind, words, query, depth),
    })),
  )
  const similarities = 'lists' in meaning ? meaning.similarities : new Map<string, number>()
  const fused = fuse([...lists, ...('lists' in meaning ? meaning.lists : [])])

  const hits: SearchHit[] = []
  // Some of what the index knows may be gone; then the next ones move up.
  for (let start = 0; start < fused.length && hits.length < query.limit; start += query.limit) {
    const page = fused.slice(start, start + query.limit)
    const idsOf = (kind: OwnerKind) => page.filter((entry) => entry.kind === kind).map((entry) => entry.id)
    const found = {
      event: await findEvents(db, query.tenantId, idsOf('event'), words),
      item: await findItems(db, query.tenantId, idsOf('item'), words),
    }
    for (const entry of page) {
      const details = found[entry.kind].get(entry.id)
      if (details) hits.push({ ...entry, ...details, similarity: similarities.get(entry.id) ?? null })
    }
  }
  return {
    hits: hits.slice(0, query.limit),
    modes: 'lists' in meaning ? ['words', 'meaning'] : ['words'],
    problem: 'lists' in meaning ? null : meaning.problem,
  }
}
