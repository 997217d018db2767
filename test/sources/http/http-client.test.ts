import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SourceError } from '../../../src/errors.ts'
import { RefusedAddressError } from '../../../src/sources/http/addresses.ts'
import { HttpClient } from '../../../src/sources/http/http-client.ts'
import { HttpError, retryAfterMs } from '../../../src/sources/http/http-error.ts'
import { TooLargeError } from '../../../src/sources/http/read-body.ts'
import { startWebServer } from '../../support/web-server.ts'

// Made before any connection is open: it takes seconds, in which a server would close idle ones.
const bomb = gzipSync(Buffer.alloc(200 * 1_048_576))
const bombInBomb = gzipSync(bomb)

const now = new Date('2025-04-19T12:00:00Z')
const limits = { connectMs: 500, headersMs: 500, idleMs: 500, totalMs: 1_500, maxBytes: 1_048_576, maxRedirects: 5 }
const http = new HttpClient(limits)
const pages: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {}
let server: Awaited<ReturnType<typeof startWebServer>>
let seen: IncomingMessage[] = []

beforeAll(async () => {
  server = await startWebServer((request, response) => {
    seen.push(request)
    const page = pages[new URL(request.url ?? '/', 'http://h').pathname]
    if (page) page(request, response)
    else response.writeHead(404).end()
  })
})
afterAll(async () => {
  await http.close()
  await server.close()
})

const fetchPage = (path: string, more: Partial<Parameters<HttpClient['fetch']>[0]> = {}) => {
  seen = []
  return http.fetch({ url: server.url + path, allowPrivate: true, now, ...more })
}
const redirect = (status: number, to: string) => (_request: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(status, { location: to }).end('moved')

describe('answers', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ])('are decompressed from %s', async (encoding, compress) => {
    pages['/feed'] = (_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(compress('hello'))
    expect(String((await fetchPage('/feed')).bytes)).toBe('hello')
  })

  it('that are .gz files are decompressed', async () => {
    pages['/feed.gz'] = (_request, response) => response.end(gzipSync('hello'))
    expect(String((await fetchPage('/feed.gz')).bytes)).toBe('hello')
  })

  it('that have not changed cost nothing', async () => {
    pages['/feed'] = (request, response) =>
      request.headers['if-none-match'] === '"1"' &&
      request.headers['if-modified-since'] === 'Sat, 19 Apr 2025 00:00:00 GMT'
        ? response.writeHead(304).end()
        : response
            .writeHead(200, {
              etag: '"1"',
              'last-modified': 'Sat, 19 Apr 2025 00:00:00 GMT',
              'cache-control': 'public, max-age=600',
            })
            .end('x')
    const first = await fetchPage('/feed')
    expect(first).toMatchObject({ status: 200, etag: '"1"', freshSeconds: 600 })
    const second = await fetchPage('/feed', { etag: first.etag, lastModified: first.lastModified })
    expect(second).toMatchObject({ status: 304, bytes: null, etag: '"1"', lastModified: first.lastModified })
  })

  it('that nothing has changed are an error when everything was asked for', async () => {
    pages['/always'] = (_request, response) => response.writeHead(304).end()
    await expect(fetchPage('/always')).rejects.toThrow('asked for everything')
  })

  it('that are errors carry status and the pause asked for', async () => {
    pages['/busy'] = (_request, response) => response.writeHead(429, { 'retry-after': '120' }).end('x'.repeat(100_000))
    const error = await fetchPage('/busy').catch((e: unknown) => e)
    expect(error).toBeInstanceOf(HttpError)
    expect(error).toMatchObject({ status: 429, retryAfterMs: 120_000 })
  })

  it('say how long to wait as seconds or as a date by the clock of the server', () => {
    expect(retryAfterMs('30', undefined, now)).toBe(30_000)
    expect(retryAfterMs('Sat, 19 Apr 2025 12:01:00 GMT', undefined, now)).toBe(60_000)
    expect(retryAfterMs('Sat, 19 Apr 2025 13:01:00 GMT', 'Sat, 19 Apr 2025 13:00:00 GMT', now)).toBe(60_000)
    expect(retryAfterMs('soon', undefined, now)).toBeUndefined()
  })
})

