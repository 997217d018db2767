import { asc } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { eventShards } from '../../../src/db/schema/index.ts'
import { advanceIdleShards, createEngineCache, groupNextItems, listDueShards } from '../../../src/events/index.ts'
import { useDatabase } from '../../support/database.ts'
import { hours, storeItems } from '../../support/stored-items.ts'

const database = useDatabase()
const now = hours(100)
const dockers = { title: 'Dockers strike halts Vellmar port', at: 0 }
const hafen = { title: 'Hafen von Vellmar steht still', language: 'de', at: 1 }
const english = { tenantId: 'main', language: 'en' }

beforeEach(() => database.sql`truncate items, events, event_items, event_shards, event_lineage cascade`)

const cursors = async () =>
  Object.fromEntries(
    (await database.db.select().from(eventShards).orderBy(asc(eventShards.language))).map((s) => [
      s.language,
      s.cursorSeq,
    ]),
  )

test('a language without items goes along with the others, one with items stays before them', async () => {
  await storeItems(database.db, [dockers, hafen, { title: 'River Osk floods three villages', at: 2 }], 1)
  await groupNextItems(database.db, createEngineCache(), english, 10, now)
  await database.db.insert(eventShards).values({ tenantId: 'main', language: 'fr', cursorSeq: 0, updatedAt: now })
  await advanceIdleShards(database.db, 'main', now)
  expect(await cursors()).toEqual({ de: 0, en: 4, fr: 4 })
  expect(await listDueShards(database.db, 10)).toEqual([{ tenantId: 'main', language: 'de' }])
})

test('an item is found and the idle shards are moved up although a whole look of grouped items lies before it', async () => {
  const [grouped] = await storeItems(database.db, [dockers], 1)
  await groupNextItems(database.db, createEngineCache(), english, 10, now)
  // As if every process had died before it moved the idle shards up, for 25,000 items.
  await database.sql`
    with copies as (
      insert into items (id, tenant_id, seq, source_id, connector, external_id, title, fetched_at, ingested_at, language, processing_status)
      select gen_random_uuid(), tenant_id, seq + n, source_id, connector, external_id || n, title, fetched_at, ingested_at, language, 'classified'
      from items, generate_series(1, 25000) n where id = ${grouped!} returning id, seq)
    insert into event_items (item_id, event_id, seq, tenant_id, score, added_at)
    select copies.id, m.event_id, copies.seq, m.tenant_id, m.score, m.added_at from copies, event_items m where m.item_id = ${grouped!}`
  await database.db.insert(eventShards).values({ tenantId: 'main', language: 'fr', cursorSeq: 0, updatedAt: now })
  await storeItems(database.db, [hafen], 25_002)
  expect(await listDueShards(database.db, 10)).toEqual([{ tenantId: 'main', language: 'de' }])
  await advanceIdleShards(database.db, 'main', now)
  expect(await cursors()).toEqual({ de: 0, en: 25_003, fr: 25_003 })
})
