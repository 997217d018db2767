import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import { SourceError } from '../../../src/errors.ts'
import { file } from '../../../src/sources/connectors/file.ts'
import { HttpClient } from '../../../src/sources/http/http-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'bellwether-file-'))
const http = new HttpClient()
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await http.close()
})

const write = (name: string, data: string | Buffer) => {
  writeFileSync(join(folder, name), data)
  return join(folder, name)
}
const read = (config: Record<string, unknown>, watermark: Record<string, unknown> | null = null) =>
  file.read({
    source: { url: null, config: file.config.parse(config), language: null, etag: null, lastModified: null, watermark },
    http,
    web: () => {
      throw new Error('a file asks nobody')
    },
    allowPrivate: false,
    now: new Date('2025-04-19T12:00:00Z'),
    signal: new AbortController().signal,
  })
const lines = (n: number, from = 0) =>
  Array.from({ length: n }, (_, i) =>
    JSON.stringify({ id: `i${from + i}`, title: `t${from + i}`, published_at: '2025-04-01T00:00:00Z' }),
  ).join('\n')

describe('NDJSON', () => {
  it('gives its records, names the bad lines and loses none of the good', async () => {
    const path = write('a.ndjson', `\uFEFF${lines(1)}\nnot json\n[1]\n\n{"title":""}\n${lines(1, 9)}`)
    const result = await read({ path })
    expect(result.entries.map((e) => e.externalId)).toEqual(['i0', 'i9'])
    expect(result.entries[0]?.publishedAt).toEqual(new Date('2025-04-01'))
    expect(result.warnings).toHaveLength(3)
    expect(result.warnings[0]).toContain('record 2')
  })

  it.each([
    ['b.ndjson', (text: string) => text],
    ['b.ndjson.gz', (text: string) => gzipSync(text)],
  ] as const)('is read on where it stopped: %s', async (name, encode) => {
    const path = write(name, encode(`${lines(4_500)}\n`))
    const sizes: number[] = []
    let watermark: Record<string, unknown> | null = null
    for (let more = true; more; ) {
      const result = await read({ path }, watermark)
      sizes.push(result.entries.length)
      ;({ watermark, more } = result)
    }
    expect(sizes).toEqual([2_000, 2_000, 500])
    expect(await read({ path }, watermark)).toMatchObject({ unchanged: true, entries: [] })
    write(name, encode(`${lines(4_501)}\n`))
    if (name.endsWith('.gz')) return
    expect((await read({ path }, watermark)).entries.map((e) => e.externalId)).toEqual(['i4500'])
  })

  it('that was replaced is read from its start', async () => {
    const path = write('c.ndjson', lines(3))
    const { watermark } = await read({ path })
    write('c.ndjson', lines(3, 100))
    expect((await read({ path }, watermark)).entries).toHaveLength(3)
  })

  it('that breaks off in its compression is an error, not an end', async () => {
    const whole = gzipSync(lines(5_000))
    const path = write('d.ndjson.gz', whole.subarray(0, whole.length - 200))
    await expect(
      (async () => {
        let watermark: Record<string, unknown> | null = null
        for (let more = true; more; ) ({ watermark, more } = await read({ path }, watermark))
      })(),
    ).rejects.toThrow(SourceError)
  })

  it('that is not there is an error in words', async () => {
    await expect(read({ path: join(folder, 'none.ndjson') })).rejects.toThrow(/none.ndjson could not be read/)
  })
})

describe('CSV', () => {
  it.each([',', ';', '\t'])('separated by %j is read by its column names', async (mark) => {
    const row = (...cells: string[]) => cells.join(mark)
    const path = write(
      'a.csv',
      `\uFEFF${[row('id', 'headline', 'body', 'date'), row('1', '"A ""quoted""\nline"', 'x', '19 Apr 2025'), row('2', 'B', 'y', '')].join('\n')}\n`,
    )
    const result = await read({ path })
    expect(result.entries).toMatchObject([
      { externalId: '1', title: 'A "quoted"\nline', text: 'x', publishedAt: new Date('2025-04-19') },
      { externalId: '2', title: 'B', publishedAt: null },
    ])
  })

  it.each(['latin1', 'utf-16'])('in %s, as spreadsheets save it, is read by headings in any case', async (charset) => {
    const path = write(
      'excel.csv',
      iconv.encode('ID;Title;Published At;Url\r\n1;Ærø på vej;2026-01-02;https://example.org/æ\r\n', charset),
    )
    expect((await read({ path })).entries).toMatchObject([
      { externalId: '1', title: 'Ærø på vej', publishedAt: new Date('2026-01-02'), url: 'https://example.org/æ' },
    ])
  })

  it('is read by the columns its source names', async () => {
    const path = write('b.csv', 'nr,overskrift\n7,Hej\n')
    expect((await read({ path, fields: { externalId: 'nr', title: 'overskrift' } })).entries).toMatchObject([
      { externalId: '7', title: 'Hej' },
    ])
  })
})

describe('a folder of saved feeds', () => {
  it('is read in the order of the names; a damaged file is named and stops no other', async () => {
    const feeds = mkdtempSync(join(folder, 'feeds-'))
    const rss = (id: string) => `<rss version="2.0"><channel><item><guid>${id}</guid></item></channel></rss>`
    for (let i = 10; i < 35; i++) writeFileSync(join(feeds, `${i}.xml`), i === 12 ? 'no feed' : rss(`g${i}`))
    const first = await read({ path: feeds })
    expect(first.entries).toHaveLength(19)
    expect(first.warnings).toEqual([expect.stringContaining('12.xml was left out')])
    expect(first).toMatchObject({ more: true, watermark: { after: '29.xml' } })
    const second = await read({ path: feeds }, first.watermark)
    expect(second).toMatchObject({ more: false, watermark: { after: '34.xml' } })
    expect(await read({ path: feeds }, second.watermark)).toMatchObject({ unchanged: true })
  })
})
