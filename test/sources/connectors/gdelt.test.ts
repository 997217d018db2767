import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import countries from 'i18n-iso-countries'
import { beforeEach, describe, expect, it } from 'vitest'
import { stampOf } from '../../../src/sources/connectors/gdelt-articles.ts'
import { isoCountry, languageCode } from '../../../src/sources/connectors/gdelt-words.ts'
import { zippedLines } from '../../../src/sources/connectors/zipped-lines.ts'
import { useDatabase } from '../../support/database.ts'
import { minutes, start, useReading } from './reading.ts'

const database = useDatabase()
const reading = useReading(database)

/** A zip archive of one deflated file (APPNOTE 4.3), claiming to unpack to `claimed` bytes. */
function zip(name: string, text: string, claimed?: number): Buffer {
  const data = Buffer.from(text)
  const packed = deflateRawSync(data)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(crc32(data), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(claimed ?? data.length, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name)])
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    Buffer.from([20, 0]),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(entry.length, 8)
  end.writeUInt32LE(local.length + packed.length, 12)
  return Buffer.concat([local, packed, entry, Buffer.from('PK\x05\x06'), end])
}

describe('a query of GDELT', () => {
  const article = (minute: number, title = `Ferry ${minute} sails , says port`) => ({
    url: `https://news.example/${minute}`,
    url_mobile: '',
    title,
    seendate: stampOf(minutes(minute)).replace(/^(\d{8})(\d{6})$/, '$1T$2Z'),
    socialimage: '',
    domain: 'news.example',
    language: 'Danish',
    sourcecountry: 'Denmark',
  })
  const settings = () => ({ query: 'ferry sourcelang:danish', api: `${reading.url}/doc` })

  it('is read window by window until one is not full, and from an hour before the watermark on', async () => {
    const all = Array.from({ length: 600 }, (_, i) => i)
    reading.serve('/doc', (url) => {
      const from = url.searchParams.get('startdatetime') ?? ''
      return {
        articles: all
          .filter((n) => stampOf(minutes(n)) >= from)
          .slice(0, 250)
          .map((n) => article(n)),
      }
    })
    const { id } = await reading.add('gdelt', settings())
    const { counts, source } = await reading.check(id, minutes(600))
    expect(counts).toMatchObject({ inserted: 600, failed: 0 })
    expect(source.watermark).toMatchObject({ through: minutes(599).toISOString() })
    const asked = reading.asked.map(({ url }) => url.searchParams.get('startdatetime'))
    expect(asked).toEqual([minutes(600 - 1_440), minutes(249), minutes(498)].map(stampOf))
    expect((await reading.items())[0]).toMatchObject({
      title: 'Ferry 0 sails, says port',
      language: 'da',
      publisher: 'news.example',
      terms: ['ferry sourcelang:danish'],
    })
    await reading.check(id, minutes(700))
    expect(reading.asked.at(-1)?.url.searchParams.get('startdatetime')).toBe(stampOf(minutes(599 - 60)))
  })

  it('with broken escapes in a title is read; a sentence instead of JSON is the error', async () => {
    const odd = JSON.stringify({ articles: [article(1, 'Port\u0007 \\\\ ferry')] }).replace('\\\\\\\\', "\\'")
    reading.serve('/doc', (_url, _request, response) => void response.end(odd))
    const { id } = await reading.add('gdelt', settings())
    expect((await reading.check(id, minutes(5))).source.lastError).toBeNull()
    expect((await reading.items())[0]?.title).toContain('ferry')
    reading.serve('/doc', (_url, _request, response) => void response.end('The specified phrase is too short.'))
    expect((await reading.check(id, minutes(6))).source.lastError).toBe(
      'GDELT says: The specified phrase is too short.',
    )
    reading.serve('/doc', (_url, _request, response) => void response.end('{}'))
    expect((await reading.check(id, minutes(7))).source.lastError).toBeNull()
  })

  it.each([
    [{}, /exactly one of `query` and `files`/],
    [{ query: 'ferry', match: { words: ['x'] } }, /`match` belongs to `files`/],
    [{ files: 'gkg', match: { countries: ['Denmark'] } }, /config.match.countries/],
    [{ files: 'mentions' }, /config.files/],
  ])('with %j is refused', async (config, message) => {
    await expect(reading.add('gdelt', config)).rejects.toThrow(message)
  })
})

