import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { jobs } from '../../jobs/index.ts'
import { useDatabase } from '../support/database.ts'
import { useApp } from './app.ts'

const dashboardDir = mkdtempSync(join(tmpdir(), 'bellwether-pages-'))
mkdirSync(join(dashboardDir, 'assets'))
writeFileSync(join(dashboardDir, 'index.html'), '<!doctype html><title>The dashboard</title>')
writeFileSync(join(dashboardDir, 'assets', 'app-1a2b3c.js'), 'export {}')
afterAll(() => rmSync(dashboardDir, { recursive: true }))

const database = useDatabase()
const app = useApp(database, { dashboardDir })
const page = (path: string) =>
  app.call('GET', path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })

describe('the dashboard', () => {
  it('is the same document at every path of its own, with a strict policy', async () => {
    for (const path of ['/', '/trends/some-trend', '/events?page=2']) {
      const response = await page(path)
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache'])
      expect(await response.text()).toContain('The dashboard')
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('lets browsers keep files whose name carries their content, and answers 404 to missing ones', async () => {
    const asset = await app.call('GET', '/assets/app-1a2b3c.js')
    expect(asset.status).toBe(200)
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const missing = await app.call('GET', '/assets/old.js', { headers: { accept: '*/*' } })
    expect(missing.status).toBe(404)
  })

  it('does not serve files outside its folder', async () => {
    for (const path of ['/assets/..%2f..%2fpackage.json', '/..%2f..%2f..%2fetc%2fpasswd', '/%2e%2e/package.json']) {
      const response = await app.call('GET', path, { headers: { accept: '*/*' } })
      expect(response.status, path).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('Bull Board', () => {
  it('shows every queue behind the same door', async () => {
    const board = await page('/queues')
    expect(board.status).toBe(200)
    const text = await board.text()
    expect(text).toContain('Bellwether queues')
    const scripts = [...text.matchAll(/<script[^>]*src="([^"]+)"/g)].map((match) => match[1])
    expect(scripts.length).toBeGreaterThan(0)
    for (const script of scripts) expect((await app.call('GET', `/queues/${script}`)).status).toBe(200)
    const answer = (await (await app.call('GET', '/queues/api/queues')).json()) as { queues: { name: string }[] }
    expect(answer.queues.map((queue) => queue.name)).toEqual(jobs.map((job) => job.name))
  })

  it('runs its own scripts only, and loads nothing from elsewhere', async () => {
    const policy = (await page('/queues')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("font-src 'self'")
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/)
  })

  it('shows a job with its payload', async () => {
    const queue = app.queues.queue('normalize')
    const job = await queue.add('run', { tenantId: 'main', itemIds: ['018f0000-0000-7000-8000-000000000000'] })
    const shown = await app.call('GET', `/queues/api/queues/normalize/${job.id}`)
    expect(shown.status).toBe(200)
    expect(await shown.text()).toContain('018f0000-0000-7000-8000-000000000000')
  })
})