describe('redirects', () => {
  it('that are permanent all the way give the new address, a temporary one does not', async () => {
    pages['/a'] = redirect(301, '/b')
    pages['/b'] = redirect(308, '/c')
    pages['/c'] = redirect(302, '/d')
    pages['/d'] = (_request, response) => response.end('x')
    expect(await fetchPage('/b')).toMatchObject({ movedTo: `${server.url}/c`, url: `${server.url}/d` })
    expect((await fetchPage('/a')).movedTo).toBe(`${server.url}/c`)
    expect((await fetchPage('/c')).movedTo).toBeNull()
  })

  it('to addresses beyond ASCII are followed as their server wrote them', async () => {
    pages['/her'] = (_request, response) =>
      response.writeHead(302, { location: Buffer.from('/dér/æøå').toString('latin1') }).end()
    pages[encodeURI('/dér/æøå')] = (_request, response) => response.end('x')
    expect((await fetchPage('/her')).url).toBe(`${server.url}${encodeURI('/dér/æøå')}`)
  })

  it('that are temporary and lead to what is gone leave the address what it was', async () => {
    pages['/gone'] = (_request, response) => response.writeHead(410).end()
    pages['/now'] = redirect(302, '/gone')
    pages['/for-good'] = redirect(301, '/gone')
    expect(await fetchPage('/now').catch((e: unknown) => e)).not.toBeInstanceOf(HttpError)
    await expect(fetchPage('/for-good')).rejects.toMatchObject({ status: 410 })
  })

  it('in a circle or without end are given up', async () => {
    pages['/x'] = redirect(302, '/y')
    pages['/y'] = redirect(302, '/x')
    await expect(fetchPage('/x')).rejects.toThrow('circle')
    for (let i = 0; i < 10; i++) pages[`/hop${i}`] = redirect(302, `/hop${i + 1}`)
    await expect(fetchPage('/hop0')).rejects.toThrow('more than 5 times')
    expect(seen.length).toBeLessThanOrEqual(6)
  })

  it('to other protocols or nonsense are refused', async () => {
    pages['/f'] = redirect(302, 'file:///etc/passwd')
    pages['/n'] = redirect(302, 'http://')
    await expect(fetchPage('/f')).rejects.toThrow(RefusedAddressError)
    await expect(fetchPage('/n')).rejects.toThrow(SourceError)
  })

  it('to another host get no credentials', async () => {
    const other = await startWebServer((request, response) => response.end(JSON.stringify(request.headers)))
    pages['/away'] = redirect(302, `${other.url}/`)
    const url = `${server.url.replace('http://', 'http://me:secret@')}/away`
    const answer = await http.fetch({ url, allowPrivate: true, now, headers: { 'x-key': 'k' } })
    expect(seen.at(-1)?.headers).toMatchObject({ 'x-key': 'k', authorization: `Basic ${btoa('me:secret')}` })
    const headers = JSON.parse(String(answer.bytes)) as Record<string, string>
    expect(headers['x-key']).toBeUndefined()
    expect(headers.authorization).toBeUndefined()
    await other.close()
  })
})

describe('private networks', () => {
  it('are not read, be it by number, by name or by redirect', async () => {
    pages['/feed'] = (_request, response) => response.end('x')
    await expect(fetchPage('/feed', { allowPrivate: false })).rejects.toThrow(RefusedAddressError)
    const byName = server.url.replace('127.0.0.1', 'localhost')
    await expect(http.fetch({ url: `${byName}/feed`, now })).rejects.toThrow(RefusedAddressError)
    expect(seen).toEqual([])
  })

  it('are not read through an innocent name that is resolved to them', async () => {
    const resolve = (_host: string, _options: unknown, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])
    const client = new HttpClient(limits, resolve as never)
    const url = `http://feeds.example:${new URL(server.url).port}/feed`
    seen = []
    await expect(client.fetch({ url, now })).rejects.toThrow(RefusedAddressError)
    expect(seen).toEqual([])
    await client.close()
  })
})

describe('hostile servers', () => {
  it('that close a kept connection are asked again, once', async () => {
    let closed = 0
    pages['/closing'] = (request, response) =>
      closed++ === 0 ? request.socket.resetAndDestroy() : void response.end('hello')
    expect(String((await fetchPage('/closing')).bytes)).toBe('hello')
    pages['/closing'] = (request) => void request.socket.resetAndDestroy()
    await expect(fetchPage('/closing')).rejects.toThrow(SourceError)
    expect(seen).toHaveLength(2)
  })

  it('that send a compression bomb are cut off at the size limit', async () => {
    pages['/bomb'] = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    pages['/bomb.gz'] = (_request, response) => response.end(bomb)
    pages['/twice'] = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(bombInBomb)
    const before = process.memoryUsage().rss
    for (const path of ['/bomb', '/bomb.gz', '/twice']) await expect(fetchPage(path)).rejects.toThrow(TooLargeError)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1_048_576)
  })

  it('that send without end are cut off at the size limit', async () => {
    let sent = 0
    pages['/endless'] = (_request, response) => {
      const chunk = Buffer.alloc(65_536, 'x')
      const send = () => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length
        if (!response.destroyed) response.once('drain', send)
      }
      send()
    }
    await expect(fetchPage('/endless')).rejects.toThrow(TooLargeError)
    expect(sent).toBeLessThan(50 * 1_048_576)
  })

  it('that drip a byte at a time are given up after the whole time allowed', async () => {
    const timers: NodeJS.Timeout[] = []
    pages['/drip'] = (_request, response) => {
      response.writeHead(200)
      timers.push(setInterval(() => response.write('x'), 50))
    }
    const startedAt = performance.now()
    await expect(fetchPage('/drip')).rejects.toThrow('did not finish within 1.5 s')
    expect(performance.now() - startedAt).toBeLessThan(4_000)
    for (const timer of timers) clearInterval(timer)
  })

  it('that accept and say nothing, stop in the middle or hang up are given up', async () => {
    pages['/mute'] = () => {}
    pages['/stop'] = (_request, response) => void response.writeHead(200, { 'content-length': '100' }).write('x')
    pages['/hangup'] = (_request, response) => void response.destroy()
    pages['/garbage'] = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
    pages['/odd'] = (_request, response) => response.writeHead(200, { 'content-encoding': 'zip' }).end('x')
    for (const path of ['/mute', '/stop', '/hangup', '/garbage', '/odd']) {
      await expect(fetchPage(path), path).rejects.toThrow(SourceError)
    }
  })

  it('leave no request waiting when the process stops', async () => {
    pages['/mute'] = () => {}
    const stopping = new AbortController()
    const waiting = fetchPage('/mute', { signal: stopping.signal })
    stopping.abort(new Error('The process is stopping'))
    await expect(waiting).rejects.toThrow('stopping')
  })
})
