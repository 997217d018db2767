import { describe, expect, it } from 'vitest'
import { tenants } from '../../src/db/schema/index.ts'
import { importSources, listSources, readOpml, saveSource, writeOpml } from '../../src/sources/index.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2025-04-19T12:00:00Z')

describe('OPML', () => {
  it('gives every feed at any depth once', () => {
    const list = readOpml(`<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body>
      <outline text="Folder"><outline text="Inner"><outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed"/></outline></outline>
      <outline title="Titled" text="t" xmlUrl="https://b.example/feed" language="da"/><outline text="again" xmlUrl="https://a.example/feed"/>
      <outline text="A page" htmlUrl="https://c.example/"/></body></opml>`)
    expect(list).toMatchObject([
      { name: 'A & B', url: 'https://a.example/feed' },
      { name: 'Titled', url: 'https://b.example/feed', language: 'da' },
    ])
  })

  it('that is none is refused in words', () => {
    expect(() => readOpml('hello')).toThrow('no OPML')
  })

  it('carries sources there and back with what is known about them', async () => {
    await saveSource(
      database.db,
      'main',
      {
        name: 'Bureau "X" <1>',
        url: 'https://a.example/feed?a=1&b=2',
        tier: 'wire',
        owner: 'Group',
        country: 'DK',
        language: 'da',
        credibilityScore: 0.77,
        intervalSeconds: 600,
        minIntervalSeconds: 300,
        maxIntervalSeconds: 1_200,
        isActive: false,
      },
      now,
    )
    await saveSource(database.db, 'main', { name: 'Files', connector: 'push' }, now)
    const text = writeOpml(await listSources(database.db, 'main'), now)
    expect(readOpml(text)).toEqual([
      {
        connector: 'rss',
        name: 'Bureau "X" <1>',
        url: 'https://a.example/feed?a=1&b=2',
        tier: 'wire',
        reporting: 'firsthand',
        owner: 'Group',
        country: 'DK',
        language: 'da',
        credibilityScore: 0.77,
        intervalSeconds: 600,
        minIntervalSeconds: 300,
        maxIntervalSeconds: 1_200,
        isActive: false,
      },
    ])
    expect(await importSources(database.db, 'main', readOpml(text), now)).toEqual({
      added: [],
      updated: ['Bureau "X" <1>'],
      refused: [],
    })
  })

  it('makes the same sources in another workspace, switched off and paced as they were', async () => {
    const { db } = database
    await db.insert(tenants).values([
      { id: 'from', name: 'from' },
      { id: 'to', name: 'to' },
    ])
    const paces = [
      { name: 'Adaptive', url: 'https://a.example/1' },
      { name: 'Kept', url: 'https://a.example/2', intervalSeconds: 120 },
      { name: 'Off', url: 'https://a.example/3', isActive: false, maxIntervalSeconds: 3_600 },
    ]
    for (const source of paces) await saveSource(db, 'from', source, now)
    await importSources(db, 'to', readOpml(writeOpml(await listSources(db, 'from'), now)), now)
    const settings = async (tenant: string) => (await listSources(db, tenant)).map(({ id, tenantId, ...rest }) => rest)
    expect(await settings('to')).toEqual(await settings('from'))
    expect((await settings('to')).map((source) => source.isActive)).toEqual([true, true, false])
  })

  it('of a workspace without feeds is a document without outlines', () => {
    const text = writeOpml([], now)
    expect(text).toContain('<body/>')
    expect(readOpml(text)).toEqual([])
  })

  it('import reports what cannot be added and adds the rest, telling namesakes apart', async () => {
    const list =
      readOpml(`<opml version="1.0"><body><outline text="News" xmlUrl="https://n1.example/"/><outline text="News" xmlUrl="https://n2.example/"/>
      <outline text="Bad" xmlUrl="gopher://n3.example/"/><outline text="Worse" xmlUrl="https://n4.example/" tier="best"/></body></opml>`)
    const report = await importSources(database.db, 'main', list, now)
    expect(report.added).toEqual(['News', 'News (https://n2.example/)'])
    expect(report.refused.map((refusal) => refusal.name)).toEqual(['Bad', 'Worse'])
  })
})
