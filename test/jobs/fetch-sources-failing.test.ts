import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fetchSources } from '../../jobs/fetch-sources.ts'
import { systemClock } from '../../src/clock.ts'
import { HttpClient } from '../../src/sources/http/http-client.ts'
import { checkSources, resetBackoff } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import { startWebServer } from '../support/web-server.ts'
import { at, entry, feed, start, useFetching } from './fetching.ts'

const database = useDatabase()
const fetching = useFetching(database)
const { pages, asked, add, source, serve, itemRows, run } = fetching

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
