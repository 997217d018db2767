import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../support/database.ts'
import { minutes, useReading } from './reading.ts'

const database = useDatabase()
const reading = useReading(database)
const folder = mkdtempSync(join(tmpdir(), 'bellwether-opml-'))
afterAll(() => rmSync(folder, { recursive: true }))

const feed = (...ids: string[]) =>
  `<rss version="2.0"><channel>${ids.map((id) => `<item><guid>${id}</guid><title>Entry ${id}</title></item>`).join('')}</channel></rss>`
const opml = (...urls: string[]) => {
  const path = join(folder, 'list.opml')
  const outlines = urls.map((url, i) => `<outline text="Feed ${i}" type="rss" xmlUrl="${url}"/>`)
  writeFileSync(path, `<opml version="2.0"><body><outline text="Folder">${outlines.join('')}</outline></body></opml>`)
  return path
}
const ids = async () => (await reading.items()).map((row) => row.external_id).sort()

describe('a file source of many feeds', () => {
  beforeEach(() => writeFileSync(join(folder, 'saved.xml'), feed('1', '2')))

  it('reads every feed its OPML names, on the web and beside it, and tells their ids apart', async () => {
    reading.serve('/a', () => feed('1', '3'))
    const a = `${reading.url}/a`
    const { id } = await reading.add('file', { path: opml(a, 'saved.xml') })
    const { counts, source } = await reading.check(id, minutes(1))
    expect(counts).toMatchObject({ inserted: 4, failed: 0 })
    expect(source).toMatchObject({ status: 'ok', lastError: null, lastWarnings: [] })
    expect(await ids()).toEqual([`${a} 1`, `${a} 3`, 'saved.xml 1', 'saved.xml 2'])
  })

  it('asks again only what has changed, and finds feeds that were added to the list', async () => {
    const statuses: number[] = []
    reading.serve('/a', (_url, request, response) => {
      const isKnown = request.headers['if-none-match'] === '"v1"'
      statuses.push(isKnown ? 304 : 200)
      response.writeHead(isKnown ? 304 : 200, { etag: '"v1"' }).end(isKnown ? '' : feed('1'))
    })
    reading.serve('/b', () => feed('9'))
    const { id } = await reading.add('file', { path: opml(`${reading.url}/a`, 'saved.xml') })
    await reading.check(id, minutes(1))
    expect((await reading.check(id, minutes(62))).counts).toMatchObject({ entries: 0, failed: 0 })
    expect(statuses).toEqual([200, 304])
    opml(`${reading.url}/a`, 'saved.xml', `${reading.url}/b`)
    writeFileSync(join(folder, 'saved.xml'), feed('1', '2', 'later'))
    expect((await reading.check(id, minutes(123))).counts).toMatchObject({ inserted: 2 })
    expect(await ids()).toContain('saved.xml later')
  })

  it('reads more feeds than fit into one step', async () => {
    const names = Array.from({ length: 45 }, (_, i) => `many-${i}.xml`)
    for (const name of names) writeFileSync(join(folder, name), feed('1'))
    const { id } = await reading.add('file', { path: opml(...names) })
    expect((await reading.check(id, minutes(1))).counts).toMatchObject({ inserted: 45 })
  })

  it('names what it cannot read until it can, and reads the others', async () => {
    writeFileSync(join(folder, 'broken.xml'), 'no feed')
    const gone = `${reading.url}/gone`
    const { id } = await reading.add('file', {
      path: opml(gone, 'none.xml', 'broken.xml', '../outside.xml', '/etc/passwd', 'gopher://h/x', 'saved.xml'),
    })
    const { counts, source } = await reading.check(id, minutes(1))
    expect([counts.inserted, source.status]).toEqual([2, 'ok'])
    expect(source.lastWarnings).toEqual([
      `${gone} was left out: HTTP 404: there is nothing at this address`,
      expect.stringMatching(/^none.xml was left out: ENOENT/),
      expect.stringMatching(/^broken.xml was left out: no RSS/),
      ...['../outside.xml', '/etc/passwd', 'gopher://h/x'].map(
        (url) => `${url} was left out: it is neither a web address nor a file below the folder of the list`,
      ),
    ])
    reading.serve('/gone', () => feed('7'))
    const later = await reading.check(id, minutes(62))
    expect(later.counts.inserted).toBe(1)
    expect(later.source.lastWarnings).not.toContainEqual(expect.stringContaining(gone))
  })

  it('does not wait for a host that wants to be left alone, and comes back to it', async () => {
    reading.serve('/a', () => feed('1'))
    const host = new URL(reading.url).host
    await database.sql`insert into request_turns (key, holder, held_until, next_at)
      values (${host}, gen_random_uuid(), clock_timestamp(), clock_timestamp() + interval '1 hour')`
    const { id } = await reading.add('file', { path: opml(`${reading.url}/a`, 'saved.xml') })
    const { counts, source } = await reading.check(id, minutes(1))
    expect(counts).toMatchObject({ inserted: 2, failed: 0 })
    expect(source).toMatchObject({ consecutiveFailures: 0, lastError: null })
    await database.sql`truncate request_turns`
    expect((await reading.check(id, minutes(62))).counts).toMatchObject({ inserted: 1 })
  })

  it('fails when none of its feeds can be read, and when it names none', async () => {
    const { id } = await reading.add('file', { path: opml('none.xml', '/nor/this.xml') })
    expect((await reading.check(id, minutes(1))).source).toMatchObject({
      status: 'failing',
      lastError: expect.stringMatching(/^none of its 2 feeds could be read: none.xml was left out: ENOENT/),
    })
    opml()
    expect((await reading.check(id, minutes(200))).source.lastError).toMatch(/list.opml names no feed$/)
  })

  it('does not ask private addresses unless it may', async () => {
    const { id } = await reading.add('file', { path: opml(`${reading.url}/a`), allowPrivate: undefined })
    expect((await reading.check(id, minutes(1))).source.lastError).toMatch(/none of its 1 feeds.*private/)
    expect(reading.asked).toEqual([])
  })
})
