import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Keyring, saveCredential } from '../../src/credentials/index.ts'
import type { Problem, Source } from '../../src/http/contract.ts'
import { checkSources, connectorNames } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'
import { startWebServer } from '../support/web-server.ts'
import { useApp } from './app.ts'
import { asking } from './asking.ts'
import { type Seeded, seedWorkspace } from './seed.ts'

const database = useDatabase()
const app = useApp(database)
const keyring = new Keyring([Buffer.alloc(32, 3)])
const open = useApp(database, { allowPrivateNetwork: true }, { keyring })
const { ask } = asking(app)
let seeded: Seeded

beforeAll(async () => {
  seeded = await seedWorkspace(database, new Date())
})

describe('sources', () => {
  it('are listed and shown with their health', async () => {
    expect((await ask('listSources')).data).toMatchObject([{ name: 'Harbour Post', status: 'new' }])
    const detail = await ask('getSource', { params: { sourceId: seeded.sourceId } })
    expect(detail).toMatchObject({ itemCount: 3, checks: [{ outcome: 'fetched', statusCode: 200 }] })
  })

  it('are added, switched off and on, and checked now', async () => {
    const body = { name: 'Lighthouse', url: 'https://lighthouse.example/rss', credibilityScore: 0.7 }
    const { id: sourceId } = await ask('createSource', { body })
    const params = { sourceId }
    expect(await ask('changeSource', { params, body: { isActive: false } })).toMatchObject({ status: 'disabled' })
    expect((await app.call('POST', `/api/v1/sources/${sourceId}/check`)).status).toBe(409)
    expect(await ask('changeSource', { params, body: { isActive: true } })).toMatchObject({ isActive: true })
    await database.sql`update sources set consecutive_failures = 5, backoff_until = now() + interval '1 day' where id = ${sourceId}`
    expect(await ask('resetSourceBackoff', { params })).toMatchObject({ consecutiveFailures: 0, backoffUntil: null })
    expect(await ask('checkSource', { params })).toEqual({ queue: 'fetch-sources', jobs: 1 })
    const queued = await app.queues.queue('fetch-sources').getJobs(['waiting'])
    expect(queued.map((job) => job.data)).toContainEqual({ sourceIds: [sourceId] })
  })

  it('may not be given the way into private networks by whoever has a key', async () => {
    const response = await app.call('POST', '/api/v1/sources', {
      body: { name: 'Inner', url: 'http://127.0.0.1:9/feed', config: { allowPrivate: true } },
    })
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as Problem
    expect(errors?.map((error) => error.field)).toEqual(['config.allowPrivate'])
    expect(await database.sql`select id from sources where name = 'Inner'`).toEqual([])
  })

  it('are refused with every bad field named, and may not read the server’s files', async () => {
    const response = await app.call('POST', '/api/v1/sources', {
      body: { name: '', url: 7, credibilityScore: 2, colour: 'red' },
    })
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as Problem
    expect(errors?.map((error) => error.field).sort()).toEqual(['colour', 'credibilityScore', 'name', 'url'])
    for (const connector of ['file', 'telegram']) {
      const body = { connector, name: 'Files', config: { path: '/etc/passwd' } }
      for (const path of ['/api/v1/sources', '/api/v1/sources/preview']) {
        const refused = await app.call('POST', path, { body })
        expect([refused.status, ((await refused.json()) as Problem).errors?.[0]?.field]).toEqual([400, 'config.path'])
      }
    }
    const clash = await app.call('POST', '/api/v1/sources', {
      body: { name: 'Harbour Post', url: 'https://other.example/' },
    })
    expect([clash.status, ((await clash.json()) as Problem).type]).toEqual([409, '/problems/conflict'])
  })
})

