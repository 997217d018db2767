import { asc, eq, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventLineage, events, items } from '../../src/db/schema/index.ts'
import {
  createEngineCache,
  groupNextItems,
  listEvents,
  refreshEventMomentum,
  removeItemsFromEvents,
} from '../../src/events/index.ts'
import { saveLineage } from '../../src/events/save/save-lineage.ts'
import { useDatabase } from '../support/database.ts'
import { hours, storeItems } from '../support/stored-items.ts'

const database = useDatabase()
const key = { tenantId: 'main', language: 'en' }

const subjects = [
  'Dockers walk out at the Vellmar container terminal over night pay',
  'River Osk floods villages after two days of heavy rain',
  'Fire destroys primary school gymnasium, nobody hurt',
  'Central bank cuts key interest rate to 2.5 percent',
  'Ferry Aurora collides with cargo ship in thick fog',
  'Election commission orders recount of Brandt mayoral ballot',
]

beforeAll(async () => {
  const rows = subjects.flatMap((subject, i) =>
    Array.from({ length: i + 1 }, (_, n) => ({
      at: i * 10 + n * 0.5,
      owner: i < 3 ? 'Loud Press' : `Owner ${n}`,
      title: subject,
      text: `${subject}.`,
    })),
  )
  await storeItems(database.db, rows, 1)
  await database.db
    .update(items)
    .set({ topics: ['disaster'], geo: [{ name: 'Vellmar', country: 'DE', confidence: 1 }] })
    .where(sql`${items.title} like 'River Osk%'`)
  while ((await groupNextItems(database.db, createEngineCache(), key, 4, hours(60))).items > 0);
})

const all = { sort: 'rank', limit: 50 } as const

describe('momentum and ranking in the database', () => {
  test('gives every event a state, a score and a place, and twice the same', async () => {
    await refreshEventMomentum(database.db, { tenantId: 'main', now: hours(56) })
    const once = await database.db.select().from(events).orderBy(asc(events.rank))
    expect(once.map((event) => event.rank)).toEqual(once.map((_, i) => i + 1))
    await refreshEventMomentum(database.db, { tenantId: 'main', now: hours(56) })
    expect(await database.db.select().from(events).orderBy(asc(events.rank))).toEqual(once)
    const [kept] = await database.sql`select count(*)::int as places from event_rankings`
    expect(kept?.places).toBe(once.length)
  })

  test('no owner leads more than two of the first five', async () => {
    const top = await listEvents(database.db, 'main', { ...all, limit: 5 })
    const led = await Promise.all(
      top.map(async ({ id }) => {
        const rows =
          await database.sql`select distinct i.owner from event_items m join items i on i.id = m.item_id where m.event_id = ${id}`
        return rows.length === 1 && rows[0]?.owner === 'Loud Press'
      }),
    )
    expect(led.filter(Boolean).length).toBeLessThanOrEqual(2)
  })

  test('events without news go to rest and end', async () => {
    await refreshEventMomentum(database.db, { tenantId: 'main', now: hours(10 * 24) })
    const states = await database.db
      .select({ activity: events.activityState, momentum: events.momentumState, rank: events.rank })
      .from(events)
    expect(new Set(states.map((row) => `${row.activity} ${row.momentum} ${row.rank}`))).toEqual(
      new Set(['closed dead null']),
    )
    await refreshEventMomentum(database.db, { tenantId: 'main', now: hours(56) })
  })
})

describe('listing', () => {
  test('pages through everything once, by rank and by time', async () => {
    for (const sort of ['rank', 'recent'] as const) {
      const whole = await listEvents(database.db, 'main', { ...all, sort })
      const paged: string[] = []
      for (let after: (typeof whole)[number] | undefined; ; ) {
        const page = await listEvents(database.db, 'main', { sort, limit: 2, after })
        paged.push(...page.map((event) => event.id))
        if (page.length < 2) break
        after = page.at(-1)
      }
      expect(paged).toEqual(whole.map((event) => event.id))
      expect(whole.length).toBeGreaterThanOrEqual(subjects.length)
    }
  })

  test('filters by words, category, country, place, language and time', async () => {
    const list = async (filter: object) =>
      (await listEvents(database.db, 'main', { ...all, ...filter })).map((event) => event.headline)
    expect(await list({ words: 'flooding rivers' })).toEqual([expect.stringContaining('River Osk')])
    expect(await list({ category: 'disaster' })).toEqual(await list({ words: 'floods' }))
    expect(await list({ country: 'de' })).toEqual(await list({ words: 'floods' }))
    expect(await list({ place: 'vellm' })).toEqual(await list({ words: 'floods' }))
    expect(await list({ language: 'uk' })).toEqual([])
    expect(await list({ from: hours(50) })).toEqual([expect.stringContaining('recount')])
    expect(await list({ to: hours(1) })).toEqual([expect.stringContaining('Dockers')])
    expect(await listEvents(database.db, 'other', all)).toEqual([])
  })
})

describe('taking items out', () => {
  test('an event left without items is gone, one that keeps some says what is left', async () => {
    const before = await listEvents(database.db, 'main', all)
    const flood = before.find((event) => event.headline.startsWith('River Osk'))!
    const [first] = await database.db
      .select({ id: items.id })
      .from(items)
      .where(sql`${items.title} like 'River Osk%'`)
      .orderBy(asc(items.seq))
      .limit(1)
    const [other] = await database.db.select().from(events).where(sql`${events.headline} like 'Ferry%'`)
    const link = { tenantId: 'main', kind: 'link' as const, fromEventId: other!.id, toEventId: other!.id, itemIds: [] }
    const why = { actor: 'test', reason: 'told in two languages', at: hours(60) }
    await saveLineage(database.db, [
      { ...link, ...why },
      { ...link, ...why, toEventId: flood.id },
    ])
    const { changed } = await database.db.transaction((tx) =>
      removeItemsFromEvents(tx, { tenantId: 'main', itemIds: [first!.id], now: hours(60) }),
    )
    expect(changed).toEqual([flood.id])
    const [left] = await database.db.select().from(events).where(eq(events.id, flood.id))
    expect(left).toMatchObject({ itemCount: flood.itemCount - 1, version: flood.version + 1 })
    const rest = await database.db.select({ id: items.id }).from(items).where(sql`${items.title} like 'River Osk%'`)
    const { removed } = await database.db.transaction((tx) =>
      removeItemsFromEvents(tx, { tenantId: 'main', itemIds: rest.map((row) => row.id), now: hours(60) }),
    )
    expect(removed).toEqual([flood.id])
    // What links other events concerns no item.
    const links = await database.db.select().from(eventLineage).where(eq(eventLineage.kind, 'link'))
    expect(links.map(({ toEventId }) => toEventId)).toEqual([other!.id])
  })
})
