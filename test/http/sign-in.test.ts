import { beforeAll, describe, expect, it } from 'vitest'
import { createSignInLink, saveAdminKey } from '../../src/http/index.ts'
import { useDatabase } from '../support/database.ts'
import { adminToken, useApp } from './app.ts'

const database = useDatabase()
const app = useApp(database)
const minute = 60_000

const link = (now = new Date()) => createSignInLink(database.db, { tenantId: 'main', baseUrl: app.base, now })
const open = (url: string, headers: Record<string, string> = {}) => fetch(url, { redirect: 'manual', headers })
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

async function signedIn(): Promise<string> {
  return cookieOf(await open(await link()))
}

describe('the sign-in link', () => {
  it('signs a browser in with a cookie scripts cannot read and other sites cannot send', async () => {
    const response = await open(await link())
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    const cookie = response.headers.get('set-cookie')
    expect(cookie).toMatch(/^bellwether_session=[\w-]{43};/)
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute)
    const session = await app.anonymous('GET', '/api/v1/session', { headers: { cookie: cookieOf(response) } })
    expect(session.status).toBe(200)
    expect(await session.json()).toMatchObject({ tenant: { id: 'main' }, identity: { kind: 'browser' } })
  })

  it('works once', async () => {
    const url = await link()
    expect((await open(url)).status).toBe(303)
    const again = await open(url)
    expect(again.status).toBe(401)
    expect(again.headers.get('set-cookie')).toBeNull()
    expect(await again.text()).toContain('used already')
  })

  it('takes a browser that is in to the page when it opens its link again', async () => {
    const url = await link()
    const cookie = cookieOf(await open(url))
    const again = await open(url, { cookie })
    expect([again.status, again.headers.get('location')]).toEqual([303, '/'])
  })

  it('ends with its time', async () => {
    const old = await link(new Date(Date.now() - 61 * minute))
    expect((await open(old)).status).toBe(401)
  })

  it('is stored as a hash only', async () => {
    const token = new URL(await link()).searchParams.get('token') ?? ''
    const cookie = await signedIn()
    const stored = JSON.stringify([
      await database.sql`select * from state_entries`,
      await database.sql`select * from web_sessions`,
      await database.sql`select * from api_keys`,
    ])
    expect(token.length).toBeGreaterThan(40)
    for (const secret of [token, cookie.split('=')[1] ?? '', adminToken]) expect(stored).not.toContain(secret)
  })
})

describe('a signed-in browser', () => {
  let cookie = ''
  beforeAll(async () => {
    cookie = await signedIn()
  })
  const change = (headers: Record<string, string>) =>
    app.anonymous('POST', '/api/v1/snapshots', {
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: '{}',
    })

  it('may change things from our own pages', async () => {
    expect((await change({ 'sec-fetch-site': 'same-origin' })).status).toBe(202)
    expect((await change({ origin: app.base })).status).toBe(202)
  })

  it('may not be made to change things by another site', async () => {
    const foreign: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: app.base },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ]
    for (const headers of foreign) {
      const response = await change(headers)
      expect(response.status, JSON.stringify(headers)).toBe(403)
      expect(await response.json()).toMatchObject({ type: '/problems/forbidden' })
    }
  })

  it('may not be made to work the queues by another site', async () => {
    const path = '/queues/api/queues/snapshot/pause'
    const foreign = await app.anonymous('PUT', path, { headers: { cookie, 'sec-fetch-site': 'cross-site' } })
    expect(foreign.status).toBe(403)
    const own = await app.anonymous('PUT', path, { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    expect(own.status).toBe(200)
    expect(await app.queues.queue('snapshot').isPaused()).toBe(true)
    await app.queues.queue('snapshot').resume()
  })

  it('is out after signing out', async () => {
    const own = await signedIn()
    const headers = { cookie: own, 'sec-fetch-site': 'same-origin' }
    expect((await app.anonymous('DELETE', '/api/v1/session', { headers })).status).toBe(200)
    expect((await app.anonymous('GET', '/api/v1/session', { headers })).status).toBe(401)
  })

  it('is out when its session is over', async () => {
    const own = await signedIn()
    await database.sql`update web_sessions set expires_at = now() - interval '1 second'`
    expect((await app.anonymous('GET', '/api/v1/session', { headers: { cookie: own } })).status).toBe(401)
  })
})

describe('signing in with a key', () => {
  const type = (key: string, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) =>
    app.anonymous('POST', '/sign-in', { headers, body: new URLSearchParams({ key }) })

  it('takes the admin token and no other', async () => {
    const right = await type(adminToken)
    expect([right.status, cookieOf(right)]).toEqual([303, expect.stringContaining('bellwether_session=')])
    const wrong = await type('<b>wrong</b>')
    expect(wrong.status).toBe(401)
    expect(await wrong.text()).not.toContain('<b>')
  })

  it('goes on to the page that was asked for, and to nowhere else', async () => {
    const asked = '/trends/canal?days=7&by="x"'
    const page = await app.anonymous('GET', asked, { headers: { accept: 'text/html' } })
    const html = await page.text()
    expect([page.status, html]).toEqual([401, expect.stringContaining('value="/trends/canal?days=7&amp;by=%22x%22"')])
    const leadsTo = async (next: string, key = adminToken) => {
      const body = new URLSearchParams({ key, next })
      const response = await app.anonymous('POST', '/sign-in', { headers: { origin: app.base }, body })
      return response.headers.get('location') ?? (await response.text())
    }
    expect(await leadsTo('/trends/canal?days=7')).toBe('/trends/canal?days=7')
    expect(await leadsTo('/trends/canal', 'not-the-admin-token')).toContain('value="/trends/canal"')
    for (const elsewhere of [
      '//evil.example/x',
      '/\\evil.example',
      'https://evil.example/',
      'javascript:alert(1)',
      'http://[',
    ])
      expect([elsewhere, await leadsTo(elsewhere)]).toEqual([elsewhere, '/'])
    expect(await leadsTo('/.//evil.example')).toBe('/evil.example')
    expect(await leadsTo('/sign-in?token=x')).toBe('/')
  })

  it('cannot be done from another site', async () => {
    expect((await type(adminToken, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  it('stops working for an admin token that was replaced', async () => {
    const use = (token: string) => app.call('GET', '/api/v1/session', { headers: { authorization: `Bearer ${token}` } })
    const next = 'the-next-admin-token-of-all'
    await saveAdminKey(database.db, { tenantId: 'main', token: next, now: new Date() })
    expect([(await use(next)).status, (await use(adminToken)).status]).toEqual([200, 401])
    await saveAdminKey(database.db, { tenantId: 'main', token: adminToken, now: new Date() })
    expect([(await use(next)).status, (await use(adminToken)).status]).toEqual([401, 200])
  })

  it('refuses an admin token that is easily guessed', async () => {
    await expect(saveAdminKey(database.db, { tenantId: 'main', token: 'short', now: new Date() })).rejects.toThrow(
      'BELLWETHER_ADMIN_TOKEN must have at least 16 characters',
    )
  })
})
