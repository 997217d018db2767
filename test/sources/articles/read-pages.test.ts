import type { IncomingMessage, ServerResponse } from 'node:http'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { itemPages, itemRevisions, items } from '../../../src/db/schema/index.ts'
import { listPendingItemIds, normalizeItems, saveItems } from '../../../src/items/index.ts'
import { Extractor } from '../../../src/sources/articles/extractor.ts'
import { HttpClient } from '../../../src/sources/http/http-client.ts'
import { listDuePages, readPages, saveSource } from '../../../src/sources/index.ts'
import { useDatabase } from '../../support/database.ts'
import { startWebServer } from '../../support/web-server.ts'

const database = useDatabase()
const start = new Date('2025-06-01T12:00:00Z')
const minutes = (count: number) => new Date(start.getTime() + count * 60_000)
type Page = (request: IncomingMessage, response: ServerResponse) => void
const pages: Record<string, Page> = {}
let asked: string[] = []
let server: Awaited<ReturnType<typeof startWebServer>>
let sourceId: string

const summary = 'The harbour of Lindvik will be closed for two weeks, the port authority said on Monday.'
const paragraphs = Array.from(
  { length: 8 },
  (_, i) =>
    `<p>The harbour of Lindvik will be closed in week ${i + 1}, the port authority said on Monday, because divers found cracks in pier ${i + 1} and the repairs need calm water.</p>`,
)
const html = (body: string, head = '') =>
  `<!doctype html><html lang="en-GB"><head><title>Harbour closed</title>${head}</head><body><nav>Home News Sport</nav><article><h1>Harbour closed</h1>${body}</article><footer>About us</footer></body></html>`
const serve = (path: string, body: string, headers: Record<string, string> = {}) => {
  pages[path] = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
}

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
  for (const path of Object.keys(pages)) delete pages[path]
  await database.sql`truncate sources, items, item_identities, item_revisions, item_pages, web_hosts, request_turns cascade`
  const feed = { name: 'Feed', url: `${server.url}/feed`, fullText: true, config: { allowPrivate: true } }
  sourceId = (await saveSource(database.db, 'main', feed, start)).id
})

const entry = (path: string, more: object = {}) => ({
  externalId: path,
  url: path.startsWith('http') ? path : server.url + path,
  title: 'Harbour of Lindvik closed',
  text: summary,
  publishedAt: minutes(-60),
  ...more,
})
const save = (entries: ReturnType<typeof entry>[], now = start) =>
  saveItems(database.db, { tenantId: 'main', sourceId, entries, now })
const stored = () => database.db.select().from(items).orderBy(asc(items.seq))
const pageOf = async (path: string) => {
  const [row] = await database.db
    .select()
    .from(itemPages)
    .where(eq(itemPages.url, server.url + path))
  return row
}
const pendingAt = async (now: Date) => (await listPendingItemIds(database.db, now, 100)).length
async function read(now: Date, http?: HttpClient) {
  const batches = await listDuePages(database.db, now, { batch: 40, limit: 100 })
  const options = { allowPrivateNetwork: false, now, speed: 10_000, signal: new AbortController().signal }
  const counts: Record<string, number> = {}
  for (const itemIds of batches) {
    const run = await readPages(database.db, { ...options, itemIds, ...(http ? { http } : {}) })
    for (const [key, value] of Object.entries(run)) counts[key] = (counts[key] ?? 0) + value
  }
  return counts
}
async function normalize(now: Date) {
  const itemIds = (await stored()).map((row) => row.id)
  return normalizeItems(database.db, { tenantId: 'main', itemIds, now, lockMs: 30_000 })
}

