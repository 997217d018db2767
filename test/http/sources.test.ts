import { beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '../../src/http/contract.ts'
import { useDatabase } from '../support/database.ts'
import { useApp } from './app.ts'
import { asking } from './asking.ts'
import { type Seeded, seedWorkspace } from './seed.ts'

const database = useDatabase()
const app = useApp(database)
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
