import { describe, expect, it } from 'vitest'
import { type Route, routes } from '../../src/http/contract.ts'
import { useDatabase } from '../support/database.ts'
import { adminToken, useApp } from './app.ts'

const database = useDatabase()
const app = useApp(database)
/** Believes its proxy about addresses: callers of one test are then not slowed down for those of another. */
const proxied = useApp(database, { trustedProxies: 1 })

const somewhere = (route: Route) => `/api/v1${route.path.replace(/:\w+/g, '018f0000-0000-7000-8000-000000000000')}`

describe('the door', () => {
  const all = Object.entries(routes).map(([id, route], i): [string, Route, string] => [id, route, `192.0.2.${i % 250}`])
  it.each(all)('%s is closed to strangers', async (_id, route, address) => {
    const response = await proxied.anonymous(route.method.toUpperCase(), somewhere(route), {
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    })
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(response.headers.get('www-authenticate')).toContain('Bearer')
    expect(await response.json()).toMatchObject({ status: 401, type: '/problems/not-signed-in' })
  })

  it.each([
    '/api/v1/openapi.json',
    '/api/v1/nothing',
    '/queues',
    '/queues/api/queues',
    '/assets/app.js',
    '/favicon.ico',
  ])('%s is closed to strangers', async (path) => {
    expect((await app.anonymous('GET', path)).status).toBe(401)
  })

  it('shows people a page that says how to get in, with nothing to load or run', async () => {
    for (const path of ['/', '/trends/some-trend', '/queues/']) {
      const response = await app.anonymous('GET', path, { headers: { accept: 'text/html,*/*' } })
      expect(response.status).toBe(401)
      expect(response.headers.get('content-type')).toContain('text/html')
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
      const page = await response.text()
      expect(page).toContain('sign-in link')
      expect(page).not.toContain('<script')
    }
  })

  it('leaves health and readiness open', async () => {
    const health = await app.anonymous('GET', '/health')
    expect([health.status, await health.json()]).toEqual([200, { status: 'up' }])
    const ready = await app.anonymous('GET', '/ready')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toEqual({
      status: 'ready',
      checks: { database: true, migrations: true, queue: true },
      missing: [],
    })
  })

  it('lets the admin token in and no other', async () => {
    expect((await app.call('GET', '/api/v1/trends')).status).toBe(200)
    for (const key of ['wrong', `${adminToken}x`, '']) {
      const response = await app.call('GET', '/api/v1/trends', { headers: { authorization: `Bearer ${key}` } })
      expect(response.status).toBe(401)
    }
  })

  it('slows an address down that keeps guessing, and still lets the right key in', async () => {
    const statuses = new Set<number>()
    for (let attempt = 0; attempt < 70; attempt += 1)
      statuses.add((await app.anonymous('GET', '/api/v1/trends')).status)
    expect(statuses).toContain(429)
    expect((await app.call('GET', '/api/v1/trends')).status).toBe(200)
  })
})