describe('article pages', () => {
  it('give an item its text, author, canonical address and missing date, and say why', async () => {
    const head =
      '<link rel="canonical" href="/harbour?utm_source=x"><meta name="author" content="Ada Berg"><meta property="article:published_time" content="2025-05-31T08:00:00Z">'
    serve('/a', html(paragraphs.join(''), head))
    await save([entry('/a', { publishedAt: null })])
    expect(await pendingAt(start)).toBe(0)
    expect(await read(start)).toMatchObject({ pages: 1, failed: 0 })
    expect(await pendingAt(start)).toBe(1)
    await normalize(start)
    const [item] = await stored()
    expect(item?.text.split('\n\n')).toHaveLength(8)
    expect(item?.text).not.toContain('About us')
    expect(item).toMatchObject({
      author: 'Ada Berg',
      publishedAt: new Date('2025-05-31T08:00:00Z'),
      processingStatus: 'classified',
      enrichmentMetadata: {
        text: { from: 'page', why: 'the page has more', otherCharacters: summary.length },
        date: { problem: 'missing', from: 'page' },
      },
    })
    expect(asked).toEqual(['/robots.txt', '/a'])
    // Once more changes nothing.
    expect(await read(start)).toEqual({})
    expect(await stored()).toEqual([item])
  })

  it('are not read where robots.txt forbids it, whose word is kept for a day', async () => {
    pages['/robots.txt'] = (_request, response) =>
      void response
        .writeHead(200)
        .end('User-agent: Bellwether\nDisallow: /private\nCrawl-delay: 1\n\nUser-agent: *\nDisallow: /')
    serve('/private/a', html(paragraphs.join('')))
    serve('/open', html(paragraphs.join('')))
    await save([entry('/private/a'), entry('/open')])
    expect(await read(start)).toMatchObject({ pages: 1, refused: 1 })
    expect(asked.sort()).toEqual(['/open', '/robots.txt'])
    expect((await pageOf('/private/a'))?.error).toBe('robots.txt does not allow it to be read')
    await save([entry('/private/b')], minutes(60))
    await read(minutes(60))
    expect(asked.filter((path) => path === '/robots.txt')).toHaveLength(1)
    await normalize(minutes(60))
    expect((await stored()).map((row) => row.text === summary)).toEqual([true, false, true])
  })

  it('are chosen by the wildcards of robots.txt', async () => {
    pages['/robots.txt'] = (_request, response) =>
      void response
        .writeHead(200)
        .end('\uFEFFUser-agent: *\nDisallow: /*/print$ # **\nDisallow: /**?page=\nAllow: /ok*?page=')
    const paths = ['/a/print', '/a/print/b', '/a?page=2', '/ok?page=2']
    for (const path of paths) serve(path, html(paragraphs.join('')))
    await save(paths.map((path) => entry(path)))
    expect(await read(start)).toMatchObject({ pages: 2, refused: 2 })
    expect(asked.sort()).toEqual(['/a/print/b', '/ok?page=2', '/robots.txt'])
  })

  it('of a host whose robots.txt is made to keep its readers busy are left alone, at once', async () => {
    pages['/robots.txt'] = (_request, response) =>
      void response.writeHead(200).end(`User-agent: *\n${'Disallow: /*a*a*a*b\n'.repeat(20_000)}`)
    const paths = Array.from({ length: 20 }, (_, i) => `/${i}${'a'.repeat(3_000)}`)
    await save(paths.map((path, i) => entry(path, { externalId: `${i}` })))
    const startedAt = performance.now()
    expect(await read(start)).toMatchObject({ refused: 20 })
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('of a host whose robots.txt cannot be read are left alone until it can', async () => {
    pages['/robots.txt'] = (_request, response) => void response.writeHead(503).end()
    serve('/a', html(paragraphs.join('')))
    await save([entry('/a')])
    expect(await read(start)).toMatchObject({ refused: 1 })
    expect(asked).toEqual(['/robots.txt'])
  })

  it('never put a worse text in the place of a better one', async () => {
    serve('/short', html('<p>Two words.</p>'))
    serve(
      '/consent',
      html(
        `<p>We and our partners use cookies. Your consent: cookies help us. Accept all cookies or reject all cookies in privacy settings. ${'Partners store cookies with your consent. '.repeat(12)}</p>`,
      ),
    )
    serve(
      '/elsewhere',
      html('<p>Our front page shows cooking recipes, garden advice and horoscopes for everyone today.</p>'.repeat(9)),
    )
    serve(
      '/paywall',
      html(
        '<p>The harbour of Lindvik will be closed.</p><p>Subscribe to continue reading this story.</p>',
        '<script type="application/ld+json">{"isAccessibleForFree": false}</script>',
      ),
    )
    pages['/pdf'] = (_request, response) =>
      void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF')
    const paths = ['/short', '/consent', '/elsewhere', '/paywall', '/pdf', '/missing']
    await save(paths.map((path) => entry(path)))
    await read(start)
    await normalize(start)
    expect((await stored()).map((row) => row.text)).toEqual(paths.map(() => summary))
    expect((await stored()).map((row) => (row.enrichmentMetadata.text as { why?: string } | undefined)?.why)).toEqual([
      'the feed has as much',
      'the page asks for consent instead of showing the article',
      'the page is about something else',
      'the page shows no more to those who do not pay',
      undefined,
      undefined,
    ])
    expect([await pageOf('/paywall'), await pageOf('/pdf'), await pageOf('/missing')]).toMatchObject([
      { wall: 'paywall' },
      { state: 'failed', error: 'it is no web page (application/pdf)' },
      { state: 'failed', error: 'HTTP 404: there is nothing at this address', dueAt: null },
    ])
  })

  it('that hang hold up neither other hosts nor their items: those go on with the feed’s text, and get the page’s later', async () => {
    const slow = await startWebServer((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(404).end()
      else response.writeHead(200, { 'content-type': 'text/html' }).write('<p>')
    })
    serve('/quick', html(paragraphs.join('')))
    await save([entry(`${slow.url}/1`), entry(`${slow.url}/2`), entry('/quick')])
    const http = new HttpClient({ totalMs: 1_500, idleMs: 1_000 })
    expect(await read(start, http)).toMatchObject({ pages: 1, failed: 1 })
    await http.close()
    await slow.close()
    expect(await pendingAt(start)).toBe(3)
    await normalize(minutes(2))
    expect((await stored()).map((row) => row.text.length > 500)).toEqual([false, false, true])
    const again = await startWebServer((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(404).end()
      else response.writeHead(200, { 'content-type': 'text/html' }).end(html(paragraphs.join('')))
    })
    await database.sql`update item_pages set url = replace(url, ${slow.url}, ${again.url}), host = ${new URL(again.url).host} where url like ${`${slow.url}%`}`
    expect(await read(minutes(40))).toMatchObject({ pages: 2 })
    expect((await stored()).map((row) => [row.processingStatus, row.regroupDue, row.revision])).toEqual([
      ['pending', true, 0],
      ['pending', true, 0],
      ['classified', false, 0],
    ])
    await normalize(minutes(40))
    expect((await stored()).every((row) => row.text.length > 500)).toBe(true)
    await again.close()
  })

  it('are looked at again a day later: a correction is a revision, a page that is gone withdraws its item', async () => {
    serve('/a', html(paragraphs.join('')), { etag: '"1"' })
    serve('/b', html(paragraphs.join('').replaceAll('Lindvik', 'Lindvik town')))
    serve('/c', html(paragraphs.join('').replaceAll('pier', 'quay')))
    await save([entry('/a'), entry('/b'), entry('/c')])
    await read(start)
    await normalize(start)
    expect(await read(minutes(23 * 60))).toEqual({})
    const corrected = paragraphs.join('').replace('week 1', 'week 9')
    pages['/a'] = (request, response) => {
      expect(request.headers['if-none-match']).toBe('"1"')
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(html(`${corrected}<p>Correction: an earlier version named the wrong week.</p>`))
    }
    pages['/b'] = (_request, response) => void response.writeHead(410).end()
    serve('/c', html(paragraphs.join('').replaceAll('pier', 'quay')).replace('About us', 'About us. Read 12 more'))
    const counts = await read(minutes(25 * 60))
    expect(counts).toMatchObject({ pages: 2, revised: 1, removed: 1 })
    await normalize(minutes(25 * 60))
    const [a, b, c] = await stored()
    expect(a).toMatchObject({ revision: 1, regroupDue: true, deletedAt: null })
    expect(a?.text).toContain('week 9')
    expect(b).toMatchObject({ text: '', deletedAt: minutes(25 * 60), regroupDue: true })
    expect(c).toMatchObject({ revision: 0, regroupDue: false })
    const revisions = await database.db.select().from(itemRevisions).orderBy(asc(itemRevisions.reason))
    expect(revisions.map(({ itemId, reason, notice, foundIn }) => [itemId, reason, notice, foundIn])).toEqual([
      [a?.id, 'corrected', 'Correction: an earlier version named the wrong week.', 'page'],
      [b?.id, 'deleted', 'HTTP 410: it is gone for good', 'page'],
    ])
    expect(await read(minutes(99 * 60))).toEqual({})
  })

  it('are read again when the entry is edited or says it was updated, not otherwise', async () => {
    serve('/a', html(paragraphs.join('')))
    await save([entry('/a', { updatedAt: minutes(-50) })])
    await read(start)
    await normalize(start)
    await save([entry('/a', { updatedAt: minutes(-50) })], minutes(10))
    expect(await read(minutes(10))).toEqual({})
    await save([entry('/a', { updatedAt: minutes(15) })], minutes(20))
    expect(await read(minutes(20))).toMatchObject({ pages: 1 })
    await save([entry('/a', { text: `${summary} It will cost millions.` })], minutes(30))
    expect(await pendingAt(minutes(30))).toBe(0)
    expect(await read(minutes(30))).toMatchObject({ pages: 1 })
    await normalize(minutes(30))
    expect((await stored())[0]).toMatchObject({ revision: 1, enrichmentMetadata: { text: { from: 'page' } } })
  })

  it('that keep the reader busy for ever or want all its memory cost only themselves', async () => {
    const extractor = new Extractor({ timeoutMs: 500 })
    const nested = `<p>${'<b>'.repeat(29_000)}`
    await expect(extractor.extract(nested)).rejects.toThrow('took too long')
    expect((await extractor.extract(html(paragraphs.join('')))).content).toContain('pier 8')
    await extractor.close()
  })

  it('made to exhaust the reader end in a plain error, and the next one is read', async () => {
    serve('/deep', `<html><body>${'<div>'.repeat(200_000)}x</body></html>`)
    serve('/huge', html(`<p>${'word '.repeat(900_000)}</p>`))
    serve('/good', html(paragraphs.join('')))
    await save([entry('/good'), entry('/deep'), entry('/huge')])
    expect(await read(start)).toMatchObject({ pages: 1, failed: 2 })
    expect((await pageOf('/huge'))?.error).toBe('the answer is larger than 3 MB')
    expect((await pageOf('/deep'))?.error).toBe('it has more than 30000 tags, which is no article')
  })
})
