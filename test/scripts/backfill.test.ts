import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backfill } from '../../scripts/commands/backfill.ts'
import { itemRevisions, items, sources } from '../../src/db/schema/index.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2026-11-22T08:00:00Z')

describe('backfill', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bellwether-backfill-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function run(file: string, batch = 10, source?: string) {
    const reports: string[] = []
    const enqueued: { tenantId: string; itemIds: string[] }[] = []
    const queues = {
      enqueueAll: async (forwards: { payload: { tenantId: string; itemIds: string[] } }[]) => {
        enqueued.push(...forwards.map(({ payload }) => payload))
        return []
      },
    }
    const workspace = { db: database.db, queues, config: { clock: { now: () => now } }, tenantId: 'main' }
    const figures = await backfill(workspace as unknown as Parameters<typeof backfill>[0], file, {
      batch,
      ...(source ? { source } : {}),
      report: (text) => reports.push(text),
    })
    return { figures, reports, enqueued }
  }
  const write = async (name: string, content: string | Buffer) => {
    const file = join(folder, name)
    await writeFile(file, content)
    return file
  }
  const lines = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
  const itemsOf = async (name: string) => {
    const [source] = await database.db.select().from(sources).where(eq(sources.name, name))
    return source ? database.db.select().from(items).where(eq(items.sourceId, source.id)).orderBy(asc(items.seq)) : []
  }

  it('stores the lines of a gzipped file under the sources they name and enqueues them', async () => {
    const rows = Array.from({ length: 25 }, (_, i) => ({
      id: `n${i}`,
      title: `Headline ${i}`,
      text: 'Something happened.',
      source: i % 2 ? 'Odd News' : 'Even News',
      published_at: '2026-01-02T03:04:05Z',
      lang: 'en',
      author: 'A. Writer',
      url: `https://news.example/${i}`,
    }))
    const { figures, enqueued } = await run(await write('news.ndjson.gz', gzipSync(lines(rows))))
    expect(figures).toMatchObject({ lines: 25, inserted: 25, revised: 0, unchanged: 0, badLines: 0, sources: 2 })
    expect(enqueued.flatMap((payload) => payload.itemIds)).toHaveLength(25)
    const odd = await itemsOf('Odd News')
    expect(odd).toHaveLength(12)
    expect(odd[0]).toMatchObject({
      externalId: 'n1',
      title: 'Headline 1',
      author: 'A. Writer',
      language: 'en',
      url: 'https://news.example/1',
      publishedAt: new Date('2026-01-02T03:04:05Z'),
      processingStatus: 'pending',
    })
  })

  it('stores nothing twice when it runs again, and only the rest after a broken run', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ id: i, title: `Line ${i}`, text: 'Text.' }))
    const part = await write('rest.ndjson', lines(rows.slice(0, 12)))
    expect((await run(part)).figures.inserted).toBe(12)
    const whole = await write('rest.ndjson', lines(rows))
    expect((await run(whole)).figures).toMatchObject({ inserted: 18, unchanged: 12 })
    const again = await run(whole)
    expect(again.figures).toMatchObject({ inserted: 0, revised: 0, unchanged: 30 })
    expect(again.enqueued).toEqual([])
    expect((await itemsOf('rest')).map((row) => row.externalId)).toEqual(rows.map((row) => String(row.id)))
  })

  it('names bad lines by number and goes on', async () => {
    const file = await write(
      'bad.ndjson',
      ['{"id":1,"title":"Good"}', '{broken', '', '[1]', '{"id":2}', '{"id":3,"title":"Good too"}'].join('\n'),
    )
    const { figures, reports } = await run(file)
    expect(figures).toMatchObject({ inserted: 2, badLines: 3, lines: 5 })
    expect(reports.map((text) => text.replace(folder, ''))).toEqual([
      '/bad.ndjson:2 was left out: it is no JSON',
      '/bad.ndjson:4 was left out: it is no JSON object',
      '/bad.ndjson:5 was left out: it has neither title nor text',
    ])
  })

  it('leaves out a line too long to be an item and goes on with the next', async () => {
    const file = await write(
      'long.ndjson.gz',
      gzipSync(`{"id":1,"title":"A"}\n{"id":2,"title":"${'x'.repeat(9_000_000)}"}\r\n{"id":3,"title":"C"}`),
    )
    const { figures, reports } = await run(file)
    expect(figures).toMatchObject({ inserted: 2, badLines: 1, lines: 3 })
    expect(reports).toEqual([expect.stringMatching(/:2 was left out: it is longer than 8388608 bytes$/)])
  })

  it('takes a repeated id for an edit of the earlier line', async () => {
    const file = await write(
      'edits.ndjson',
      lines([
        { id: 'a', title: 'First', text: 'Old.' },
        { id: 'a', title: 'First', text: 'New.' },
      ]),
    )
    expect((await run(file)).figures).toMatchObject({ inserted: 1, revised: 1 })
    const [row] = await itemsOf('edits')
    expect(row?.text).toBe('New.')
    const revisions = await database.db.select().from(itemRevisions).where(eq(itemRevisions.itemId, row!.id))
    expect(revisions.map((revision) => revision.text)).toEqual(['Old.'])
  })

  it('withdraws what a later line deletes, and does not take it back', async () => {
    const file = await write(
      'gone.ndjson',
      lines([
        { id: 'a', title: 'A' },
        { id: 'b', title: 'B' },
        { id: 'a', deleted: true },
        { id: 'z', deleted: true },
      ]),
    )
    expect((await run(file)).figures).toMatchObject({ inserted: 2, withdrawn: 1 })
    expect((await itemsOf('gone')).map((row) => [row.externalId, row.deletedAt])).toEqual([
      ['a', now],
      ['b', null],
    ])
    expect((await run(file)).figures).toMatchObject({ inserted: 0, revised: 0, unchanged: 2, withdrawn: 0 })
    const [a] = await itemsOf('gone')
    const revisions = await database.db.select().from(itemRevisions).where(eq(itemRevisions.itemId, a!.id))
    expect(revisions).toMatchObject([{ title: 'A', reason: 'deleted', replacedAt: now }])
  })

  it('puts everything under one source when told to', async () => {
    const file = await write(
      'one.ndjson',
      lines([
        { id: 1, title: 'A', source: 'X' },
        { id: 2, title: 'B', source: 'Y' },
      ]),
    )
    expect((await run(file, 10, 'Archive')).figures.sources).toBe(1)
    expect(await itemsOf('Archive')).toHaveLength(2)
  })

  it('says where a damaged file broke and keeps what came before', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => ({ id: i, title: `Line ${i} ${Math.sin(i)}`, text: 'Text.' }))
    const packed = gzipSync(lines(rows))
    const file = await write('cut.ndjson.gz', packed.subarray(0, packed.length / 2))
    const { figures } = await run(file, 500)
    expect(figures.problem).toMatch(/cannot be read beyond line \d+: the file ends early$/)
    expect(figures.inserted).toBe(Number(/line (\d+)/.exec(figures.problem ?? '')?.[1]))
    expect(figures.inserted).toBeGreaterThan(500)
    expect(await itemsOf('cut')).toHaveLength(figures.inserted)
    await expect(run(join(folder, 'missing.ndjson'))).rejects.toThrow(/missing\.ndjson cannot be read/)
  })
})