describe('If-Match', () => {
  const body = { name: 'Tide Tables', url: 'https://tides.example/feed', owner: 'Harbour' }
  const save = (change: object, version?: string) =>
    app.call('POST', '/api/v1/sources', {
      body: { ...body, ...change },
      ...(version === undefined ? {} : { headers: { 'if-match': version } }),
    })

  it('keeps a source from being brought up to date, or added, by somebody who looked at another version', async () => {
    expect((await save({}, '"1"')).status).toBe(412)
    const { version } = (await (await save({})).json()) as Source
    expect((await save({ owner: 'First' }, `"${version}"`)).status).toBe(201)
    const late = await save({ owner: 'Second' }, `"${version}"`)
    expect([late.status, ((await late.json()) as Problem).type]).toEqual([412, '/problems/stale'])
    const [row] = await database.sql`select owner from sources where name = 'Tide Tables'`
    expect(row?.owner).toBe('First')
  })

  it('is refused where it would not be heeded, and nothing is done', async () => {
    const { id } = (await (await save({})).json()) as Source
    const before = await database.sql`select version from sources where id = ${id}`
    const path = `/api/v1/sources/${id}/reset-backoff`
    const refused = await app.call('POST', path, { headers: { 'if-match': '"1"' } })
    expect(refused.status).toBe(400)
    expect(await database.sql`select version from sources where id = ${id}`).toEqual(before)
    expect((await app.call('POST', path, { headers: { 'if-match': '*' } })).status).toBe(200)
  })
})

describe('a preview', () => {
  const secret = 'hush-hush-7'
  let web: Awaited<ReturnType<typeof startWebServer>>
  beforeAll(async () => {
    web = await startWebServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://h')
      if (pathname === '/feed')
        return void response.end(
          '<rss version="2.0"><channel><title>Quay</title><item><guid>1</guid><title>Tide</title></item></channel></rss>',
        )
      if (pathname === '/')
        return void response.end(
          '<html><head><link rel="alternate" type="application/rss+xml" href="/feed" title="News"></head></html>',
        )
      // A server that repeats to everybody what it was asked with.
      response.writeHead(500).end(`${request.url} ${JSON.stringify(request.headers)}`)
    })
  })
  afterAll(() => web.close())
  const preview = (body: object) => open.call('POST', '/api/v1/sources/preview', { body })

  it('shows what a feed brings and stores nothing', async () => {
    const response = await preview({ url: `${web.url}/feed` })
    expect(await response.json()).toMatchObject({
      title: 'Quay',
      entryCount: 1,
      entries: [{ title: 'Tide' }],
      feeds: [],
    })
    expect(await database.sql`select 1 from sources where url like ${`${web.url}%`}`).toEqual([])
  })

  it('of a web page names its feeds to choose from', async () => {
    const response = await preview({ url: `${web.url}/` })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ entryCount: 0, feeds: [{ url: `${web.url}/feed`, title: 'News' }] })
  })

  it('and a check that fail tell no secret: not of headers, passwords, queries nor bodies', async () => {
    const now = new Date()
    await saveCredential(database.db, keyring, { tenantId: 'main', name: 'quay', secret, hosts: ['127.0.0.1'], now })
    const auth = { credential: 'quay', as: 'query', name: 'key' }
    const withPassword = `${web.url}/broken`.replace('//', `//reader:${secret}@`)
    const bodies = [
      { name: 'a', url: `${web.url}/broken`, config: { headers: { 'x-key': secret } } },
      { name: 'b', url: withPassword },
      { name: 'c', connector: 'api', config: { url: `${web.url}/broken`, auth } },
    ]
    for (const body of bodies) {
      const refused = await preview(body)
      expect(refused.status).toBe(502)
      expect(await refused.text()).not.toContain(secret)
      expect((await open.call('POST', '/api/v1/sources', { body })).status).toBe(201)
    }
    const rows = await database.sql`select id from sources where name in ('a', 'b', 'c')`
    const sourceIds = rows.map((row) => row.id as string)
    const signal = new AbortController().signal
    await database.sql`update sources set next_check_at = ${now.toISOString()} where name in ('a', 'b', 'c')`
    await checkSources(database.db, {
      sourceIds,
      keyring,
      allowPrivateNetwork: true,
      now,
      speed: 1e5,
      jobId: 'j',
      signal,
    })
    const told = await database.sql`select last_error, last_warnings from sources where name in ('a', 'b', 'c')`
    expect(told.map((row) => row.last_error)).toEqual(Array(3).fill(expect.stringContaining('500')))
    const checks = await database.sql`select error from source_health_checks`
    const shown = await Promise.all(
      sourceIds.map(async (id) => (await open.call('GET', `/api/v1/sources/${id}`)).text()),
    )
    expect(JSON.stringify([told, checks, shown])).not.toContain(secret)
  })
})

it('every connector says what settings it takes', async () => {
  const { data } = await ask('listConnectors')
  expect(data.map(({ name }) => name)).toEqual(connectorNames)
  expect(data.find(({ name }) => name === 'mastodon')?.settings).toMatchObject({ required: ['instance'] })
})
