import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Keyring } from '../../../src/credentials/index.ts'
import { openWeb } from '../../../src/sources/connectors/web.ts'
import { HttpClient } from '../../../src/sources/http/http-client.ts'
import { useDatabase } from '../../support/database.ts'
import { quakes } from './quakes.ts'
import { start, useReading } from './reading.ts'

const database = useDatabase()
const reading = useReading(database)
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

it('the connector of the documentation is the one tested here', () => {
  const [, code = ''] =
    /```ts\n\/\/ src\/sources\/connectors\/quakes\.ts\n([\s\S]*?)```/.exec(read('../../../docs/connectors.md')) ?? []
  const here = read('quakes.ts').replaceAll("'../../../src/sources/connectors/", "'./")
  expect(code).toBe(here)
})

it('reads pages, names what has another shape, and remembers where it was', async () => {
  const feature = (n: number) => ({
    id: `q${n}`,
    properties: {
      mag: 5.5,
      place: `${n} km off Dalen`,
      time: +start - n * 60_000,
      updated: +start,
      url: `https://q.example/${n}`,
    },
  })
  const all = [...Array.from({ length: 230 }, (_, n) => feature(n)), { id: 7 }]
  reading.serve('/fdsnws/event/1/query', ({ searchParams: asked }) => {
    const offset = Number(asked.get('offset')) - 1
    expect(asked.get('minmagnitude')).toBe('5')
    return { features: all.slice(offset, offset + Number(asked.get('limit'))) }
  })
  const http = new HttpClient()
  const signal = AbortSignal.timeout(30_000)
  const services = { db: database.db, http, keyring: new Keyring([]), tenantId: 'main', now: start, signal }
  const config = quakes.config.parse({ server: reading.url, since: '2031-04-30' })
  const source = { url: null, config, language: null, etag: null, lastModified: null }
  const page = (watermark: Record<string, unknown> | null) =>
    quakes.read({
      source: { ...source, watermark },
      http,
      web: () => openWeb({ ...services, allowPrivate: true }, 0),
      allowPrivate: true,
      now: start,
      signal,
    })
  try {
    const first = await page(null)
    expect([first.entries.length, first.more]).toEqual([200, true])
    const second = await page(first.watermark)
    expect([second.entries.length, second.more]).toEqual([30, false])
    expect(second.warnings.join()).toContain('1 ')
    expect(first.entries[0]).toMatchObject({ externalId: 'q0', title: 'Magnitude 5.5 earthquake, 0 km off Dalen' })
  } finally {
    await http.close()
  }
})
