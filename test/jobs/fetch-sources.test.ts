import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fetchSources } from '../../jobs/fetch-sources.ts'
import { normalize } from '../../jobs/normalize.ts'
import { systemClock } from '../../src/clock.ts'
import { createLog } from '../../src/log.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { HttpClient } from '../../src/sources/http/http-client.ts'
import { checkSources, getSource, type NewSource, resetBackoff, saveSource } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import { startWebServer } from '../support/web-server.ts'

const database = useDatabase()
const start = new Date('2025-04-19T12:00:00Z')
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
const pages: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {}
let asked: string[] = []
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
  asked = []
  await database.sql`truncate sources, source_health_checks, items, item_identities, item_revisions, request_turns cascade`
})

const add = (path: string, more: Partial<NewSource> = {}) =>
  saveSource(
    database.db,
    'main',
    { name: path, url: server.url + path, config: { allowPrivate: true }, ...more },
    start,
  )
const source = (id: string) => getSource(database.db, 'main', id)
const serve = (path: string, xml: string, headers: Record<string, string> = {}) => {
  pages[path] = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/rss+xml', ...headers }).end(xml)
}
const entry = (id: number | string, title = `Title ${id}`) =>
  `<item><guid isPermaLink="false">${id}</guid><link>https://news.example/${id}</link><title>${title}</title>
   <pubDate>${new Date(start.getTime() - 3_600_000).toUTCString()}</pubDate><description>About ${id}</description></item>`
const feed = (...items: string[]) => `<rss version="2.0"><channel><title>News</title>${items.join('')}</channel></rss>`
const itemRows = () => database.sql`select external_id, title, revision from items order by seq`

async function run(now: Date, payloads?: { sourceIds: string[] }[], more: Partial<JobContext> = {}) {
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
}

describe('fetch-sources', () => {
  it('stores entries as pending items and hands them to normalize', async () => {
    serve('/feed', feed(entry(2), entry(1)))
    const { id } = await add('/feed')
    const { counts, next } = await run(start)
    expect(counts).toMatchObject({ checked: 1, failed: 0, entries: 2, inserted: 2 })
    expect(await itemRows()).toMatchObject([{ external_id: '1' }, { external_id: '2' }])
    const ids = (await database.sql`select id from items order by seq`).map((row) => row.id as string)
    expect(next).toEqual([{ job: normalize, payload: { tenantId: 'main', itemIds: ids } }])
    expect(await source(id)).toMatchObject({
      status: 'ok',
      lastSuccessAt: start,
      lastNewItemAt: start,
      itemCount: 2,
      consecutiveFailures: 0,
    })
  })

  it('run twice leaves the same rows and asks once', async () => {
    serve('/feed', feed(entry(1), entry(2)))
    const { id } = await add('/feed')
    await run(start, [{ sourceIds: [id] }])
    const again = await run(start, [{ sourceIds: [id] }])
    expect(again.counts).toMatchObject({ checked: 0, inserted: 0 })
    expect(again.next).toHaveLength(1)
    expect(asked).toEqual(['/feed'])
    expect(await itemRows()).toHaveLength(2)
    expect((await source(id)).checks).toHaveLength(1)
  })

  it('keeps what an edited entry said before as a revision, also when the entry comes from the same source later', async () => {
    serve('/feed', feed(entry(1, 'Two dead')))
    await add('/feed', { intervalSeconds: 60 })
    await run(start)
    serve('/feed', feed(entry(1, 'Three dead')))
    expect((await run(at(2))).counts).toMatchObject({ inserted: 0, revised: 1 })
    expect(await itemRows()).toMatchObject([{ title: 'Three dead', revision: 1 }])
    expect(await database.sql`select title from item_revisions`).toMatchObject([{ title: 'Two dead' }])
  })

  it('asks with the validators of the last answer, and counts an unchanged feed as success', async () => {
    pages['/feed'] = (request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end()
      else response.writeHead(200, { etag: '"v1"' }).end(feed(entry(1)))
    }
    const { id } = await add('/feed', { intervalSeconds: 60 })
    await run(start)
    await run(at(2))
    const { checks, status, etag } = await source(id)
    expect(checks.map((check) => [check.outcome, check.statusCode])).toEqual([
      ['unchanged', 304],
      ['fetched', 200],
    ])
    expect({ status, etag }).toEqual({ status: 'ok', etag: '"v1"' })
  })

  it('fails without blaming the source when the items could not be stored, once the others are done', async () => {
    serve('/feed', feed(entry(1)), { etag: '"v1"' })
    serve('/other', feed(entry(2)))
    const { id } = await add('/feed')
    await add('/other')
    await database.sql`alter table items add constraint refuse check (external_id <> '1') not valid`
    const failed = run(start)
    await expect(failed).rejects.toThrow()
    await database.sql`alter table items drop constraint refuse`
    expect(await source(id)).toMatchObject({
      etag: null,
      watermark: null,
      status: 'new',
      consecutiveFailures: 0,
      backoffUntil: null,
      nextCheckAt: start,
      checks: [],
    })
    expect(await itemRows()).toMatchObject([{ external_id: '2' }])
    expect((await run(start)).counts).toMatchObject({ checked: 1, failed: 0, inserted: 1 })
    expect(await itemRows()).toHaveLength(2)
  })
})

