import type { Embedder } from '../embedding/index.ts'
import { messageOf, PermanentError, SourceError } from '../errors.ts'
import type { OwnerKind, VectorStore } from '../vector/index.ts'
import type { RankedList } from './fuse.ts'
import type { SearchQuery } from './search-query.ts'

/** Cosine similarity below which texts have nothing to do with each other, for the models in use. */
const minSimilarity = 0.25

export type Meaning = { lists: RankedList[]; similarities: Map<string, number> } | { problem: string }

/** Owners whose text means something similar, one list per kind; or why that could not be found out. */
export async function searchMeaning(
  embedder: Embedder | undefined,
  vectors: VectorStore | undefined,
  { tenantId, query, language, from, to, patienceMs = 5_000 }: SearchQuery,
  kinds: readonly OwnerKind[],
  limit: number,
): Promise<Meaning> {
  if (!embedder || !vectors) return { problem: 'No embedder is configured' }
  try {
    const signal = AbortSignal.timeout(patienceMs)
    const [vector] = await embedder.embed([query], { urgent: true, signal })
    if (!vector) return { problem: `${embedder.model} returned no vector` }
    const similarities = new Map<string, number>()
    const lists = await Promise.all(
      kinds.map(async (ownerKind) => {
        const filter = { tenantId, ownerKind, language, from, to }
        const hits = await vectors.search(vector, { limit, minScore: minSimilarity, filter, signal })
        for (const hit of hits) similarities.set(hit.ownerId, hit.score)
        return { mode: 'meaning' as const, hits: hits.map((hit) => ({ kind: hit.ownerKind, id: hit.ownerId })) }
      }),
    )
    return { lists, similarities }
  } catch (error) {
    if (!isOutage(error)) throw error
    return { problem: messageOf(error) }
  }
}

const isOutage = (error: unknown): boolean =>
  error instanceof SourceError ||
  error instanceof PermanentError ||
  (error instanceof DOMException && error.name === 'TimeoutError')
