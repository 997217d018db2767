import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { fetchSources } from '../../jobs/fetch-sources.ts'
import { systemClock } from '../../src/clock.ts'
import { createLog } from '../../src/log.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { getSource, type NewSource, saveSource } from '../../src/sources/index.ts'
import type { TestDatabase } from '../support/database.ts'
import { startWebServer } from '../support/web-server.ts'

/** When these tests play. */
export const start = new Date('2025-04-19T12:00:00Z')
export const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000)

export const entry = (id: number | string, title = `Title ${id}`) =>
  `<item><guid isPermaLink="false">${id}</guid><link>https://news.example/${id}</link><title>${title}</title>
   <pubDate>${new Date(start.getTime() - 3_600_000).toUTCString()}</pubDate><description>About ${id}</description></item>`
export const feed = (...items: string[]) =>
  `<rss version="2.0"><channel><title>News</title>${items.join('')}</channel></rss>`

/** A web server of pages, sources on it, and runs of the stage that reads them. */
export function useFetching(database: TestDatabase) {
  const pages: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {}
  const asked: string[] = []
  let server: Awaited<ReturnType<typeof startWebServer>>

  beforeAll(async () => {
    server = await startWebServer((request, response) => {
      asked.push(request.url ?? '')
      const page = pages[request.url ?? '']
      if (page) page(request, response)
      else response.writeHead(404).end()
    })
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    asked.length = 0
    await database.sql`truncate sources, source_health_checks, items, item_identities, item_revisions, request_turns cascade`
  })

  return {
    pages,
    asked,
    get url() {
      return server.url
    },
    add: (path: string, more: Partial<NewSource> = {}) =>
      saveSource(
        database.db,
        'main',
        { name: path, url: server.url + path, config: { allowPrivate: true }, ...more },
        start,
      ),
    source: (id: string) => getSource(database.db, 'main', id),
    serve: (path: string, xml: string, headers: Record<string, string> = {}) => {
      pages[path] = (_request, response) =>
        void response.writeHead(200, { 'content-type': 'application/rss+xml', ...headers }).end(xml)
    },
    itemRows: () => database.sql`select external_id, title, revision from items order by seq`,
    async run(now: Date, payloads?: { sourceIds: string[] }[], more: Partial<JobContext> = {}) {
      const counts: Record<string, number> = {}
      const next: unknown[] = []
      for (const payload of payloads ?? (await fetchSources.due({ db: database.db, now }))) {
        const context = {
          db: database.db,
          // Fast enough that politeness towards the one server of these tests takes no time.
          clock: { ...systemClock, speed: 1_000 },
          log: createLog('silent'),
          allowPrivateNetwork: false,
          now,
          jobId: 'j1',
          attempt: 1,
          signal: new AbortController().signal,
          ...more,
        }
        // The stage uses neither embedder nor vectors.
        const result = await fetchSources.process(fetchSources.payload.parse(payload), context as unknown as JobContext)
        for (const [key, value] of Object.entries(result.counts ?? {})) counts[key] = (counts[key] ?? 0) + value
        next.push(...(result.next ?? []))
      }
      return { counts, next }
    },
  }
}
