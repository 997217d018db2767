import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../support/database.ts'
import { minutes, start, useReading } from './reading.ts'

const database = useDatabase()
const reading = useReading(database)

/** Mastodon's ids: milliseconds since 1970, shifted by 16 bits. */
const tootId = (minute: number) => (BigInt(minutes(minute).getTime()) << 16n).toString()
/** An invented post as Mastodon's API documents a Status. */
const toot = (minute: number, more: object = {}) => ({
  id: tootId(minute),
  uri: `https://social.example/users/ana/statuses/${minute}`,
  url: `https://social.example/@ana/${minute}`,
  created_at: minutes(minute).toISOString(),
  edited_at: null,
  content: `<p>Ferry ${minute} sails &amp; arrives</p><p>More at noon</p>`,
  spoiler_text: '',
  sensitive: false,
  language: 'en',
  account: { id: '7', acct: 'ana', display_name: 'Ana of the Harbour' },
  reblogs_count: 3,
  favourites_count: 5,
  replies_count: 1,
  tags: [{ name: 'ferry', url: 'https://social.example/tags/ferry' }],
  media_attachments: [],
  reblog: null,
  card: null,
  ...more,
})

describe('a mastodon source', () => {
  const serveTag = (newest: () => number) =>
    reading.serve('/api/v1/timelines/tag/ferry', (url, _request, response) => {
      const after = url.searchParams.get('min_id')
      const all = Array.from({ length: newest() }, (_, i) => i + 1)
      const page = after ? all.filter((n) => BigInt(tootId(n)) > BigInt(after)).slice(0, 40) : all.slice(-40)
      if (page.length > 0)
        response.setHeader(
          'link',
          `<${reading.url}${url.pathname}?max_id=1>; rel="next", <${reading.url}${url.pathname}?limit=40&min_id=${tootId(page.at(-1) ?? 0)}>; rel="prev"`,
        )
      return page.reverse().map((n) => toot(n))
    })

  it('reads a hashtag forward from what it knows, by min_id, and puts everything in its column', async () => {
    let newest = 60
    serveTag(() => newest)
    const { id } = await reading.add('mastodon', { instance: reading.url, tag: '#ferry', overlapMinutes: 10 })
    const first = await reading.check(id, minutes(61))
    expect(first.source).toMatchObject({ lastError: null, watermark: { through: minutes(60).toISOString() } })
    expect(first.counts.inserted).toBe(40)
    newest = 190
    const second = await reading.check(id, minutes(191))
    expect(second.counts).toMatchObject({ inserted: 130, failed: 0 })
    expect(second.source.watermark).toMatchObject({ through: minutes(190).toISOString() })
    const rows = await reading.items()
    expect(rows[0]).toMatchObject({
      external_id: 'https://social.example/users/ana/statuses/21',
      title: 'Ferry 21 sails & arrives',
      author: 'Ana of the Harbour (@ana)',
      publisher: '@ana@127.0.0.1',
      likes: 5,
      shares: 3,
      comments: 1,
      language: 'en',
      terms: ['#ferry'],
    })
    const seq = await database.sql`select published_at from items where seq > 40 order by seq`
    expect(seq.map((row) => row.published_at)).toEqual([...seq.map((row) => row.published_at)].sort())
  })

  it('reads an account by its name without answers and boosts, and names a post of another shape', async () => {
    reading.serve('/api/v1/accounts/lookup', (url) => ({ id: '7', acct: url.searchParams.get('acct') }))
    reading.serve('/api/v1/accounts/7/statuses', () => [toot(5), { ...toot(4), account: null }, toot(3)])
    const { id } = await reading.add('mastodon', { instance: reading.url, account: '@ana@social.example' })
    const { source } = await reading.check(id, minutes(6))
    expect(source.lastError).toBeNull()
    expect(reading.asked.map(({ url }) => url.search)).toEqual([
      '?acct=ana%40social.example',
      '?exclude_replies=true&exclude_reblogs=true&limit=40',
    ])
    expect(source.lastWarnings).toEqual([expect.stringContaining('entry 2 was left out: account')])
    expect(await reading.items()).toHaveLength(2)
  })

  it('takes an edit as a revision and a new count as none', async () => {
    let post = toot(5)
    reading.serve('/api/v1/timelines/public', () => [post])
    const { id } = await reading.add('mastodon', { instance: reading.url, timeline: 'local' })
    await reading.check(id, minutes(6))
    post = toot(5, { favourites_count: 50 })
    expect((await reading.check(id, minutes(7))).counts).toMatchObject({ inserted: 0, revised: 0 })
    post = toot(5, { content: '<p>Ferry 5 is late</p>', edited_at: minutes(7).toISOString() })
    expect((await reading.check(id, minutes(8))).counts).toMatchObject({ inserted: 0, revised: 1 })
    expect((await reading.items())[0]).toMatchObject({ title: 'Ferry 5 is late', likes: 5 })
  })

  it.each([
    [{ instance: 'a.example' }, /exactly one of `timeline`, `tag` and `account`/],
    [{ instance: 'a.example', tag: 'x', account: 'y' }, /exactly one/],
    [{ tag: 'x' }, /config.instance/],
  ])('with %j is refused', async (config, message) => {
    await expect(reading.add('mastodon', config)).rejects.toThrow(message)
  })
})