describe('a source that fails', () => {
  it('does not stop the others', async () => {
    serve('/good', feed(entry(1)))
    serve('/also-good', feed(entry(2)))
    serve('/no-feed', '<html><body>Not here</body></html>')
    pages['/hangup'] = (_request, response) => void response.destroy()
    for (const path of ['/no-feed', '/good', '/hangup', '/missing', '/also-good']) await add(path)
    expect((await run(start)).counts).toMatchObject({ checked: 5, failed: 3, inserted: 2 })
  })

  it('says why in plain words, is tried less and less often, and can be reset', async () => {
    const { id } = await add('/missing', { intervalSeconds: 600 })
    await run(start)
    const first = await source(id)
    expect(first).toMatchObject({
      status: 'failing',
      consecutiveFailures: 1,
      lastError: 'HTTP 404: there is nothing at this address',
    })
    expect(first.checks).toMatchObject([{ outcome: 'failed', statusCode: 404 }])
    expect((await run(at(5))).counts).toEqual({})
    await run(at(12))
    const second = await source(id)
    expect(second.consecutiveFailures).toBe(2)
    expect(Number(second.backoffUntil) - Number(at(12))).toBeGreaterThan(17 * 60_000)
    await resetBackoff(database.db, 'main', id, at(13))
    serve('/missing', feed(entry(1)))
    await run(at(13))
    expect(await source(id)).toMatchObject({
      status: 'ok',
      consecutiveFailures: 0,
      backoffUntil: null,
      lastError: null,
    })
    delete pages['/missing']
  })

  it('waits at least as long as it asked for', async () => {
    pages['/busy'] = (_request, response) => void response.writeHead(503, { 'retry-after': '7200' }).end()
    const { id } = await add('/busy', { intervalSeconds: 60 })
    await run(start)
    expect(Number((await source(id)).nextCheckAt)).toBeGreaterThanOrEqual(Number(at(120)))
  })

  it('with 410 is switched off with the reason', async () => {
    pages['/gone'] = (_request, response) => void response.writeHead(410).end()
    const { id } = await add('/gone')
    await run(start)
    expect(await source(id)).toMatchObject({
      isActive: false,
      status: 'disabled',
      disabledReason: 'HTTP 410: it is gone for good',
      nextCheckAt: null,
    })
    expect(await fetchSources.due({ db: database.db, now: at(1e5) })).toEqual([])
  })

  it('because it is on a private network is not even asked', async () => {
    serve('/feed', feed(entry(1)))
    const { id } = await add('/feed', { config: {} })
    expect((await run(start)).counts).toMatchObject({ failed: 1 })
    expect(asked).toEqual([])
    expect((await source(id)).lastError).toContain('private network')
    await run(at(60 * 24), undefined, { allowPrivateNetwork: true })
    expect(await itemRows()).toHaveLength(1)
  })

  it('and is hostile neither delays nor harms the others for long', async () => {
    serve('/good', feed(entry(1)))
    const bomb = gzipSync(Buffer.alloc(100 * 1_048_576, ' '))
    pages['/bomb'] = (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    pages['/circle'] = (_request, response) => void response.writeHead(302, { location: '/circle' }).end()
    serve(
      '/laughs',
      `<!DOCTYPE rss [<!ENTITY a "${'ha'.repeat(500)}"><!ENTITY b "${'&a;'.repeat(500)}">]>${feed(entry(9, '&b;&b;&b;'))}`,
    )
    for (const path of ['/bomb', '/circle', '/laughs', '/good']) await add(path)
    const startedAt = performance.now()
    expect((await run(start)).counts).toMatchObject({ checked: 4, failed: 2, inserted: 2 })
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })
})

describe('a source that keeps us waiting', () => {
  it('holds up nobody: the others are stored meanwhile, and it is read apart from them afterwards', async () => {
    const drip = await startWebServer((_request, response) => {
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    })
    serve('/good', feed(entry(1)))
    const { id: slow } = await add('/slow', { url: `${drip.url}/slow` })
    const { id: good } = await add('/good')
    const http = new HttpClient({ totalMs: 5_000 })
    const reading = checkSources(database.db, {
      sourceIds: [slow, good],
      allowPrivateNetwork: true,
      now: start,
      speed: 1,
      jobId: 'j1',
      signal: new AbortController().signal,
      http,
    })
    const startedAt = performance.now()
    await until('the good source to be stored', async () => (await itemRows()).length === 1)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect((await source(slow)).status).toBe('new')
    expect(await reading).toMatchObject({ checked: 2, failed: 1, inserted: 1 })
    expect((await source(slow)).lastError).toBe('it did not finish within 5 s')
    await http.close()
    await drip.close()
    expect(await fetchSources.due({ db: database.db, now: at(1e4) })).toEqual([
      { sourceIds: [good] },
      { sourceIds: [slow] },
    ])
  })

  it('because its host was asked too often is put off with all others of that host, and blamed for nothing', async () => {
    const { id: first } = await add('/a')
    pages['/a'] = (_request, response) => void response.writeHead(429, { 'retry-after': '3600' }).end()
    await run(start, [{ sourceIds: [first] }], { clock: systemClock })
    serve('/b', feed(entry(1)))
    const { id: second } = await add('/b')
    await run(start, [{ sourceIds: [second] }], { clock: systemClock })
    expect(asked).toEqual(['/a'])
    expect(await source(second)).toMatchObject({ status: 'new', consecutiveFailures: 0, lastError: null })
    expect((await source(second)).nextCheckAt?.getTime()).toBeGreaterThan(at(59).getTime())
    await resetBackoff(database.db, 'main', second, start)
    await run(start, [{ sourceIds: [second] }], { clock: systemClock })
    expect(asked).toEqual(['/a', '/b'])
  })
})

describe('what a source says about itself', () => {
  it('moves its address when it moved for good', async () => {
    pages['/old'] = (_request, response) => void response.writeHead(301, { location: '/new' }).end()
    serve('/new', feed(entry(1)))
    const { id } = await add('/old')
    await run(start)
    expect((await source(id)).url).toBe(`${server.url}/new`)
  })

  it('does not move its address to a page that is no feed', async () => {
    pages['/old'] = (_request, response) => void response.writeHead(301, { location: '/login' }).end()
    serve('/login', '<html>Please sign in. <link rel="alternate" type="application/rss+xml" href="/feed"></html>')
    const { id } = await add('/old')
    await run(start)
    const { url, status, lastError } = await source(id)
    expect({ url, status }).toEqual({ url: `${server.url}/old`, status: 'failing' })
    expect(lastError).toBe(`this is a web page, not a feed; it names ${server.url}/feed`)
  })

  it('is respected: a ttl of two hours means two hours', async () => {
    serve('/feed', feed('<ttl>120</ttl>', entry(1)))
    const { id } = await add('/feed')
    await run(start)
    expect((await source(id)).intervalSeconds).toBe(7_200)
  })

  it('is kept as warnings when a feed is damaged', async () => {
    serve('/cut', feed(entry(1), entry(2)).replace(/<\/description><\/item><\/channel><\/rss>$/, ''))
    const { id } = await add('/cut')
    await run(start)
    expect(await source(id)).toMatchObject({ status: 'ok', itemCount: 1 })
    expect((await source(id)).lastWarnings.join()).toContain('cut off')
  })

  it('takes back what its tombstones name, for good', async () => {
    const atom = (...parts: string[]) =>
      `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>News</title>${parts.join('')}</feed>`
    const post = (id: string) =>
      `<entry><id>urn:${id}</id><title>Title ${id}</title><updated>2025-04-19T10:00:00Z</updated><summary>About ${id}</summary></entry>`
    serve('/feed', atom(post('a'), post('b')))
    await add('/feed', { intervalSeconds: 3_600 })
    await run(start)
    serve('/feed', atom(post('b'), '<at:deleted-entry ref="urn:a" when="2025-04-19T12:30:00Z"/>'))
    await run(at(70))
    serve('/feed', atom(post('a'), post('b')))
    await run(at(140))
    const rows =
      await database.sql`select external_id, deleted_at is not null as gone, text from items order by external_id`
    expect(rows.map((row) => [row.external_id, row.gone, row.text])).toEqual([
      ['urn:a', true, ''],
      ['urn:b', false, 'About b'],
    ])
  })

  it('shows when it has fallen silent, and recovers', async () => {
    serve('/feed', feed(entry(1)))
    const { id } = await add('/feed', { intervalSeconds: 3_600 })
    await run(start)
    await run(at(60 * 24 * 3))
    expect(await source(id)).toMatchObject({ status: 'silent', silentSince: start })
    serve('/feed', feed(entry(2)))
    await run(at(60 * 24 * 4))
    expect(await source(id)).toMatchObject({ status: 'ok', silentSince: null })
  })
})

it('a reader that dies is replaced when its lease ends', async () => {
  serve('/feed', feed(entry(1)))
  await add('/feed')
  const stopping = new AbortController()
  stopping.abort()
  const clock = systemClock
  expect((await run(start, undefined, { signal: stopping.signal, clock })).counts.checked).toBe(0)
  expect(await fetchSources.due({ db: database.db, now: at(4) })).toEqual([])
  await run(at(6), undefined, { clock })
  expect(await itemRows()).toHaveLength(1)
})
