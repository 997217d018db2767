import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { Keyring } from '../../../src/credentials/index.ts'
import { checkSources, getSource, type NewSource, saveSource } from '../../../src/sources/index.ts'
import type { TestDatabase } from '../../support/database.ts'
import { startWebServer } from '../../support/web-server.ts'

/** When tests of connectors play. */
export const start = new Date('2031-05-01T12:00:00Z')
export const minutes = (count: number): Date => new Date(start.getTime() + count * 60_000)
export const testKeyring = new Keyring([Buffer.alloc(32, 1)])

type Handler = (url: URL, request: IncomingMessage, response: ServerResponse) => unknown

/** A web server that answers by path, and checks of sources that lie on it. */
export function useReading(database: TestDatabase) {
  let handlers: Record<string, Handler> = {}
  const asked: { url: URL; headers: IncomingMessage['headers'] }[] = []
  let server: Awaited<ReturnType<typeof startWebServer>>
  beforeAll(async () => {
    server = await startWebServer(async (request, response) => {
      const url = new URL(request.url ?? '/', server.url)
      asked.push({ url, headers: request.headers })
      const body = await handlers[url.pathname]?.(url, request, response)
      if (response.headersSent || response.writableEnded) return
      if (body === undefined) response.writeHead(404).end()
      else response.end(typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body))
    })
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    handlers = {}
    asked.length = 0
    await database.sql`truncate sources, source_health_checks, items, item_identities, item_revisions, request_turns cascade`
  })

  return {
    get url() {
      return server.url
    },
    asked,
    serve: (path: string, handler: Handler) => {
      handlers[path] = handler
    },
    /** Adds a source of the connector whose host is allowed to be this machine. */
    add: (connector: string, config: Record<string, unknown>) =>
      saveSource(
        database.db,
        'main',
        { connector, name: 'under test', config: { allowPrivate: true, ...config } } as NewSource,
        start,
      ),
    /** Checks a source as the stage does, time running a thousand times as fast, and answers its state. */
    async check(id: string, now: Date) {
      await database.sql`update sources set next_check_at = ${now.toISOString()} where id = ${id}`
      const counts = await checkSources(database.db, {
        sourceIds: [id],
        allowPrivateNetwork: false,
        now,
        speed: 1_000,
        jobId: 'test',
        signal: AbortSignal.timeout(30_000),
        keyring: testKeyring,
      })
      return { counts, source: await getSource(database.db, 'main', id) }
    },
    items: () =>
      database.sql`select external_id, title, author, publisher, url, language, published_at, views::int, likes::int, shares::int,
        comments::int, search_terms_matched as terms, enrichment_metadata as metadata from items order by published_at, external_id`,
  }
}
