import { asc, eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { clusterEvents } from '../../jobs/cluster-events.ts'
import { eventShards, events, items } from '../../src/db/schema/index.ts'
import { useDatabase } from '../support/database.ts'
import { hours, storeItems } from '../support/stored-items.ts'
import { port, stream, useClustering } from './clustering.ts'

const database = useDatabase()
const { run, partition, rowsOf } = useClustering(database)

describe('cluster-events', () => {
  test('groups reports of one happening and keeps others and other languages apart', async () => {
    await storeItems(database.db, stream, 1)
    expect(await clusterEvents.due({ db: database.db, now: hours(10) })).toEqual(
      expect.arrayContaining([
        { tenantId: 'main', language: 'en' },
        { tenantId: 'main', language: 'de' },
      ]),
    )
    await run()
    await run(database.db, 'de')
    expect((await partition()).map((titles) => titles.length)).toEqual([3, 2, 1])
    expect(await clusterEvents.due({ db: database.db, now: hours(10) })).toEqual([])
  })

  test('describes an event from its items', async () => {
    await storeItems(database.db, stream, 1)
    await run()
    const [strike] = await database.db.select().from(events).where(eq(events.itemCount, 3))
    expect(port.map((item) => item.title)).toContain(strike?.headline)
    expect(strike).toMatchObject({
      independentSourceCount: 3,
      sourceCount: 3,
      epistemicState: 'confirmed',
      activityState: 'active',
      firstSeenAt: hours(1),
      lastUpdatedAt: hours(3),
    })
    const summary = strike?.facts.summary ?? []
    expect(summary.length).toBeGreaterThan(0)
    for (const { itemId, sentence } of summary) {
      const [item] = await database.db.select({ text: items.text }).from(items).where(eq(items.id, itemId))
      expect(item?.text).toContain(sentence)
    }
    expect(strike?.keywords).toContain('vellmar')
    const found =
      await database.sql`select headline from events where fts @@ websearch_to_tsquery('english', 'docker strikes')`
    expect(found).toHaveLength(1)
  })

  test('running twice leaves the same rows', async () => {
    await storeItems(database.db, stream, 1)
    await run()
    const once = await rowsOf()
    const second = await run()
    expect(await rowsOf()).toEqual(once)
    expect(second.counts).toMatchObject({ items: 0, opened: 0, events: 0 })
  })

  test('forwards what the tables say is unscored and without a vector', async () => {
    await storeItems(database.db, stream, 1)
    const { next } = await run()
    const ids = (await database.db.select({ id: events.id }).from(events).orderBy(asc(events.id))).map((row) => row.id)
    expect(next?.map(({ job, payload }) => [job.name, payload])).toEqual([
      ['score-trends', { tenantId: 'main', eventIds: ids }],
      ['embed', { tenantId: 'main', kind: 'event', ids }],
    ])
  })

  test('stops before the first item that is not normalised yet, and goes on once it is', async () => {
    await storeItems(
      database.db,
      stream.map((item, i) => (i === 2 ? { ...item, status: 'pending' as const } : item)),
      1,
    )
    await run()
    expect((await rowsOf()).items.map((row) => row.seq)).toEqual([1, 2])
    await database.db.update(items).set({ processingStatus: 'classified' }).where(eq(items.seq, 3))
    await run()
    expect((await rowsOf()).items.map((row) => row.seq)).toEqual([1, 2, 3, 4, 6])
  })

  test('a language first met behind another one is still due when that one is far ahead', async () => {
    await storeItems(database.db, stream, 1)
    await run()
    await database.sql`update event_shards set cursor_seq = 30000 where language = 'en'`
    await database.sql`update tenants set item_seq = 30000 where id = 'main'`
    expect(await clusterEvents.due({ db: database.db, now: hours(10) })).toEqual([{ tenantId: 'main', language: 'de' }])
  })

  test('copies are listed but count once for corroboration', async () => {
    const [first] = await storeItems(database.db, [port[0]!], 1)
    await storeItems(database.db, [{ ...port[0]!, at: 1.5, owner: 'Copycat', duplicateOf: first! }, port[1]!], 2)
    await run()
    expect((await rowsOf()).events).toMatchObject([
      { itemCount: 3, sourceCount: 3, independentSourceCount: 2, epistemicState: 'emerging' },
    ])
  })

  test('two runs at once group every item once', async () => {
    await storeItems(database.db, stream, 1)
    await Promise.all([run(), run(), run()])
    expect((await rowsOf()).items.map((row) => row.seq)).toEqual([1, 2, 3, 4, 6])
    const [shard] = await database.db.select().from(eventShards).where(eq(eventShards.language, 'en'))
    expect(shard?.cursorSeq).toBeGreaterThanOrEqual(6)
  })

  test('an item without a language, a title or a text is grouped without complaint', async () => {
    await storeItems(
      database.db,
      [
        { at: 1, title: '', language: null },
        { at: 2, title: '🤷', text: ' ', language: null },
      ],
      1,
    )
    await run(database.db, 'und')
    expect((await rowsOf()).items).toHaveLength(2)
  })

  test('another tenant sees nothing of it', async () => {
    await storeItems(database.db, stream, 1)
    await storeItems(database.db, stream, 1, 'other')
    await run()
    const [row] = await database.db
      .select({ count: sql<number>`count(*)::int` })
      .from(events)
      .where(eq(events.tenantId, 'other'))
    expect(row?.count).toBe(0)
  })
})
