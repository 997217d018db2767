import { asc, eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { itemRevisions } from '../../src/db/schema/index.ts'
import { listPendingItemIds } from '../../src/items/index.ts'
import { useDatabase } from '../support/database.ts'
import { hoursAgo, now, useWorkspace, wire } from './workspace.ts'

const database = useDatabase()

describe('normalising items', () => {
  const workspace = useWorkspace(database)
  const { save, stored, run } = workspace

  it('turns a feed entry into a clean, located, dated item of its publisher', async () => {
    await save([
      {
        externalId: 'a',
        title: 'Federal Reserve&#8217;s Jerome Powell warns of <b>inflation</b>',
        text: '<p>WASHINGTON &mdash; Tariffs will raise prices, Mr. Powell said.</p><script>alert(1)</script><p>Canada and Mexico protested.</p>',
        url: 'https://archive.is/newest/https://www.desk.example/2025/06/01/powell?utm_source=rss#top',
        publishedAt: hoursAgo(2),
        language: 'en-US',
      },
    ])
    expect(await run()).toEqual({ classified: 1, noise: 0, errors: 0, exact: 0, near: 0 })
    const [row] = await stored()
    expect(row).toMatchObject({
      title: 'Federal Reserve’s Jerome Powell warns of inflation',
      text: 'WASHINGTON — Tariffs will raise prices, Mr. Powell said.\n\nCanada and Mexico protested.',
      canonicalUrl: 'https://desk.example/2025/06/01/powell',
      publisher: 'desk.example',
      owner: 'desk media',
      publishedAt: hoursAgo(2),
      language: 'en',
      processingStatus: 'classified',
      errorMessage: null,
      attempts: 1,
      duplicateOf: null,
      embeddingStatus: 'pending',
    })
    expect(row?.entities.map((entity) => `${entity.kind} ${entity.name}`)).toEqual(
      expect.arrayContaining(['person Jerome Powell', 'organisation Federal Reserve', 'place Canada', 'place Mexico']),
    )
    expect(row?.geo.map((place) => place.country)).toEqual(expect.arrayContaining(['CA', 'MX', 'US']))
    expect(row?.topics).toEqual(expect.arrayContaining(['economy', 'trade']))
  })

  it('keeps the query’s terms and the places a source names, before those found in the text', async () => {
    const told = { name: 'Dalen', country: 'NO', lat: 59.44, lon: 8 }
    const places = [told, { name: 'Canada', country: 'CA' }]
    await save([
      { externalId: 'p', title: 'Canada and Mexico protested', text: wire, searchTerms: ['rate', 'rate'], places },
    ])
    await run()
    const [row] = await stored()
    expect(row?.searchTermsMatched).toEqual(['rate'])
    expect(row?.geo.slice(0, 2)).toEqual([
      { ...told, confidence: 1 },
      { name: 'Canada', country: 'CA', confidence: 1 },
    ])
    expect(row?.geo.map((place) => place.country)).toEqual(['NO', 'CA', 'MX'])
  })

  it('leaves the same rows when it runs twice', async () => {
    await save([{ externalId: 'a', title: 'A headline about the economy', text: wire }])
    await run()
    const before = await stored()
    expect(await run()).toEqual({ classified: 0, noise: 0, errors: 0, exact: 0, near: 0 })
    expect(await stored()).toEqual(before)
  })

  it('ends one poisoned item in error and finishes the rest of its batch', async () => {
    await database.sql`alter table items add constraint poison check (text <> 'poison pill' or processing_status in ('pending', 'error'))`
    await save([
      { externalId: 'a', title: 'First of the headlines', text: 'One.' },
      { externalId: 'b', title: 'Second of the headlines', text: 'poison pill' },
      { externalId: 'c', title: 'Third of the headlines', text: 'Three.' },
    ])
    expect(await run()).toMatchObject({ classified: 2, errors: 1 })
    await database.sql`alter table items drop constraint poison`
    const rows = await stored()
    expect(rows.map((row) => row.processingStatus)).toEqual(['classified', 'error', 'classified'])
    expect(rows[1]).toMatchObject({ attempts: 1, errorMessage: expect.stringContaining('poison') })
  })

  it('sets entries without a word aside as noise', async () => {
    await save([{ externalId: 'a', title: '', text: '<img src="x.gif">' }])
    expect(await run()).toMatchObject({ classified: 0, noise: 1 })
    expect((await stored())[0]).toMatchObject({ processingStatus: 'noise', errorMessage: 'no words in title or text' })
  })

  it('survives every kind of text', async () => {
    const texts = [
      'Київ під обстрілом, повідомляє мер міста',
      'Folketinget vedtog loven i går, siger statsministeren',
      '🙂🙃 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
      '\u202egnp.exe\u0000',
      'word '.repeat(200_000),
      '<'.repeat(100_000),
      '中国经济增长放缓',
      'مرحبا بالعالم من المدينة',
    ]
    await save(texts.map((text, i) => ({ externalId: String(i), title: '', text })))
    expect(await run()).toMatchObject({ errors: 0 })
    const rows = await stored()
    expect(rows.map((row) => row.language).slice(0, 2)).toEqual(['uk', 'da'])
    expect(rows.every((row) => row.processingStatus === 'classified' || row.processingStatus === 'noise')).toBe(true)
  })

  it('repairs an impossible publication time and keeps the reason', async () => {
    await save([
      { externalId: 'a', title: 'From the future of all things', publishedAt: new Date('2031-01-01T00:00:00Z') },
      {
        externalId: 'b',
        title: 'From the start of all clocks',
        publishedAt: new Date(0),
        url: 'https://x.example/2025/05/20/b',
      },
    ])
    await run()
    const [future, epoch] = await stored()
    expect(future?.publishedAt).toEqual(now)
    expect(future?.enrichmentMetadata.date).toMatchObject({
      problem: 'future',
      from: 'fetched',
      given: '2031-01-01T00:00:00.000Z',
    })
    expect(epoch?.publishedAt).toEqual(new Date('2025-05-20T12:00:00Z'))
    expect(epoch?.enrichmentMetadata.date).toMatchObject({ problem: 'epoch', from: 'url' })
  })

  it('does not overwrite an edit that came while it worked', async () => {
    await save([{ externalId: 'a', title: 'The first version of it', text: 'Old words.' }])
    const [before] = await stored()
    await save([{ externalId: 'a', title: 'The second version of it', text: 'New words.' }])
    await database.db.execute(sql`update items set processing_status = 'classified' where false`)
    await run()
    expect((await stored())[0]).toMatchObject({
      id: before?.id,
      text: 'New words.',
      revision: 1,
      processingStatus: 'classified',
    })
  })

  it('names corrections and retractions in the source’s own words, once, and takes a retraction back with its note', async () => {
    const versions = [
      '<p>Ten people died in the fire.</p>',
      '<p>Two people died in the fire.</p><p><b>Correction:</b> an earlier version said ten had died.</p>',
      '<p>Two people died in the fire, police said.</p><p><b>Correction:</b> an earlier version said ten had died.</p>',
      '<p><i>Retraction (June 2):</i> this report rested on a forged document.</p>',
      '<p>Two people died in the fire, police said again.</p>',
    ]
    const retracted: boolean[] = []
    for (const text of versions) {
      await save([{ externalId: 'a', title: 'Fire in the harbour', text, publishedAt: hoursAgo(3) }])
      await run()
      retracted.push((await stored())[0]?.retractedAt != null)
    }
    expect(retracted).toEqual([false, false, false, true, false])
    const revisions = await database.db
      .select()
      .from(itemRevisions)
      .where(eq(itemRevisions.tenantId, workspace.tenantId))
      .orderBy(asc(itemRevisions.revision))
    expect(revisions.map(({ reason, notice }) => [reason, notice])).toEqual([
      ['corrected', 'Correction: an earlier version said ten had died.'],
      ['edited', null],
      ['retracted', 'Retraction (June 2): this report rested on a forged document.'],
      ['edited', null],
    ])
  })

  it('lists what is pending, oldest arrivals first', async () => {
    await save([
      { externalId: 'a', title: 'One headline here' },
      { externalId: 'b', title: 'Two headlines here' },
    ])
    const pending = (await listPendingItemIds(database.db, now, 10_000)).filter(
      (row) => row.tenantId === workspace.tenantId,
    )
    expect(pending.map((row) => row.id)).toEqual((await stored()).map((row) => row.id))
    await run()
    expect(
      (await listPendingItemIds(database.db, now, 10_000)).filter((row) => row.tenantId === workspace.tenantId),
    ).toEqual([])
  })
})
