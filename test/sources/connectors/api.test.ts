import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { saveCredential } from '../../../src/credentials/index.ts'
import { InputError } from '../../../src/errors.ts'
import { fillTemplate } from '../../../src/sources/connectors/url-template.ts'
import { useDatabase } from '../../support/database.ts'
import { minutes, start, testKeyring, useReading } from './reading.ts'

const database = useDatabase()
const reading = useReading(database)
/** Invented articles, one a minute, the newest first. */
const articles = (from: number, to: number) =>
  Array.from({ length: from - to }, (_, i) => ({
    id: from - i,
    title: `Article ${from - i}`,
    published: minutes(from - i).toISOString(),
  }))
const ids = async () => (await reading.items()).map((row) => Number(row.external_id))
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('an api source', () => {
  it('maps fields by JSONPath to the item’s columns', async () => {
    reading.serve('/search', () => ({
      data: {
        hits: [
          {
            doc: { key: 'k1', heads: { main: '', print: 'Harbour reopens' }, tags: [{ v: 'port' }, { v: 'trade' }] },
            stats: { seen: '1,204', liked: 7, shared: 3, answers: 2 },
            by: [{ name: 'A. Writer' }, { name: 'B. Writer' }],
            at: 1935489600,
            where: { town: 'Dalen', cc: 'no', point: [59.4, 8.1] },
          },
        ],
      },
    }))
    const { id } = await reading.add('api', {
      url: `${reading.url}/search?q=port&from={since:date}`,
      entries: 'data.hits[*]',
      fields: {
        externalId: 'doc.key',
        title: ['doc.heads.main', 'doc.heads.print'],
        author: '$.by[*].name',
        publishedAt: 'at',
        searchTerms: 'doc.tags[*].v',
        views: 'stats.seen',
        likes: 'stats.liked',
        shares: 'stats.shared',
        comments: 'stats.answers',
        place: 'where.town',
        country: 'where.cc',
        latitude: 'where.point[0]',
        longitude: 'where.point[1]',
      },
    })
    const { source } = await reading.check(id, start)
    expect(source.lastError).toBeNull()
    expect(reading.asked[0]?.url.search).toBe('?q=port&from=2031-04-30')
    const [row] = await reading.items()
    expect(row).toMatchObject({
      external_id: 'k1',
      title: 'Harbour reopens',
      author: 'A. Writer, B. Writer',
      views: 1_204,
      likes: 7,
      shares: 3,
      comments: 2,
      terms: ['port', 'trade'],
    })
    expect(row?.metadata.entry.places).toEqual([{ name: 'Dalen', country: 'NO', lat: 59.4, lon: 8.1, confidence: 1 }])
  })

  describe.each(['page', 'offset', 'cursor', 'link', 'address'])('paged by %s', (by) => {
    const size = 10
    let newest = 100
    beforeEach(() => {
      newest = 100
      reading.serve('/list', (url, _request, response) => {
        const given = Number(url.searchParams.get('at') ?? 0)
        const from = by === 'page' ? Math.max(0, given - 1) * size : given
        const page = articles(newest - from, Math.max(0, newest - from - size))
        const next = newest - from - size > 0 ? `/list?at=${from + size}` : null
        if (by === 'link' && next) response.setHeader('link', `<${next}>; rel="next", </list>; rel="first"`)
        return { page, more: next && (by === 'address' ? next : String(from + size)) }
      })
    })
    const variable: Record<string, string> = { page: '?at={page}', offset: '?at={offset}', cursor: '?at={cursor}' }
    const settings: Record<string, object> = {
      page: { by, size },
      offset: { by, size },
      cursor: { by, at: 'more' },
      link: { by },
      address: { by, at: 'more' },
    }

    it('is read back to the watermark, which moves on with the newest entry; the overlap is read again', async () => {
      const { id } = await reading.add('api', {
        url: `${reading.url}/list${variable[by] ?? ''}`,
        entries: 'page[*]',
        pagination: settings[by],
        since: minutes(75).toISOString(),
        overlapMinutes: 5,
      })
      const first = await reading.check(id, minutes(101))
      expect(first.source).toMatchObject({ lastError: null, watermark: { through: minutes(100).toISOString() } })
      expect(await ids()).toEqual(range(61, 101))
      newest = 120
      reading.asked.length = 0
      const second = await reading.check(id, minutes(121))
      expect(second.counts).toMatchObject({ inserted: 20, failed: 0 })
      // Down to 95, five minutes before the last newest: three pages say all, the fourth that it is known.
      expect(reading.asked).toHaveLength(4)
      expect(await ids()).toEqual(range(61, 121))
    })
  })

  it('keeps the watermark when a page fails, and loses nothing', async () => {
    let broken = true
    reading.serve('/list', (url, _request, response) => {
      const page = Number(url.searchParams.get('page'))
      if (page === 2 && broken) return response.writeHead(500).end()
      return articles(130 - page * 10, 120 - page * 10)
    })
    const { id } = await reading.add('api', {
      url: `${reading.url}/list?page={page}`,
      pagination: { by: 'page' },
      since: minutes(100).toISOString(),
    })
    const failed = await reading.check(id, minutes(130))
    expect(failed.source).toMatchObject({ status: 'failing', lastError: 'HTTP 500: it has an internal error' })
    expect(failed.source.watermark).toMatchObject({ through: null })
    broken = false
    await reading.check(id, minutes(131))
    // Down to 100: the first page that holds only older ones ends the walk.
    expect(await ids()).toEqual(range(81, 121))
  })

  it.each([
    ['a web page', '<html><title>Sign in</title>', 'it answered with a web page instead of JSON (“Sign in”)'],
    ['half a document', '{"page": [', 'its answer is broken JSON'],
    ['nothing', '', 'its answer is empty'],
    ['nesting without end', '['.repeat(200_000), 'its answer is broken JSON'],
    ['other types', '[1, 2, {"title": ["x"]}]', 'none of its 3 entries could be read'],
    ['more than anybody reads', `[${'"x",'.repeat(6_000_000)}1]`, 'the answer is larger than 16 MB'],
  ])('that answers %s fails in plain words', async (_what, body, error) => {
    reading.serve('/list', (_url, _request, response) => void response.end(body))
    const { id } = await reading.add('api', { url: `${reading.url}/list` })
    const { source } = await reading.check(id, start)
    expect(source).toMatchObject({ status: 'failing', lastError: expect.stringContaining(error), watermark: null })
  })

  it('whose pages lead in a circle is stopped, keeps what it read, and starts again from the top', async () => {
    reading.serve('/list', (url) => {
      const page = Number(url.searchParams.get('at') ?? 0)
      return { page: articles(200 - page * 2, 198 - page * 2), next: String(page >= 6 ? 3 : page + 1) }
    })
    const { id } = await reading.add('api', {
      url: `${reading.url}/list?at={cursor}`,
      entries: 'page[*]',
      pagination: { by: 'cursor', at: 'next' },
      since: start.toISOString(),
    })
    const { source } = await reading.check(id, minutes(201))
    expect(source.lastError).toBe('its pages lead in a circle')
    expect(reading.asked.length).toBeLessThan(20)
    expect(await ids()).toEqual(range(187, 201))
    expect((await reading.check(id, minutes(300))).source.watermark?.through).toBeNull()
    expect(reading.asked.at(-14)?.url.search).not.toContain('at=3')
  })

  it('does not follow the next page to another host', async () => {
    reading.serve('/list', () => ({ page: articles(5, 0), next: 'http://elsewhere.example/list' }))
    const { id } = await reading.add('api', {
      url: `${reading.url}/list`,
      entries: 'page[*]',
      pagination: { by: 'address', at: 'next' },
    })
    expect((await reading.check(id, start)).source.lastError).toBe(
      'the next page is at another host, elsewhere.example',
    )
  })

  it('waits as long as its host says when nothing is left of a quota', async () => {
    reading.serve('/list', (_url, _request, response) => {
      response.setHeader('x-ratelimit-remaining', '0')
      response.setHeader('x-ratelimit-reset', '90')
      return articles(5, 0)
    })
    const { id } = await reading.add('api', { url: `${reading.url}/list` })
    const clock = async () => {
      const [row] =
        await database.sql`select extract(epoch from clock_timestamp())::float * 1000 as now, (select extract(epoch from max(next_at))::float * 1000 from request_turns) as next`
      return row as { now: number; next: number }
    }
    const before = await clock()
    await reading.check(id, start)
    const after = await clock()
    // 90 seconds of a clock that runs a thousand times as fast.
    expect(after.next).toBeGreaterThan(before.now + 80)
    expect(after.next).toBeLessThan(after.now + 90)
  })

  it.each([
    [
      'bearer',
      {},
      (asked: { headers: object }) => expect(asked.headers).toMatchObject({ authorization: 'Bearer s3cret:x' }),
    ],
    [
      'basic',
      {},
      (asked: { headers: object }) => expect(asked.headers).toMatchObject({ authorization: 'Basic czNjcmV0Ong=' }),
    ],
    [
      'header',
      { name: 'X-Key' },
      (asked: { headers: object }) => expect(asked.headers).toMatchObject({ 'x-key': 's3cret:x' }),
    ],
    ['query', { name: 'key' }, (asked: { url: URL }) => expect(asked.url.searchParams.get('key')).toBe('s3cret:x')],
  ])('sends its credential as %s to the host it is for', async (as, more, check) => {
    await saveCredential(database.db, testKeyring, {
      tenantId: 'main',
      name: 'key',
      secret: 's3cret:x',
      hosts: ['127.0.0.1'],
      now: start,
    })
    reading.serve('/list', () => articles(2, 0))
    const { id } = await reading.add('api', { url: `${reading.url}/list`, auth: { credential: 'key', as, ...more } })
    const { source } = await reading.check(id, start)
    expect(source.lastError).toBeNull()
    check(reading.asked[0] as never)
    expect(JSON.stringify(source)).not.toContain('s3cret')
  })

  it('never sends a credential to a host it is not for', async () => {
    await saveCredential(database.db, testKeyring, {
      tenantId: 'main',
      name: 'other',
      secret: 's3cret',
      hosts: ['api.example'],
      now: start,
    })
    reading.serve('/list', () => articles(2, 0))
    const { id } = await reading.add('api', { url: `${reading.url}/list`, auth: { credential: 'other' } })
    const { source } = await reading.check(id, start)
    expect(source.lastError).toBe('the credential other may not be sent to 127.0.0.1, only to api.example')
    expect(reading.asked).toEqual([])
  })

  it.each([
    ['ftp://a.example/x', {}, /config.url: is not an http or https address/],
    ['https://a.example/{what}', {}, /config.url: \{what\} is not known/],
    ['https://{cursor}.example/', {}, /config.url: may have variables in its path and query only/],
    ['https://a.example/', { pagination: { by: 'page' } }, /config.url: has no \{page\}/],
    ['https://a.example/', { entries: '$[' }, /config.entries: is no JSONPath/],
    ['https://a.example/', { fields: { colour: 'x' } }, /config.fields/],
    ['https://a.example/', { auth: { credential: 'x', as: 'header' } }, /config.auth: `name` belongs to/],
    ['https://a.example/', { since: 'yesterday' }, /config.since: must be a day or an instant/],
  ])('with settings that cannot work is refused: %s %j', async (url, more, message) => {
    await expect(reading.add('api', { url, ...more })).rejects.toThrow(InputError)
    await expect(reading.add('api', { url, ...more })).rejects.toThrow(message)
  })
})

describe('an address with variables', () => {
  it('is an address whatever they hold, and holds them unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (cursor) => {
        const url = new URL(
          fillTemplate('https://a.example/x?b=1&c={cursor}&until={until:unix}', { cursor, until: start }),
        )
        expect([url.host, url.searchParams.get('b'), url.searchParams.get('c')]).toEqual(['a.example', '1', cursor])
        expect(url.searchParams.get('until')).toBe(String(start.getTime() / 1_000))
      }),
    )
  })

  it('leaves out the parameters of variables without a value', () => {
    expect(fillTemplate('https://a.example/x?a={cursor}&b={page}', { page: 2 })).toBe('https://a.example/x?b=2')
  })
})
