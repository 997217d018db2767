import { describe, expect, it } from 'vitest'
import { fetchSources } from '../../jobs/fetch-sources.ts'
import { normalize } from '../../jobs/normalize.ts'
import { systemClock } from '../../src/clock.ts'
import { useDatabase } from '../support/database.ts'
import { at, entry, feed, start, useFetching } from './fetching.ts'

const database = useDatabase()
const fetching = useFetching(database)
const { pages, asked, add, source, serve, itemRows, run } = fetching

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

describe('what a source says about itself', () => {
  it('moves its address when it moved for good', async () => {
    pages['/old'] = (_request, response) => void response.writeHead(301, { location: '/new' }).end()
    serve('/new', feed(entry(1)))
    const { id } = await add('/old')
    await run(start)
    expect((await source(id)).url).toBe(`${fetching.url}/new`)
  })

  it('does not move its address to a page that is no feed', async () => {
    pages['/old'] = (_request, response) => void response.writeHead(301, { location: '/login' }).end()
    serve('/login', '<html>Please sign in. <link rel="alternate" type="application/rss+xml" href="/feed"></html>')
    const { id } = await add('/old')
    await run(start)
    const { url, status, lastError } = await source(id)
    expect({ url, status }).toEqual({ url: `${fetching.url}/old`, status: 'failing' })
    expect(lastError).toBe(`this is a web page, not a feed; it names ${fetching.url}/feed`)
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
