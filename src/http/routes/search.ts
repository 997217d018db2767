import { search } from '../../search/index.ts'
import type { AppServices } from '../app-services.ts'
import { iso } from '../present/instant.ts'
import type { Handlers } from '../route.ts'

const kindsOf = { all: ['event', 'item'], items: ['item'], events: ['event'] } as const

export function searchRoutes({ db, embedder, vectors, log }: AppServices): Pick<Handlers, 'search'> {
  return {
    async search({ tenantId, query }) {
      const { hits, modes, problem } = await search(
        { db, embedder, vectors },
        { tenantId, query: query.q, kinds: kindsOf[query.kind], limit: query.limit },
      )
      if (problem && embedder && vectors) log.warn({ problem }, 'searched by words alone')
      const data = hits.map((hit) => ({
        kind: hit.kind,
        id: hit.id,
        title: hit.title,
        excerpt: hit.excerpt,
        url: hit.url,
        at: iso(hit.at),
        score: hit.score,
        foundBy: hit.foundBy,
        eventId: hit.eventId,
      }))
      return { data, modes }
    },
  }
}
