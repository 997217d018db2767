import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectorNames } from '../../src/sources/index.ts'
import { bellwether } from '../support/command-line.ts'
import { useDatabase } from '../support/database.ts'
import { startWebServer } from '../support/web-server.ts'

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'bellwether-sources-'))
let web: Awaited<ReturnType<typeof startWebServer>>

const at = '2031-05-01T11:00:00.000Z'
const answers: Record<string, () => unknown> = {
  '/feed': () =>
    `<rss version="2.0"><channel><title>Quay</title><item><guid>1</guid><title>From rss</title><pubDate>${new Date(at).toUTCString()}</pubDate></item></channel></rss>`,
  '/list': () => [{ id: 1, title: 'From api', published: at }],
  '/doc': () => ({
    articles: [
      {
        url: 'https://n.example/1',
        title: 'From gdelt',
        seendate: '20310501T110000Z',
        domain: 'n.example',
        language: 'English',
        sourcecountry: 'Norway',
      },
    ],
  }),
  '/s/quay_news': () =>
    `<html><body><div class="tgme_channel_info_header_title">Quay</div><div class="tgme_widget_message js-widget_message" data-post="quay_news/1"><div class="tgme_widget_message_text js-message_text">From telegram</div><a class="tgme_widget_message_date" href="https://t.me/quay_news/1"><time datetime="${at}"></time></a></div>`,
  '/api/v1/timelines/tag/quay': () => [
    {
      id: '1',
      uri: 'https://s.example/1',
      created_at: at,
      content: '<p>From mastodon</p>',
      account: { acct: 'ana' },
      reblogs_count: 0,
      favourites_count: 0,
      replies_count: 0,
    },
  ],
  '/xrpc/app.bsky.feed.getAuthorFeed': () => ({
    feed: [
      {
        post: {
          uri: 'at://did:plc:a/app.bsky.feed.post/1',
          author: { did: 'did:plc:a', handle: 'a.example' },
          record: { text: 'From bluesky', createdAt: at },
          indexedAt: at,
        },
      },
    ],
  }),
}

beforeAll(async () => {
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('BELLWETHER_DATA_DIR', folder)
  vi.stubEnv('BELLWETHER_CLOCK', '2031-05-01T12:00:00Z@1')
  web = await startWebServer((request, response) => {
    const body = answers[new URL(request.url ?? '/', 'http://h').pathname]?.()
    if (body === undefined) response.writeHead(404).end()
    else response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  writeFileSync(join(folder, 'items.ndjson'), JSON.stringify({ id: 1, title: 'From file', published_at: at }))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await web.close()
  rmSync(folder, { recursive: true })
})

const test = (...args: string[]) => bellwether('sources', 'test', ...args)
const connector = (name: string, config: object) => [
  '--connector',
  name,
  '--name',
  'x',
  '--config',
  JSON.stringify(config),
]

describe('sources test', () => {
  const previews: Record<string, () => string[]> = {
    rss: () => [`${web.url}/feed`, '--allow-private'],
    api: () => connector('api', { url: `${web.url}/list`, allowPrivate: true }),
    gdelt: () => connector('gdelt', { query: 'quay', api: `${web.url}/doc`, allowPrivate: true }),
    telegram: () => connector('telegram', { channel: 'quay_news', server: web.url, allowPrivate: true }),
    mastodon: () => connector('mastodon', { instance: web.url, tag: 'quay', allowPrivate: true }),
    bluesky: () => connector('bluesky', { service: web.url, account: 'a.example', allowPrivate: true }),
    file: () => connector('file', { path: join(folder, 'items.ndjson') }),
  }

  it.each(connectorNames.filter((name) => name !== 'push'))('shows what a source of %s brings', async (name) => {
    const { code, stdout, stderr } = await test(...(previews[name]?.() ?? []))
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('1 entries')
    expect(stdout).toContain(`2031-05-01 11:00  From ${name}`)
    expect(await database.sql`select id from sources`).toEqual([])
  })

  it.each([
    ['settings that are missing', () => connector('api', {}), 2, /config\.url/],
    ['settings nobody knows', () => connector('file', { path: 'x', colour: 'red' }), 2, /colour/],
    ['settings that contradict', () => connector('bluesky', { account: 'a.example', search: 'x' }), 2, /exactly one/],
    ['a connector there is none of', () => connector('gopher', {}), 2, /there is no connector gopher; there are rss,/],
    ['settings that are no JSON', () => ['--connector', 'api', '--config', '{'], 2, /--config is no JSON/],
    ['no address', () => [], 2, /needs the address of its feed/],
    ['a source that is pushed to', () => connector('push', {}), 1, /there is nothing to read/],
    ['an address with nothing there', () => [`${web.url}/none`, '--allow-private'], 1, /HTTP 404: there is nothing/],
    ['a private address', () => [`${web.url}/feed`], 1, /private/],
    ['a file that is not there', () => connector('file', { path: join(folder, 'none.csv') }), 1, /could not be read/],
  ] as const)('says what is wrong with %s, and fails', async (_what, args, expected, message) => {
    const { code, stdout, stderr } = await test(...args())
    expect([code, stdout]).toEqual([expected, ''])
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^bellwether: /)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
