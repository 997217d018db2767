import { and, asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { clusterEvents } from '../../../jobs/cluster-events.ts'
import { newId } from '../../../src/db/id.ts'
import { eventItems, eventLineage, events, itemRevisions, items } from '../../../src/db/schema/index.ts'
import {
  createEngineCache,
  groupNextItems,
  moveItems,
  redescribeChangedItems,
  undoChange,
} from '../../../src/events/index.ts'
import type { JobContext } from '../../../src/queue/job.ts'
import { useDatabase } from '../../support/database.ts'
import { hours, type StoredItem, storeItems } from '../../support/stored-items.ts'

const database = useDatabase()
const shard = { tenantId: 'main', language: 'en' }

const stories = [
  'Dockers strike halts Vellmar port over night shift pay',
  'River Osk floods three villages after heavy rain',
  'Central bank cuts key interest rate to 2.5 percent',
  'Ferry Aurora collides with cargo ship in thick fog',
]
const report = (story: number, at: number, owner: string): StoredItem => ({
  at,
  owner,
  title: stories[story % stories.length]!,
  text: `${stories[story % stories.length]}. ${owner} has more.`,
})
const stream = Array.from({ length: 24 }, (_, i) => report((i * 7) % 5, i, `owner ${i % 6}`))

const clear = () =>
  database.sql`truncate items, item_revisions, events, event_items, event_shards, event_lineage cascade`

/** Arrival numbers of each event's items and what the event says, whatever its id. */
async function told() {
  const rows = await database.db
    .select({
      seq: eventItems.seq,
      score: eventItems.score,
      headline: events.headline,
      id: events.id,
      state: events.epistemicState,
    })
    .from(eventItems)
    .innerJoin(events, eq(events.id, eventItems.eventId))
    .orderBy(asc(eventItems.seq))
  const first = new Map<string, number>()
  return rows.map(({ id, ...row }) => {
    if (!first.has(id)) first.set(id, row.seq)
    return { ...row, event: first.get(id) }
  })
}

beforeEach(clear)

test('batches of any size, a shard that moves between workers and attempts that fail give the same events', async () => {
  await storeItems(database.db, stream, 1)
  while ((await groupNextItems(database.db, createEngineCache(), shard, 1, hours(40))).items > 0);
  const oneByOne = await told()
  expect(new Set(oneByOne.map((row) => row.event)).size).toBeGreaterThan(3)
  const step = fc.record({ size: fc.integer({ min: 1, max: 9 }), worker: fc.nat(1), fails: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 30 }), async (steps) => {
      await clear()
      await storeItems(database.db, stream, 1)
      const workers = [createEngineCache(), createEngineCache()]
      for (const { size, worker, fails } of steps) {
        const run = database.db.transaction(async (tx) => {
          await groupNextItems(fails ? tx : database.db, workers[worker]!, shard, size, hours(40))
          if (fails) throw new Error('the worker died before its commit')
        })
        await run.catch((error: Error) => expect(error.message).toMatch(/died/))
      }
      while ((await groupNextItems(database.db, workers[0]!, shard, 5, hours(40))).items > 0);
      expect(await told()).toEqual(oneByOne)
    }),
    { numRuns: 4 },
  )
})

