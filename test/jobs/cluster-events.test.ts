import { asc, eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { clusterEvents } from '../../jobs/cluster-events.ts'
import type { Db } from '../../src/db/client.ts'
import { eventItems, eventShards, events, items, sources } from '../../src/db/schema/index.ts'
import { deleteItems, normalizeItems, saveItems } from '../../src/items/index.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { useDatabase } from '../support/database.ts'
import { hours, type StoredItem, sourceId, storeItems } from '../support/stored-items.ts'

const database = useDatabase()

const port: StoredItem[] = [
  {
    at: 1,
    owner: 'Harbour Post',
    title: 'Dockers at Vellmar port walk out over night shift pay',
    text: 'Dockers at the port of Vellmar walked out on Monday in a dispute over night shift pay. Some 400 workers joined the strike.',
  },
  {
    at: 2,
    owner: 'Coast Radio',
    title: 'Vellmar port strike: dockers stop work over pay',
    text: 'Work stopped at Vellmar port as dockers went on strike over pay for night shifts. The union said 450 workers took part.',
  },
  {
    at: 3,
    owner: 'North Wire',
    title: 'Strike halts Vellmar port as dockers demand higher night pay',
    text: 'A strike by dockers halted the port of Vellmar. They demand higher pay for night shifts.',
  },
]
const flood: StoredItem[] = [
  {
    at: 2.5,
    owner: 'Harbour Post',
    title: 'River Osk floods three villages after heavy rain',
    text: 'The river Osk burst its banks on Monday and flooded three villages after two days of heavy rain.',
  },
  {
    at: 4,
    owner: 'North Wire',
    title: 'Villages evacuated as river Osk bursts its banks',
    text: 'Three villages were evacuated after the river Osk burst its banks following heavy rain.',
  },
]
const german: StoredItem[] = [
  {
    at: 3.5,
    owner: 'Küstenbote',
    language: 'de',
    title: 'Streik im Hafen Vellmar: Hafenarbeiter fordern mehr Lohn',
    text: 'Im Hafen Vellmar streiken die Hafenarbeiter für mehr Lohn in der Nachtschicht.',
  },
]
const stream = [...port, ...flood, ...german].sort((a, b) => a.at - b.at)

async function run(db: Db = database.db, language = 'en', tenantId = 'main') {
  const context = { db, now: hours(10), jobId: 'test', attempt: 1, signal: new AbortController().signal }
  return await clusterEvents.process({ tenantId, language }, context as unknown as JobContext)
}

/** Headlines of each event's items: the partition, whatever the ids. */
async function partition(): Promise<string[][]> {
  const rows = await database.db
    .select({ event: eventItems.eventId, title: items.title })
    .from(eventItems)
    .innerJoin(items, eq(items.id, eventItems.itemId))
    .orderBy(asc(eventItems.seq))
  const groups = new Map<string, string[]>()
  for (const { event, title } of rows) groups.set(event, [...(groups.get(event) ?? []), title])
  return [...groups.values()].sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
}

async function rowsOf() {
  return {
    events: await database.db.select().from(events).orderBy(asc(events.id)),
    items: await database.db.select().from(eventItems).orderBy(asc(eventItems.seq)),
  }
}

beforeEach(async () => {
  await database.sql`truncate items, events, event_items, event_shards, event_lineage cascade`
})

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

  test('takes in an item that was cured of an error after the shard had gone past it', async () => {
    await storeItems(
      database.db,
      stream.map((item, i) => (i === 1 ? { ...item, status: 'error' as const } : item)),
      1,
    )
    await run()
    await run(database.db, 'de')
    await database.db.update(items).set({ processingStatus: 'classified', regroupDue: true }).where(eq(items.seq, 2))
    expect(await clusterEvents.due({ db: database.db, now: hours(10) })).toEqual([{ tenantId: 'main', language: 'en' }])
    await run()
    expect((await partition()).map((titles) => titles.length)).toEqual([3, 2, 1])
    expect(await clusterEvents.due({ db: database.db, now: hours(10) })).toEqual([])
  })

  test('an edited item gives its event a new description and version', async () => {
    await storeItems(database.db, [flood[0]!], 1)
    await run()
    const [before] = (await rowsOf()).events
    await database.db
      .update(items)
      .set({ title: 'River Osk floods five villages after heavy rain', revisedAt: hours(20), regroupDue: true })
      .where(eq(items.seq, 1))
    await run()
    const [after] = (await rowsOf()).events
    expect(after).toMatchObject({
      id: before?.id,
      headline: 'River Osk floods five villages after heavy rain',
      version: 2,
    })
  })

  test('an event is retracted once every report of it is withdrawn', async () => {
    await storeItems(database.db, [flood[0]!], 1)
    await run()
    await database.db
      .update(items)
      .set({ deletedAt: hours(20), regroupDue: true })
      .where(eq(items.seq, 1))
    await run()
    expect((await rowsOf()).events[0]?.epistemicState).toBe('retracted')
  })

  describe('of an item that 25,000 others have come after', () => {
    const later = hours(20)
    const sourceOf = async () => {
      await database.db
        .insert(sources)
        .values({ id: sourceId, tenantId: 'main', connector: 'push', name: 'Desk', createdAt: later, updatedAt: later })
        .onConflictDoNothing()
    }
    const entry = (item: StoredItem, externalId: string) => ({
      externalId,
      title: item.title,
      text: item.text,
      publisher: item.owner,
      language: 'en',
      publishedAt: hours(item.at),
    })
    const save = async (...entries: ReturnType<typeof entry>[]) =>
      (await saveItems(database.db, { tenantId: 'main', sourceId, entries, now: later })).ids
    const finish = async () => {
      const itemIds = (await database.db.select({ id: items.id }).from(items)).map((row) => row.id)
      await normalizeItems(database.db, { tenantId: 'main', itemIds, now: new Date() })
    }
    const passBy = async () => {
      await database.sql`update tenants set item_seq = item_seq + 25000 where id = 'main'`
      await database.sql`update event_shards set cursor_seq = cursor_seq + 25000 where tenant_id = 'main'`
      // closed long since: its newest item lies a year back
      await database.sql`update items set published_at = published_at - interval '1 year'`
      await database.sql`update events set last_updated_at = last_updated_at - interval '1 year', scored_version = version`
    }
    const due = () => clusterEvents.due({ db: database.db, now: later })
    const marked = async () => (await database.sql`select id from items where regroup_due`).length
    const shard = { tenantId: 'main', language: 'en' }

    beforeEach(async () => {
      await database.sql`truncate item_identities, item_revisions`
      await sourceOf()
    })

    test('an edit gives its event a new headline, a new version and a new score', async () => {
      const [id] = await save(entry(flood[0]!, 'osk'))
      await finish()
      await run()
      await passBy()
      expect(await due()).toEqual([])
      await save(entry({ ...flood[0]!, title: 'River Osk floods five villages after heavy rain' }, 'osk'))
      // not before the new text is clean
      expect(await due()).toEqual([])
      await finish()
      expect(await due()).toEqual([shard])
      const { next } = await run()
      const after = await rowsOf()
      expect(after.events).toMatchObject([
        { primaryItemId: id, headline: 'River Osk floods five villages after heavy rain', version: 2, itemCount: 1 },
      ])
      expect(next?.find(({ job }) => job.name === 'score-trends')?.payload).toEqual({
        tenantId: 'main',
        eventIds: [after.events[0]!.id],
      })
      expect([await due(), await marked()]).toEqual([[], 0])
      await run()
      expect(await rowsOf()).toEqual(after)
    })

    test('a deletion withdraws its event', async () => {
      await save(entry(flood[0]!, 'osk'))
      await finish()
      await run()
      await passBy()
      await deleteItems(database.db, { tenantId: 'main', sourceId, externalIds: ['osk'], now: later })
      expect(await due()).toEqual([shard])
      await run()
      expect((await rowsOf()).events).toMatchObject([{ epistemicState: 'retracted', version: 2 }])
      expect([await due(), await marked()]).toEqual([[], 0])
    })

    test('a cure after an error brings it into an event', async () => {
      const [, second] = await save(entry(port[0]!, 'first'), entry(flood[0]!, 'second'))
      await database.sql`update items set processing_status = 'error' where id = ${second!}`
      await finish()
      await run()
      await passBy()
      expect((await rowsOf()).items.map((row) => row.seq)).toHaveLength(1)
      await database.sql`update items set processing_status = 'pending' where id = ${second!}`
      await finish()
      expect(await due()).toEqual([shard])
      await run()
      const after = await rowsOf()
      expect(after.items.map((row) => row.itemId)).toContain(second)
      expect([await due(), await marked()]).toEqual([[], 0])
      await run()
      expect(await rowsOf()).toEqual(after)
    })

    test('an edit into another language leaves it in its event and that event in its shard', async () => {
      await save(entry(flood[0]!, 'osk'))
      await finish()
      await run()
      await passBy()
      await database.sql`update items set language = 'de', regroup_due = true, revision = revision + 1`
      expect(await due()).toEqual([shard])
      await run()
      await run(database.db, 'de')
      expect((await rowsOf()).events).toMatchObject([{ language: 'en', version: 2 }])
      expect((await rowsOf()).items).toHaveLength(1)
      expect([await due(), await marked()]).toEqual([[], 0])
    })
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
