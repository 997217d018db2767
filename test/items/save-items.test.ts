import { asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../src/db/id.ts'
import { itemIdentities, itemRevisions, items, sources, tenants } from '../../src/db/schema/index.ts'
import { NotFoundError } from '../../src/errors.ts'
import { type NewItemInput, saveEntries, saveItems } from '../../src/items/index.ts'
import { useDatabase } from '../support/database.ts'

const database = useDatabase()
const now = new Date('2026-11-22T08:00:00Z')
const later = new Date('2026-11-22T09:00:00Z')

describe('saving entries', () => {
  let tenantId: string
  let sourceId: string
  beforeEach(async () => {
    tenantId = `t-${newId(now)}`
    sourceId = newId(now)
    await database.db.insert(tenants).values({ id: tenantId, name: tenantId })
    await database.db
      .insert(sources)
      .values({ id: sourceId, tenantId, connector: 'push', name: 'Desk', createdAt: now, updatedAt: now })
  })
  const save = (entries: NewItemInput[], at = now) => saveItems(database.db, { tenantId, sourceId, entries, now: at })
  const stored = () => database.db.select().from(items).where(eq(items.tenantId, tenantId)).orderBy(asc(items.seq))
  const entry = (externalId: string, text = `Text of ${externalId}`): NewItemInput => ({
    externalId,
    title: externalId,
    text,
  })

  it('gives new entries ids and consecutive arrival numbers in the order given', async () => {
    const saved = await save([entry('a'), entry('b'), entry('c')])
    const rows = await stored()
    expect(saved).toMatchObject({ inserted: 3, revised: 0, unchanged: 0, rejected: [] })
    expect(rows.map((row) => [row.externalId, row.seq, row.id])).toEqual([
      ['a', 1, saved.ids[0]],
      ['b', 2, saved.ids[1]],
      ['c', 3, saved.ids[2]],
    ])
  })

  it('leaves the same rows when the same entries are saved again', async () => {
    const first = await save([entry('a'), entry('b')])
    const before = await stored()
    const again = await save([entry('b'), entry('a')], later)
    expect(again).toMatchObject({ inserted: 0, revised: 0, unchanged: 2, ids: [first.ids[1], first.ids[0]] })
    expect(await stored()).toEqual(before)
  })

  it('stores an external id once when it comes twice in one batch, as last updated', async () => {
    const saved = await save([
      { ...entry('a', 'new'), updatedAt: later },
      { ...entry('a', 'old'), updatedAt: now },
      entry('b', 'first'),
      entry('b', 'second'),
    ])
    expect(saved.inserted).toBe(2)
    expect(saved.ids[0]).toBe(saved.ids[1])
    expect((await stored()).map((row) => row.text)).toEqual(['new', 'second'])
  })

  it('keeps the earlier text of an edited entry, its id and its place in the order', async () => {
    await save([entry('a', 'It is so.'), entry('b')])
    await database.db.update(items).set({ processingStatus: 'classified' }).where(eq(items.tenantId, tenantId))
    const edited = await save([entry('a', 'It is not so.')], later)
    expect(edited).toMatchObject({ inserted: 0, revised: 1, unchanged: 0 })
    const [row] = await stored()
    expect(row).toMatchObject({
      id: edited.ids[0],
      seq: 1,
      text: 'It is not so.',
      processingStatus: 'pending',
      revision: 1,
      revisedAt: later,
    })
    const revisions = await database.db.select().from(itemRevisions).where(eq(itemRevisions.tenantId, tenantId))
    expect(revisions).toMatchObject([
      { itemId: row?.id, revision: 0, text: 'It is so.', reason: 'edited', replacedAt: later },
    ])
  })

  it('does not take changed markup or spacing for an edit', async () => {
    await save([entry('a', '<p>One  two</p>')])
    expect(await save([entry('a', '<div class="x">One two</div>\n')], later)).toMatchObject({
      revised: 0,
      unchanged: 1,
    })
  })

  it('reports entries it cannot store and saves the others', async () => {
    const saved = await save([
      entry('a'),
      { externalId: '', text: 'x' },
      { ...entry('c'), title: 'x'.repeat(10_001) },
      entry('d'),
    ])
    expect(saved.inserted).toBe(2)
    expect(saved.ids.map((id) => id !== null)).toEqual([true, false, false, true])
    expect(saved.rejected.map(({ index, problems }) => [index, problems[0]?.field])).toEqual([
      [1, 'externalId'],
      [2, 'title'],
    ])
  })

  it('stores what the database would refuse: NUL, lone surrogates, impossible times', async () => {
    const saved = await save([
      {
        externalId: 'a\u0000b',
        title: 'lone \ud800 surrogate',
        text: 'nul \u0000 here',
        publishedAt: new Date(-8.64e15),
        raw: { 'k\u0000': ['v\u0000', '\udc00', new Date(Number.NaN)] },
        metadata: { deep: { value: '\u0000' } },
      },
    ])
    expect(saved.inserted).toBe(1)
    const [row] = await stored()
    expect(row).toMatchObject({
      externalId: 'ab',
      title: 'lone \ufffd surrogate',
      text: 'nul  here',
      publishedAt: null,
    })
    expect(row?.raw).toEqual({ k: ['v', '\ufffd', null] })
  })

  it('takes ids that differ only in what cannot be stored for one', async () => {
    const saved = await save([entry('a\u0000b', 'one'), entry('ab', 'two'), entry('\u0000', 'three')])
    expect(saved).toMatchObject({ inserted: 1, rejected: [{ index: 2 }] })
    expect(saved.ids[0]).toBe(saved.ids[1])
  })

  it('numbers entries of several sources in the order given and refuses unknown sources', async () => {
    const other = newId(now)
    await database.db
      .insert(sources)
      .values({ id: other, tenantId, connector: 'rss', name: 'Other', createdAt: now, updatedAt: now })
    const entries = [sourceId, other, sourceId].map((id, i) => ({
      sourceId: id,
      entry: entry(i === 1 ? '0' : String(i)),
    }))
    await saveEntries(database.db, { tenantId, entries, now })
    expect((await stored()).map((row) => [row.sourceId, row.externalId, row.connector])).toEqual([
      [sourceId, '0', 'push'],
      [other, '0', 'rss'],
      [sourceId, '2', 'push'],
    ])
    const stranger = { sourceId: newId(now), entry: entry('x') }
    await expect(saveEntries(database.db, { tenantId, entries: [stranger], now })).rejects.toThrow(NotFoundError)
  })

  it('does not bring back content that was deleted', async () => {
    const saved = await save([entry('a'), entry('b')])
    await database.db.delete(items).where(eq(items.id, saved.ids[0]!))
    await database.db.update(itemIdentities).set({ deletedAt: now }).where(eq(itemIdentities.itemId, saved.ids[1]!))
    const again = await save([entry('a', 'changed'), entry('b', 'changed')], later)
    expect(again).toMatchObject({ inserted: 0, revised: 0, unchanged: 2 })
    expect(again.ids[1]).toBeNull()
    expect((await stored()).map((row) => row.text)).toEqual(['Text of b'])
  })

  it('numbers arrivals without gaps or doubles when many save at once', async () => {
    const batches = Array.from({ length: 8 }, (_, i) => Array.from({ length: 25 }, (_, j) => entry(`${i % 4}-${j}`)))
    await Promise.all(batches.map((batch) => save(batch)))
    expect((await stored()).map((row) => row.seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  })

  it('updates engagement without calling it a revision', async () => {
    await save([{ ...entry('a'), engagement: { likes: 1 } }])
    const saved = await save([{ ...entry('a'), engagement: { likes: 5, views: 100 } }], later)
    expect(saved).toMatchObject({ revised: 0, unchanged: 1 })
    expect((await stored())[0]).toMatchObject({
      likes: 5,
      views: 100,
      shares: null,
      revision: 0,
      processingStatus: 'pending',
    })
  })

  it('stores a thousand entries in a call', async () => {
    const saved = await save(Array.from({ length: 1_000 }, (_, i) => entry(String(i), 'word '.repeat(100))))
    expect(saved.inserted).toBe(1_000)
    expect(await stored()).toHaveLength(1_000)
  })
})