describe('an edited item', () => {
  let ids: string[]
  const rewrite = async (seq: number, title: string, text = title) => {
    const [old] = await database.db.select().from(items).where(eq(items.seq, seq))
    const revision = {
      id: newId(hours(30)),
      tenantId: 'main',
      itemId: old!.id,
      revision: old!.revision,
      reason: 'edited' as const,
    }
    await database.db
      .insert(itemRevisions)
      .values({ ...revision, title: old!.title, text: old!.text, replacedAt: hours(30) })
    await database.db
      .update(items)
      .set({ title, text, revision: old!.revision + 1, regroupDue: true })
      .where(eq(items.seq, seq))
  }
  const redescribe = () => redescribeChangedItems(database.db, shard, 100, hours(31))
  const eventOf = async (seq: number) =>
    (await database.db.select().from(eventItems).where(eq(eventItems.seq, seq)))[0]!.eventId

  beforeEach(async () => {
    ids = await storeItems(
      database.db,
      [0, 0, 0, 1, 1].map((story, i) => report(story, i, `owner ${i}`)),
      1,
    )
    await groupNextItems(database.db, createEngineCache(), shard, 100, hours(10))
  })

  test('moves to the event it now reports, and the lineage says so', async () => {
    const [port, flood] = [await eventOf(1), await eventOf(4)]
    await rewrite(3, stories[1]!, `${stories[1]}. Owner 2 corrects.`)
    expect((await redescribe()).eventIds).toEqual([port, flood].sort())
    expect(await eventOf(3)).toBe(flood)
    const rows = await database.db.select().from(events).orderBy(asc(events.firstSeenAt))
    expect(rows.map((row) => [row.id, row.itemCount, row.version])).toEqual([
      [port, 2, 2],
      [flood, 3, 2],
    ])
    expect(await database.db.select().from(eventLineage)).toMatchObject([
      { kind: 'move', fromEventId: port, toEventId: flood, itemIds: [ids[2]], actor: 'cluster-events' },
    ])
    expect((await redescribe()).eventIds).toEqual([])
    const [change] = await database.db.select().from(eventLineage)
    const by = { tenantId: 'main', actor: 'Ida', reason: 'a slip of the pen', now: hours(32) }
    await undoChange(database.db, { ...by, lineageId: change!.id })
    expect(await eventOf(3)).toBe(port)
    await rewrite(3, `${stories[1]} again`)
    await redescribe()
    expect(await eventOf(3)).toBe(port)
  })

  test('opens an event of its own when it reports something new, or joins and leaves its own event behind', async () => {
    const port = await eventOf(1)
    await rewrite(3, stories[3]!, `${stories[3]}. Twelve people were rescued.`)
    await redescribe()
    const own = await eventOf(3)
    expect([port, await eventOf(4)]).not.toContain(own)
    await rewrite(3, stories[1]!, `${stories[1]}. Owner 2 again.`)
    await redescribe()
    expect(await eventOf(3)).toBe(await eventOf(4))
    const [left] = await database.db.select().from(events).where(eq(events.id, own))
    expect(left).toMatchObject({ mergedInto: await eventOf(4) })
  })

  test('stays where it is when only its wording changed, and where a person put it', async () => {
    const port = await eventOf(1)
    await rewrite(2, `${stories[0]}, union says`, `${stories[0]}. owner 1 has more today.`)
    await redescribe()
    expect(await eventOf(2)).toBe(port)
    await moveItems(database.db, {
      tenantId: 'main',
      actor: 'Ida',
      reason: 'the same storm',
      now: hours(20),
      eventId: await eventOf(4),
      itemIds: [ids[4]!],
      to: port,
    })
    await rewrite(5, stories[1]!, 'The river Osk is back in its bed; villagers return.')
    await redescribe()
    expect(await eventOf(5)).toBe(port)
    expect(await database.db.select().from(eventLineage).where(eq(eventLineage.actor, 'cluster-events'))).toEqual([])
  })

  test('is placed the same whether edits are found together or one by one', async () => {
    await rewrite(2, stories[1]!, `${stories[1]}. Owner 1 corrects.`)
    await rewrite(5, stories[0]!, `${stories[0]}. Owner 4 corrects.`)
    await redescribeChangedItems(database.db, shard, 1, hours(31))
    await redescribeChangedItems(database.db, shard, 1, hours(31))
    const apart = await told()
    await database.sql`update items set title = r.title, text = r.text, revision = 0 from item_revisions r where r.item_id = items.id`
    await database.sql`truncate item_revisions, events, event_items, event_shards, event_lineage cascade`
    await groupNextItems(database.db, createEngineCache(), shard, 100, hours(10))
    await rewrite(2, stories[1]!, `${stories[1]}. Owner 1 corrects.`)
    await rewrite(5, stories[0]!, `${stories[0]}. Owner 4 corrects.`)
    await redescribe()
    expect(await told()).toEqual(apart)
  })
})

test('six languages and none in one stream make events of one language each', async () => {
  const telling: [string | null, string, string][] = [
    ['en', 'NATO summit in Vilnius: Ukraine invited', 'Leaders at the NATO summit in Vilnius invited Ukraine.'],
    ['da', 'Nato-topmøde i Vilnius: Ukraine inviteret', 'Lederne på Nato-topmødet i Vilnius inviterede Ukraine.'],
    ['de', 'Nato-Gipfel in Vilnius: Ukraine eingeladen', 'Der Nato-Gipfel in Vilnius hat die Ukraine eingeladen.'],
    ['es', 'Cumbre de la OTAN en Vilna: Ucrania invitada', 'La cumbre de la OTAN en Vilna invitó a Ucrania.'],
    ['fr', 'Sommet de l’Otan à Vilnius : l’Ukraine invitée', 'Le sommet de l’Otan à Vilnius a invité l’Ukraine.'],
    ['uk', 'Саміт НАТО у Вільнюсі: Україну запросили', 'Саміт НАТО у Вільнюсі запросив Україну.'],
    [null, 'NATO Vilnius Ukraine', ''],
  ]
  const rows = [0, 1, 2].flatMap((round) =>
    telling.map(([language, title, text], i) => ({
      at: round + i / 10,
      owner: `${language} ${round}`,
      language,
      title,
      text,
    })),
  )
  await storeItems(
    database.db,
    [...rows, { at: 5, language: 'xx-broken', title: '\u{1f937}', text: '\ud83e' }].slice(0, -1),
    1,
  )
  const context = { db: database.db, now: hours(10), jobId: 'j', attempt: 1, signal: new AbortController().signal }
  for (const due of await clusterEvents.due(context)) await clusterEvents.process(due, context as unknown as JobContext)
  expect(await clusterEvents.due(context)).toEqual([])
  const placed = await database.db
    .select({
      event: events.id,
      language: events.language,
      of: items.language,
      count: events.itemCount,
      headline: events.headline,
    })
    .from(eventItems)
    .innerJoin(items, eq(items.id, eventItems.itemId))
    .innerJoin(events, and(eq(events.id, eventItems.eventId)))
  expect(placed).toHaveLength(rows.length)
  for (const row of placed) expect(row.language).toBe(row.of ?? 'und')
  expect(new Set(placed.map((row) => row.event)).size).toBe(telling.length)
  for (const row of placed) expect(row.count).toBe(3)
})