describe('the files of GDELT', () => {
  /** A row of the GKG 2.1 codebook with invented content. */
  const gkgRow = (n: number, more: Record<number, string> = {}) => {
    const columns: Record<number, string> = {
      0: `20310501120000-${n}`,
      1: '20310501120000',
      2: '1',
      3: 'news.example',
      4: `https://news.example/${n}`,
      7: 'PROTEST;WB_2670_JOBS;',
      9: '4#Dalen, Telemark, Norway#NO#NO08#59.44#8.01#-1;1#Germany#GM#GM#51#9#GM',
      11: 'ana holm',
      13: 'harbour union',
      15: '-3.2,1,4.2,5.2,20,0,300',
      26: `<PAGE_AUTHORS>A. Writer;B. Writer</PAGE_AUTHORS><PAGE_PRECISEPUBTIMESTAMP>20310501114500</PAGE_PRECISEPUBTIMESTAMP><PAGE_TITLE>Dockers strike &amp; march ${n}</PAGE_TITLE>`,
      ...more,
    }
    return Array.from({ length: 27 }, (_, i) => columns[i] ?? '').join('\t')
  }
  let files: Record<string, Buffer> = {}
  let latest = start
  beforeEach(() => {
    files = {}
    latest = start
    reading.serve('/lastupdate.txt', () => {
      const name = `${stampOf(latest)}.gkg.csv.zip`
      const md5 = createHash('md5')
        .update(files[name] ?? Buffer.alloc(0))
        .digest('hex')
      return `1 ${'0'.repeat(32)} http://data.example/gdeltv2/${stampOf(latest)}.export.CSV.zip\n1 ${md5} http://data.example/gdeltv2/${name}\n`
    })
  })
  const publish = (minute: number, rows: string[], kind = 'gkg.csv') => {
    const name = `${stampOf(minutes(minute))}.${kind}.zip`
    files[name] = zip(name.slice(0, -4), rows.join('\n'))
    reading.serve(`/${name}`, () => files[name])
  }
  const settings = (more: object = {}) => ({ files: 'gkg', server: `${reading.url}/`, ...more })

  it('are read quarter by quarter from the newest on; a missing one is named and passed over', async () => {
    publish(0, [gkgRow(1), gkgRow(2, { 2: '2' }), gkgRow(3, { 26: '' }), 'half a row'])
    const { id } = await reading.add('gdelt', settings())
    const first = await reading.check(id, minutes(5))
    expect(first.source).toMatchObject({ lastError: null, watermark: { through: start.toISOString() } })
    expect(first.source.lastWarnings).toEqual([expect.stringContaining('1 of 4 rows were left out: row 4')])
    expect(await reading.items()).toMatchObject([
      {
        external_id: 'https://news.example/1',
        title: 'Dockers strike & march 1',
        author: 'A. Writer, B. Writer',
        publisher: 'news.example',
        language: 'en',
        published_at: '2031-05-01 11:45:00+00',
        metadata: {
          metadata: { tone: -3.2, persons: ['ana holm'], organisations: ['harbour union'] },
          entry: {
            places: [
              { name: 'Dalen', country: 'NO', lat: 59.44, lon: 8.01, confidence: 1 },
              { name: 'Germany', country: 'DE', lat: 51, lon: 9, confidence: 1 },
            ],
          },
        },
      },
    ])
    publish(15, [gkgRow(4)])
    publish(45, [gkgRow(5)])
    latest = minutes(45)
    const second = await reading.check(id, minutes(50))
    expect(second.counts).toMatchObject({ inserted: 2, failed: 0 })
    expect(second.source.watermark).toMatchObject({ through: minutes(45).toISOString() })
    expect(await reading.check(id, minutes(55))).toMatchObject({ counts: { entries: 0, failed: 0 } })
  })

  it('tell long addresses apart that begin alike', async () => {
    const long = `https://news.example/${'a'.repeat(600)}`
    publish(0, [gkgRow(1, { 4: `${long}/1` }), gkgRow(2, { 4: `${long}/2` })])
    const { id } = await reading.add('gdelt', settings())
    expect((await reading.check(id, minutes(5))).counts).toMatchObject({ inserted: 2 })
  })

  it('begin where the source says, and keep what matches', async () => {
    for (const minute of [-30, -15, 0]) publish(minute, [gkgRow(minute), gkgRow(minute + 1_000, { 9: '', 7: '' })])
    const match = { themes: ['WB_2670'], countries: ['de', 'FR'], domains: ['example'], words: ['STRIKE'] }
    const { id } = await reading.add('gdelt', settings({ since: minutes(-31).toISOString(), match }))
    expect((await reading.check(id, minutes(5))).source.lastError).toBeNull()
    const rows = await reading.items()
    expect(rows.map((row) => row.external_id)).toHaveLength(3)
    expect(rows[0]?.terms).toEqual(['STRIKE', 'WB_2670', 'DE', 'example'])
  })

  it('of events are gathered into an item per article', async () => {
    const row = (id: number, actor: string, root: string, other: string) => {
      const columns: Record<number, string> = { 0: `${id}`, 6: actor, 16: other, 26: `${root}1`, 28: root, 30: '-5' }
      Object.assign(columns, { 52: 'Dalen, Telemark, Norway', 53: 'NO', 56: '59.44', 57: '8.01', 59: '20310501120000' })
      columns[60] = 'https://www.news.example/strike'
      return Array.from({ length: 61 }, (_, i) => columns[i] ?? '').join('\t')
    }
    publish(
      0,
      [row(1, 'WORKER', '14', 'COMPANY'), row(2, '', '17', 'WORKER'), row(1, 'WORKER', '14', 'COMPANY')],
      'export.CSV',
    )
    const name = `${stampOf(start)}.export.CSV.zip`
    const md5 = createHash('md5')
      .update(files[name] ?? '')
      .digest('hex')
    reading.serve('/lastupdate.txt', () => `1 ${md5} http://data.example/gdeltv2/${name}\n`)
    const { id } = await reading.add('gdelt', settings({ files: 'events' }))
    expect((await reading.check(id, minutes(5))).source.lastError).toBeNull()
    expect(await database.sql`select external_id, title, text, publisher from items`).toEqual([
      {
        external_id: 'https://www.news.example/strike',
        title: 'Worker: protest → Company (Dalen, Telemark, Norway)',
        text: 'Worker: protest → Company (Dalen, Telemark, Norway)\nSomebody: coerce → Worker (Dalen, Telemark, Norway)',
        publisher: 'news.example',
      },
    ])
  })

  it.each([
    ['that did not arrive whole', () => publish(0, [gkgRow(1)]), () => Buffer.from('PK'), 'its checksum is another'],
    ['that is no archive', () => undefined, () => undefined, 'HTTP 404'],
  ])('one %s is an error, and is tried again', async (_what, prepare, damaged, error) => {
    prepare()
    const name = `${stampOf(start)}.gkg.csv.zip`
    reading.serve(`/${name}`, damaged)
    const { id } = await reading.add('gdelt', settings())
    const { source } = await reading.check(id, minutes(5))
    expect(source).toMatchObject({ status: 'failing', lastError: expect.stringContaining(error), watermark: null })
    publish(0, [gkgRow(1)])
    expect((await reading.check(id, minutes(6))).counts).toMatchObject({ inserted: 1 })
  })

  it.each([
    ['claims less than it unpacks to', zip('a', 'x'.repeat(10_000_000), 10)],
    ['claims more than anybody unpacks', zip('a', 'x', 4_000_000_000)],
    ['is cut off', zip('a', 'x'.repeat(1_000)).subarray(0, 40)],
    ['holds nothing', Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`)],
  ])('an archive that %s ends in a SourceError', async (_what, bytes) => {
    const read = async () => {
      for await (const _line of zippedLines(bytes, 'a.zip'));
    }
    await expect(read()).rejects.toMatchObject({ name: 'SourceError', message: expect.stringContaining('a.zip') })
  })
})

describe('GDELT’s words', () => {
  it('for countries become ISO codes', () => {
    const pairs: [string, string][] = [
      ['GM', 'DE'],
      ['UK', 'GB'],
      ['CH', 'CN'],
      ['SZ', 'CH'],
      ['RS', 'RU'],
      ['RI', 'RS'],
      ['UP', 'UA'],
      ['IZ', 'IQ'],
      ['SW', 'SE'],
      ['DA', 'DK'],
      ['AS', 'AU'],
      ['AU', 'AT'],
      ['JA', 'JP'],
      ['KS', 'KR'],
      ['GZ', 'PS'],
      ['US', 'US'],
    ]
    for (const [fips, iso] of pairs) expect(isoCountry(fips), fips).toBe(iso)
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    const codes = letters.flatMap((first) => letters.map((second) => isoCountry(first + second) ?? ''))
    const known = new Set([...Object.keys(countries.getAlpha2Codes()), 'XK'])
    // Every country there is can be reached, whatever FIPS calls it.
    const missing = [...known].filter((iso) => !codes.includes(iso))
    expect(missing.length).toBeLessThan(8)
  })

  it('for languages become their codes', () => {
    expect(['English', 'danish', 'Norwegian', 'fra', 'Klingonese', undefined].map(languageCode)).toEqual([
      'en',
      'da',
      'no',
      'fr',
      null,
      null,
    ])
  })
})