/** An invented post as app.bsky.feed.defs#postView documents it. */
const skeet = (minute: number, more: object = {}) => ({
  uri: `at://did:plc:ana/app.bsky.feed.post/${minute}`,
  cid: 'bafy',
  author: { did: 'did:plc:ana', handle: 'ana.example', displayName: 'Ana' },
  record: {
    $type: 'app.bsky.feed.post',
    text: `Ferry ${minute} sails`,
    createdAt: minutes(minute).toISOString(),
    langs: ['da'],
  },
  likeCount: 4,
  repostCount: 2,
  quoteCount: 1,
  replyCount: 6,
  indexedAt: minutes(minute + 1).toISOString(),
  ...more,
})

describe('a bluesky source', () => {
  it('reads an account back to the watermark, whatever is pinned, without reposts', async () => {
    let newest = 250
    reading.serve('/xrpc/app.bsky.feed.getAuthorFeed', (url) => {
      const from = Number(url.searchParams.get('cursor') ?? newest)
      const page = Array.from({ length: Math.min(100, from) }, (_, i) => ({ post: skeet(from - i) }))
      const pinned = { post: skeet(1), reason: { $type: 'app.bsky.feed.defs#reasonPin' } }
      const repost = {
        post: { ...skeet(2), uri: 'at://did:plc:bo/app.bsky.feed.post/9' },
        reason: { $type: 'app.bsky.feed.defs#reasonRepost' },
      }
      return {
        feed: from === newest ? [pinned, repost, ...page] : page,
        ...(from > 100 ? { cursor: String(from - 100) } : {}),
      }
    })
    const { id } = await reading.add('bluesky', {
      service: reading.url,
      account: '@ana.example',
      since: minutes(120).toISOString(),
      overlapMinutes: 5,
    })
    const first = await reading.check(id, minutes(251))
    expect(first.source).toMatchObject({ lastError: null, watermark: { through: minutes(250).toISOString() } })
    newest = 260
    reading.asked.length = 0
    expect((await reading.check(id, minutes(262))).counts).toMatchObject({ inserted: 10 })
    // The second page is the first that is known from end to end.
    expect(reading.asked).toHaveLength(2)
    const rows = await reading.items()
    expect(rows.map((row) => row.external_id)).not.toContain('at://did:plc:bo/app.bsky.feed.post/9')
    expect(rows.at(-1)).toMatchObject({
      external_id: 'at://did:plc:ana/app.bsky.feed.post/260',
      url: 'https://bsky.app/profile/ana.example/post/260',
      title: 'Ferry 260 sails',
      author: 'Ana (@ana.example)',
      language: 'da',
      likes: 4,
      shares: 3,
      comments: 6,
    })
  })

  it('searches since the watermark; a post dated ahead counts from when it was seen', async () => {
    reading.serve('/xrpc/app.bsky.feed.searchPosts', () => ({
      posts: [
        skeet(30, { record: { text: 'From the future', createdAt: '2099-01-01T00:00:00Z' }, indexedAt: minutes(31) }),
      ],
      hitsTotal: 1,
    }))
    const { id } = await reading.add('bluesky', { service: reading.url, search: 'ferry lang:da' })
    const { source } = await reading.check(id, minutes(40))
    expect(source.watermark).toMatchObject({ through: minutes(31).toISOString() })
    expect(await reading.items()).toMatchObject([{ terms: ['ferry lang:da'] }])
    await reading.check(id, minutes(100))
    expect(reading.asked.at(-1)?.url.searchParams.get('since')).toBe(minutes(31 - 60).toISOString())
  })

  it('forgets a cursor its server no longer knows and starts the walk again', async () => {
    let expired = false
    reading.serve('/xrpc/app.bsky.feed.getAuthorFeed', (url, _request, response) => {
      const cursor = url.searchParams.get('cursor')
      if (cursor && !expired) return response.writeHead(503).end()
      if (cursor === 'one') return response.writeHead(400).end('{"error":"InvalidRequest"}')
      return cursor ? { feed: [{ post: skeet(1) }] } : { feed: [{ post: skeet(20) }], cursor: expired ? 'two' : 'one' }
    })
    const { id } = await reading.add('bluesky', {
      service: reading.url,
      account: 'ana.example',
      since: start.toISOString(),
    })
    expect((await reading.check(id, minutes(21))).source.status).toBe('failing')
    expired = true
    const { source } = await reading.check(id, minutes(22))
    expect(source).toMatchObject({ lastError: null, watermark: { through: minutes(20).toISOString() } })
    expect(await reading.items()).toHaveLength(2)
  })
})
