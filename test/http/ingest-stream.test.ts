import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { Keyring, saveCredential } from '../../src/credentials/index.ts'
import type { IngestAnswer, Problem } from '../../src/http/contract.ts'
import { saveSource } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import { adminToken, useApp } from './app.ts'

const database = useDatabase()
const keyring = new Keyring([Buffer.alloc(32, 1)])
const app = useApp(database, {}, { keyring })
const entry = (id: string, more: object = {}) => ({ external_id: id, source: 'Wire', text: `Text of ${id}`, ...more })
const lines = (entries: unknown[]) => entries.map((one) => JSON.stringify(one)).join('\n')
const send = async (body: string | Buffer, headers: Record<string, string> = {}) => {
  const response = await fetch(`${app.base}/api/v1/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/x-ndjson', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  })
  return { status: response.status, body: (await response.json()) as IngestAnswer & Problem }
}
const stored = async () =>
  (await database.sql`select external_id from items order by seq`).map((row) => row.external_id as string)
beforeEach(() => database.sql`truncate items, item_identities, item_revisions, sources, ingest_requests cascade`)

describe('items sent as lines', () => {
  it('are stored in order; bad ones are named by their line and stop no other', async () => {
    const body = `\uFEFF${JSON.stringify(entry('a'))}\r\n\n{"half": \n${lines([entry('b', { text: 7 }), entry('c')])}\n[]`
    const answer = await send(body)
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2, inserted: 2, refused: 3, items: [] } })
    expect(answer.body.problems?.map(({ line, field }) => `${line} ${field}`)).toEqual(['3 line', '4 text', '6 body'])
    expect(await stored()).toEqual(['a', 'c'])
    expect(await send('\n{}\n')).toMatchObject({ status: 400, body: { type: '/problems/invalid-input' } })
  })

  it('may be packed; what came before the damage of a packed stream is stored', async () => {
    const packed = gzipSync(
      lines(Array.from({ length: 3_000 }, (_, i) => entry(`g${i}`, { title: `${Math.random()}` }))),
    )
    expect(await send(packed, { 'content-encoding': 'gzip' })).toMatchObject({ status: 202, body: { inserted: 3_000 } })
    const broken = await send(packed.subarray(0, packed.length / 2), { 'content-encoding': 'gzip' })
    expect(broken.status).toBe(400)
    expect(broken.body.detail).toMatch(/^The stream cannot be unpacked: .* [1-9]\d* items of it are stored/)
    expect(await send(packed, { 'content-encoding': 'br' })).toMatchObject({ status: 415 })
  })

  it('carry author, language, counts, terms and places to their columns', async () => {
    const more = { author: 'A. Writer', language: 'da', engagement: { views: 9, likes: 2 }, search_terms: ['ferry'] }
    await send(lines([entry('x', { ...more, places: [{ name: 'Dalen', country: 'NO' }] })]))
    const [row] =
      await database.sql`select author, language, views::int, likes::int, search_terms_matched as terms from items`
    expect(row).toEqual({ author: 'A. Writer', language: 'da', views: 9, likes: 2, terms: ['ferry'] })
  })
})

describe('an array of more than a thousand items', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => entry(`m${i}`))
  const json = { 'content-type': 'application/json' }

  it('is stored as it arrives; bad items are named by their place and stop no other', async () => {
    const texts = many(5_000).map((one) => JSON.stringify(one))
    texts[7] = JSON.stringify(entry('m7', { text: 7 }))
    texts[4_999] = '{"half": }'
    const answer = await send(`\n[${texts.join(' ,\n')}]\n`, json)
    expect(answer).toMatchObject({ status: 202, body: { accepted: 4_998, inserted: 4_998, refused: 2, items: [] } })
    expect(answer.body.problems).toEqual([
      { field: '[7].text', message: expect.any(String) },
      { field: '[4999]', message: 'is no JSON' },
    ])
    const ids = await stored()
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([4_998, 'm0', 'm4998'])
  })

  it('keeps what came before it breaks off, and says so', async () => {
    const body = JSON.stringify(many(3_000))
    const cut = await send(body.slice(0, -100), json)
    expect(cut.status).toBe(400)
    expect(cut.body.detail).toMatch(/^The array cannot be read to its end: the array breaks off. 2\d{3} items of it/)
    expect(await send(body, json)).toMatchObject({ status: 202, body: { accepted: 3_000 } })
    expect(await stored()).toHaveLength(3_000)
  })

  it('is all or nothing as long as it is no longer', async () => {
    const bad = [...many(999), entry('bad', { text: 7 })]
    expect(await send(JSON.stringify(bad), json)).toMatchObject({ status: 400 })
    expect(await send(`${JSON.stringify(many(1_000)).slice(0, -1)},`, json)).toMatchObject({ status: 400 })
    expect(await send(`${JSON.stringify(many(3))} and more`, json)).toMatchObject({ status: 400 })
    expect(await stored()).toEqual([])
  })
})

describe('an idempotency key', () => {
  it.each([
    [
      'a long array',
      'application/json',
      JSON.stringify([...Array(600).fill(entry('k1')), ...Array(600).fill(entry('k2'))]),
    ],
    ['JSON', 'application/json', JSON.stringify([entry('k1'), entry('k2')])],
    ['lines', 'application/x-ndjson', lines([entry('k1'), entry('k2')])],
  ])('makes a repeat of %s answer the same and store nothing', async (_what, type, body) => {
    const headers = { 'content-type': type, 'idempotency-key': 'once' }
    const first = await send(body, headers)
    expect(first).toMatchObject({ status: 202, body: { inserted: 2 } })
    await database.sql`delete from item_identities`
    expect(await send(body, headers)).toEqual(first)
    expect(await stored()).toEqual(['k1', 'k2'])
    expect(await send(body.replaceAll('k1', 'k3'), headers)).toMatchObject({ status: 409 })
    expect(await stored()).toEqual(['k1', 'k2'])
  })

  it('is done once by requests that come at the same time, and not kept by one that failed', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'race' }
    expect(await send(JSON.stringify(entry('r', { text: '' })), headers)).toMatchObject({ status: 400 })
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(JSON.stringify(entry('r')), headers)))
    expect(answers.map(({ body }) => body.inserted)).toEqual([1, 1, 1, 1, 1])
    expect(await stored()).toEqual(['r'])
    expect(await send('{}', { ...headers, 'idempotency-key': 'a b' })).toMatchObject({ status: 400 })
  })
})

describe('a webhook', () => {
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  let sourceId = ''
  beforeEach(async () => {
    const now = new Date()
    await saveCredential(database.db, keyring, { tenantId: 'main', name: 'hook', secret, hosts: [], now })
    const config = { credential: 'hook', toleranceSeconds: 60 }
    sourceId = (await saveSource(database.db, 'main', { connector: 'push', name: 'Hooked', config }, now)).id
  })
  const call = (body: string, more: { id?: string; at?: number; key?: Buffer; to?: string; signed?: string } = {}) => {
    const { id = 'msg_1', at = Math.floor(Date.now() / 1_000), key = Buffer.alloc(24, 7), to = sourceId } = more
    const signature = createHmac('sha256', key)
      .update(`${id}.${at}.${more.signed ?? body}`)
      .digest('base64')
    const headers = { 'webhook-id': id, 'webhook-timestamp': `${at}`, 'webhook-signature': `v1,AAAA v1,${signature}` }
    return app.anonymous('POST', `/api/v1/ingest/webhooks/${to}`, {
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
  }
  const { source: _, ...item } = entry('h1')

  it('that is signed stores items of its own source, once however often it is delivered', async () => {
    const first = await call(JSON.stringify({ ...item, source: 'Somebody else' }))
    expect(first.status).toBe(202)
    const answer = await first.json()
    expect(answer).toMatchObject({ inserted: 1, items: [{ source: 'Hooked' }] })
    const again = await call(JSON.stringify({ ...item, source: 'Somebody else' }))
    expect(await again.json()).toEqual(answer)
    expect(await stored()).toEqual(['h1'])
  })

  it.each([
    ['with another secret', { key: Buffer.alloc(24, 8) }],
    ['of another body', { signed: '{}' }],
    ['from an hour ago', { at: Math.floor(Date.now() / 1_000) - 3_600 }],
    ['without an id', { id: '' }],
    ['to no source', { to: '018f0000-0000-7000-8000-00000000ffff' }],
    ['to nowhere', { to: 'x' }],
  ])('%s is refused with 401, and nothing is stored', async (_what, more) => {
    const response = await call(JSON.stringify(item), more)
    expect(response.status).toBe(401)
    expect(await stored()).toEqual([])
  })
})

describe.skipIf(process.platform !== 'linux')('the process of `start`', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-ingest-'))
  let child: ChildProcess | undefined
  afterAll(async () => {
    if (child?.exitCode === null) {
      child.kill()
      await once(child, 'exit')
    }
    rmSync(dataDir, { recursive: true })
  })

  it.each([
    ['lines', 'application/x-ndjson', ['', '\n', '']],
    ['one array', 'application/json', ['[', ',', ']']],
  ])(
    'with its local model takes 6,000 items of 3 kB as %s in one request and never holds 300 MB',
    async (_what, type, marks) => {
      const [open, between, close] = marks
      const env = {
        PATH: process.env.PATH,
        DATABASE_URL: database.url,
        BELLWETHER_DATA_DIR: dataDir,
        BELLWETHER_PORT: '0',
        BELLWETHER_SAMPLE: 'false',
        BELLWETHER_ADMIN_TOKEN: adminToken,
      }
      child = spawn(process.execPath, ['scripts/bellwether.mjs', 'start'], { env })
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk) => {
          output += chunk
        })
      const serving = () => {
        if (child?.exitCode !== null) throw new Error(`it ended: ${output}`)
        return /running at (\S+)/.exec(output)?.[1]
      }
      const base = await until('it to serve', serving, 90_000)
      const words = Array.from({ length: 400 }, (_, i) => `word${i * 7}`).join(' ')
      const items = 6_000
      async function* body() {
        for (let i = 0; i < items; i++)
          yield Buffer.from(`${i ? between : open}${JSON.stringify(entry(`v${i}`, { text: `${i} ${words}` }))}`)
        yield Buffer.from(`${close}`)
      }
      const response = await fetch(`${base}/api/v1/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': type },
        body: ReadableStream.from(body()),
        duplex: 'half',
      } as RequestInit)
      expect(await response.json()).toMatchObject({ accepted: items, inserted: items, refused: 0 })
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      expect(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024).toBeLessThan(300)
      child.kill()
      await once(child, 'exit')
    },
    180_000,
  )
})
