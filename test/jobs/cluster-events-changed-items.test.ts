import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { clusterEvents } from '../../jobs/cluster-events.ts'
import { items, sources } from '../../src/db/schema/index.ts'
import { deleteItems, normalizeItems, saveItems } from '../../src/items/index.ts'
import { useDatabase } from '../support/database.ts'
import { hours, type StoredItem, sourceId, storeItems } from '../support/stored-items.ts'
import { flood, port, stream, useClustering } from './clustering.ts'

const database = useDatabase()
const { run, partition, rowsOf } = useClustering(database)

describe('cluster-events, of items that changed after they were placed', () => {
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
      await normalizeItems(database.db, { tenantId: 'main', itemIds, now: new Date(), lockMs: 30_000 })
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
})
