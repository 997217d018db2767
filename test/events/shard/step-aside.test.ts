import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { items } from '../../../src/db/schema/index.ts'
import { createEngineCache, groupNextItems, listDueShards } from '../../../src/events/index.ts'
import { useDatabase } from '../../support/database.ts'
import { hours, storeItems } from '../../support/stored-items.ts'

const database = useDatabase()
const key = { tenantId: 'main', language: 'en' }
const places = ['Vellmar', 'Osk', 'Tarn', 'Brede', 'Limwick', 'Sorrel', 'Hask', 'Pell', 'Dunmere', 'Korv']
const happenings = ['port strike', 'river flood', 'school fire', 'bridge closure', 'power failure', 'grain auction']

/** `count` reports, of which those at `poisoned` the database will not have in any event. */
async function arrive(count: number, poisoned: readonly number[]) {
  const reports = Array.from({ length: count }, (_, i) => {
    const about = `${places[i % places.length]} ${happenings[i % happenings.length]}`
    const title = `${about} ${poisoned.includes(i) ? 'poison' : 'report'} ${i}`
    return { at: 1 + i / 1_000, owner: `Paper ${i % 7}`, title, text: `${about}: what is known on day ${i}.` }
  })
  await storeItems(database.db, reports, 1)
}

beforeEach(async () => {
  await database.sql`truncate items, events, event_items, event_shards, event_lineage cascade`
  await database.sql.unsafe(`
    create or replace function refuse_poison() returns trigger language plpgsql as $$ begin
      if exists (select from items where id = new.item_id and title like '%poison%') then
        raise exception 'this cannot be grouped';
      end if;
      return new;
    end $$;
    create or replace trigger refuse_poison before insert on event_items for each row execute function refuse_poison()`)
})
afterEach(async () => {
  await database.sql`drop trigger refuse_poison on event_items`
})

/** Groups until nothing is left; answers how many steps that took and what they did. */
async function groupAll() {
  const cache = createEngineCache()
  let [steps, grouped, setAside] = [0, 0, 0]
  for (let more = true; more; steps++) {
    const step = await groupNextItems(database.db, cache, key, 250, hours(10))
    grouped += step.items
    setAside += step.setAside
    more = step.more
  }
  return { steps, grouped, setAside }
}

const failed = async () =>
  (await database.db.select().from(items).where(eq(items.processingStatus, 'error'))).map((row) => [
    row.title,
    row.errorMessage,
  ])

test('one item of 500 that cannot be grouped ends alone in error with the reason', async () => {
  await arrive(500, [317])
  expect(await groupAll()).toMatchObject({ grouped: 499, setAside: 1 })
  expect(await failed()).toEqual([
    [expect.stringContaining('poison 317'), 'grouping: The database refused a statement: this cannot be grouped'],
  ])
  expect(await listDueShards(database.db, 10)).toEqual([])
})

test('several in a row are set aside as well', async () => {
  await arrive(20, [0, 1, 2, 9])
  expect(await groupAll()).toMatchObject({ grouped: 16, setAside: 4 })
  expect(await failed()).toHaveLength(4)
})

test('a fault that is not an item’s is thrown, and no item is blamed for it', async () => {
  const all = Array.from({ length: 30 }, (_, i) => i)
  await arrive(30, all)
  await expect(groupAll()).rejects.toThrow()
  expect(await failed()).toEqual([])
  const [row] = await database.db.execute<{ n: number }>(sql`select count(*)::int as n from event_items`)
  expect(row?.n).toBe(0)
})
