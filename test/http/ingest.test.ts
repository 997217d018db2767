import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { openDatabase } from '../../src/db/client.ts'
import type { IngestAnswer, Problem } from '../../src/http/contract.ts'
import { createApp } from '../../src/http/index.ts'
import { readIngestBody } from '../../src/http/ingest-body.ts'
import { createLog } from '../../src/log.ts'
import { useDatabase } from '../support/database.ts'
import { freePort } from '../support/services.ts'
import { adminToken, urlOf, useApp } from './app.ts'

const database = useDatabase()
const app = useApp(database, { ingestMaxBytes: 64 * 1024 })
const send = (body: unknown, headers?: Record<string, string>) =>
  app.call('POST', '/api/v1/ingest', { body, headers: headers ?? {} })
const stored = async (body: unknown) => (await (await send(body)).json()) as IngestAnswer
const refused = async (body: unknown) => {
  const response = await send(body)
  return { response, problem: (await response.json()) as Problem }
}
const countItems = async () => Number((await database.sql`select count(*) from items`)[0]?.count)

const entry = (id: string, more: object = {}) => ({
  external_id: id,
  source: 'Wire of tests',
  text: `Text of ${id}`,
  ...more,
})

describe('POST /api/v1/ingest', () => {
  it('answers with ids of rows that are committed', async () => {
    const response = await send(
      entry('full', {
        title: 'A title',
        url: 'https://wire.example/full',
        timestamp: '2025-04-18T14:30:00+02:00',
        metadata: { desk: 'north' },
      }),
    )
    expect(response.status).toBe(202)
    const answer = (await response.json()) as IngestAnswer
    expect(answer).toMatchObject({ accepted: 1, inserted: 1, items: [{ externalId: 'full', source: 'Wire of tests' }] })
    const rows = await database.sql`
      select items.*, sources.name as source_name, sources.connector as via from items join sources on sources.id = items.source_id
      where items.id = ${answer.items[0]?.id ?? null}`
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      title: 'A title',
      url: 'https://wire.example/full',
      published_at: '2025-04-18 12:30:00+00',
      processing_status: 'pending',
      source_name: 'Wire of tests',
      via: 'push',
    })
  })

  it('takes an array and {"items": […]} too, in order, and hands them to normalize', async () => {
    await app.queues.queue('normalize').drain()
    const answers = [
      await stored([entry('a1'), entry('a2', { source: 'Another wire' }), entry('a3')]),
      await stored({ items: [entry('b1'), entry('b2')] }),
    ]
    expect(answers[0]?.items.map((item) => item.externalId)).toEqual(['a1', 'a2', 'a3'])
    const queued = await app.queues.queue('normalize').getJobs(['waiting', 'delayed'])
    const ids = answers.flatMap((answer) => answer.items.map((item) => item.id))
    expect(queued.flatMap((job) => job.data.itemIds).sort()).toEqual([...ids].sort())
  })

  it('numbers items in the order given, whatever their sources, also when requests bring the same new sources at once', async () => {
    const mixed = (name: string) =>
      Array.from({ length: 40 }, (_, index) => entry(`${name}${index}`, { source: ` New wire ${(index * 7) % 20} ` }))
    const answers = await Promise.all(['p', 'q', 'r'].map((name) => stored(mixed(name))))
    for (const answer of answers) {
      const ids = answer.items.map((item) => item.id)
      const rows = await database.sql`select id from items where id = any(${ids}::uuid[]) order by seq`
      expect(rows.map((row) => row.id)).toEqual(ids)
    }
    const names = await database.sql`select name from sources where name like 'New wire %' and connector = 'push'`
    expect(names).toHaveLength(20)
  })

  it('counts an item sent twice once, and an edited one as a revision', async () => {
    const first = await stored(entry('again'))
    const second = await stored(entry('again'))
    expect(second).toMatchObject({ inserted: 0, unchanged: 1, items: first.items })
    const third = await stored(entry('again', { text: 'It says something else now' }))
    expect(third).toMatchObject({ inserted: 0, revised: 1, items: first.items })
  })

  it('stores nothing when one item is bad, and names each bad field with its index', async () => {
    const before = await countItems()
    const { response, problem } = await refused([
      entry('good'),
      { source: '', text: 7 },
      entry('x', { url: 'javascript:alert(1)', timestamp: 'yesterday', colour: 'red', metadata: 'none' }),
    ])
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    const fields = problem.errors?.map((error) => error.field).sort()
    expect(fields).toEqual(
      ['[1].external_id', '[1].source', '[1].text', '[2].colour', '[2].metadata', '[2].timestamp', '[2].url'].sort(),
    )
    expect(problem.errors).toContainEqual({ field: '[1].external_id', message: 'is missing' })
    expect(await countItems()).toBe(before)
  })

  it('names the fields of a single item and of a list by their place in the body', async () => {
    const single = await refused({ external_id: 'x', source: 'Wire of tests' })
    expect(single.problem.errors).toEqual([{ field: 'text', message: 'is missing' }])
    const list = await refused({ items: [entry('x', { text: '' })] })
    expect(list.problem.errors).toEqual([{ field: 'items[0].text', message: 'must not be empty' }])
  })

  it.each([
    ['no item', []],
    ['an empty list', { items: [] }],
    ['a list that is none', { items: 'many' }],
    ['a number', 7],
    ['null', 'null'],
    ['half a document', '{"external_id": '],
    ['text Postgres cannot hold', entry('nul', { text: 'a\u0000b' })],
    ['half a character', entry('half', { metadata: { name: '\ud83d' } })],
  ])('answers 400 to %s', async (_what, body) => {
    const { response, problem } = await refused(body)
    expect([response.status, problem.type]).toEqual([400, '/problems/invalid-input'])
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts:/)
  })

  it.each([65, 8_000])('answers 400 naming the field to metadata nested %i levels deep', async (levels) => {
    const nested = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    const body = `[{"external_id":"deep","source":"Wire of tests","text":"t","metadata":${nested}}]`
    const { response, problem } = await refused(body)
    expect(response.status).toBe(400)
    expect(problem.errors).toEqual([
      { field: '[0].metadata', message: expect.stringContaining('deeper than 64 levels') },
    ])
  })

  it('reads however deep a body without running out of stack', () => {
    const metadata = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)
    expect(() => readIngestBody({ items: [entry('deep', { metadata })] })).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ field: 'items[0].metadata' })] }),
    )
  })

  it('takes metadata nested 64 levels deep', async () => {
    const nested = `${'{"a":'.repeat(64)}1${'}'.repeat(64)}`
    const response = await send(`{"external_id":"deep","source":"Wire of tests","text":"t","metadata":${nested}}`)
    expect(response.status).toBe(202)
  })

  it('takes 1,000 items all or none, and answers 413 to a longer list, or to too many bytes', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ external_id: `m${index}`, source: 'Many', text: 't' }))
    expect((await stored(many)).inserted).toBe(1_000)
    const before = await countItems()
    const tooMany = await send({ items: [...many, entry('one more')] })
    const tooLarge = await send(entry('large', { text: 'x'.repeat(70_000) }))
    expect([tooMany.status, tooLarge.status]).toEqual([413, 413])
    expect(await tooLarge.json()).toMatchObject({ type: '/problems/too-large', status: 413 })
    expect(await countItems()).toBe(before)
  })

  it('answers 415 to anything but JSON', async () => {
    const response = await send('<item/>', { 'content-type': 'application/xml' })
    expect(response.status).toBe(415)
    expect(await response.json()).toMatchObject({ type: '/problems/unsupported-media-type' })
  })

  it('keeps the items when the queue is away, for the sweep to find', async () => {
    const broken = Object.create(app.queues, {
      enqueueAll: { value: () => Promise.reject(new Error('The queue is away')) },
    })
    const response = await withApp({ db: database.db, queues: broken }, (base) => post(base, entry('unqueued')))
    expect(response.status).toBe(202)
    const { items } = (await response.json()) as IngestAnswer
    const [row] = await database.sql`select processing_status from items where id = ${items[0]?.id ?? null}`
    expect(row).toEqual({ processing_status: 'pending' })
  })

  it('answers 503 with Retry-After when the database is away', async () => {
    const gone = openDatabase(`postgres://nobody@127.0.0.1:${await freePort()}/away_test`, { max: 1 })
    try {
      const response = await withApp({ db: gone.db, queues: app.queues }, (base) => post(base, entry('lost')))
      expect(response.status).toBe(503)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await response.json()).toMatchObject({ type: '/problems/unavailable', status: 503 })
    } finally {
      await gone.close()
    }
  })
})

const post = (base: string, body: unknown) =>
  fetch(`${base}/api/v1/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function withApp(
  parts: Pick<Parameters<typeof createApp>[0], 'db' | 'queues'>,
  use: (base: string) => Promise<Response>,
): Promise<Response> {
  const server = createApp({
    ...parts,
    clock: systemClock,
    wallClock: systemClock,
    log: createLog('silent'),
    options: { version: '0.0.0-test' },
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use(urlOf(server))
  } finally {
    server.closeIdleConnections()
    server.close()
  }
}
