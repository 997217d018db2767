import { asc, eq, isNull } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '../../src/db/id.ts'
import { eventItems, eventLineage, events } from '../../src/db/schema/index.ts'
import type { Change } from '../../src/events/engine/engine.ts'
import { createEngineCache, groupNextItems, listEvents, undoChange } from '../../src/events/index.ts'
import { saveGroups } from '../../src/events/save/save-groups.ts'
import { listNextItems } from '../../src/events/shard/members.ts'
import { useDatabase } from '../support/database.ts'
import { hours, type StoredItem, storeItems } from '../support/stored-items.ts'

const database = useDatabase()
const key = { tenantId: 'main', language: 'en' }

beforeEach(async () => {
  await database.sql`truncate items, events, event_items, event_shards, event_lineage cascade`
})

const group = () => groupNextItems(database.db, createEngineCache(), key, 10, hours(3))
const standing = () =>
  database.db.select().from(events).where(isNull(events.mergedInto)).orderBy(asc(events.firstSeenAt))

/** Event of every item, by arrival number. */
async function places(): Promise<Record<number, string>> {
  const rows = await database.db.select().from(eventItems)
  return Object.fromEntries(rows.map((row) => [row.seq, row.eventId]))
}

/** Saves arrival `seq` as a member of `eventId`, with what it showed of earlier placements. */
async function save(item: StoredItem, seq: number, eventId: string, changes: Change[]) {
  const { db } = database
  await storeItems(db, [item], seq)
  const [arrival] = await listNextItems(db, key, seq - 1, 1)
  await db.transaction((tx) =>
    saveGroups(tx, key, { placements: [{ item: arrival!, eventId, score: 0.9, changes }], changed: [] }, hours(4)),
  )
  return arrival!
}

test('two events found to be one keep their items under the older event, and the lineage says why', async () => {
  const { db } = database
  const [, second] = await storeItems(
    db,
    [
      { at: 1, owner: 'a', title: 'Dockers walk out at the Vellmar container terminal' },
      { at: 2, owner: 'b', title: 'Central bank cuts key interest rate to 2.5 percent' },
    ],
    1,
  )
  await group()
  const [older, younger] = await standing()
  const third = { at: 3, owner: 'c', title: 'Dockers out as bank cuts rate' }
  const { itemId } = await save(third, 3, older!.id, [{ kind: 'merge', from: younger!.id, to: older!.id }])
  expect(await places()).toEqual({ 1: older!.id, 2: older!.id, 3: older!.id })
  const listed = await listEvents(db, 'main', { sort: 'recent', limit: 10 })
  expect(listed).toMatchObject([
    { id: older!.id, itemCount: 3, independentSourceCount: 3, version: older!.version + 1 },
  ])
  const [gone] = await db.select().from(events).where(eq(events.id, younger!.id))
  // the grown version has score-trends withdraw what the event had contributed
  expect(gone).toMatchObject({ mergedInto: older!.id, version: younger!.version + 1 })
  expect(await db.select().from(eventLineage)).toMatchObject([
    {
      kind: 'merge',
      fromEventId: younger!.id,
      toEventId: older!.id,
      itemIds: [second],
      actor: 'cluster-events',
      reason: expect.stringContaining(itemId),
    },
  ])
  // the stream goes on from what the tables say now
  await storeItems(db, [{ at: 5, owner: 'c', title: 'Central bank cuts key interest rate to 2.5 percent' }], 4)
  await group()
  expect((await places())[4]).not.toBe(younger!.id)
})

test('an item that belongs to another happening leaves its event for a new one, and can be sent back', async () => {
  const { db } = database
  const title = 'Dockers strike halts Vellmar port over night shift pay'
  await storeItems(
    db,
    ['a', 'b', 'c'].map((owner, at) => ({ at, owner, title })),
    1,
  )
  await group()
  const [port] = await standing()
  expect(port).toMatchObject({ itemCount: 3 })
  const opened = newId(hours(4))
  const fourth = { at: 3, owner: 'd', title: 'Vellmar port to be sold' }
  await save(fourth, 4, opened, [{ kind: 'move', seq: 3, from: port!.id, to: opened }])
  expect(await places()).toEqual({ 1: port!.id, 2: port!.id, 3: opened, 4: opened })
  expect(await standing()).toMatchObject([
    { id: port!.id, itemCount: 2, version: port!.version + 1 },
    { id: opened, itemCount: 2, version: 1 },
  ])
  const [change] = await db.select().from(eventLineage)
  expect(change).toMatchObject({ kind: 'split', fromEventId: port!.id, toEventId: opened, actor: 'cluster-events' })
  const undo = { tenantId: 'main', actor: 'Ida', reason: 'the same strike', now: hours(5), lineageId: change!.id }
  await undoChange(db, undo)
  expect(await places()).toEqual({ 1: port!.id, 2: port!.id, 3: port!.id, 4: opened })
})

test('an event that opens and ends within one batch leaves its row, so that the merge can be undone', async () => {
  const { db } = database
  await storeItems(
    db,
    [1, 2, 3].map((at) => ({ at, owner: `o${at}`, title: `Report ${at}` })),
    1,
  )
  const [one, two, three] = await listNextItems(db, key, 0, 10)
  const [a, b, c] = [newId(hours(1)), newId(hours(2)), newId(hours(3))]
  await db.transaction((tx) =>
    saveGroups(
      tx,
      key,
      {
        placements: [
          { item: one!, eventId: a, score: 1, changes: [] },
          { item: two!, eventId: b, score: 1, changes: [] },
          {
            item: three!,
            eventId: c,
            score: 0.5,
            changes: [{ kind: 'merge', from: b, to: a }],
          },
        ],
        changed: [],
      },
      hours(4),
    ),
  )
  expect(await places()).toEqual({ 1: a, 2: a, 3: c })
  const [change] = await db.select().from(eventLineage)
  await undoChange(db, { tenantId: 'main', actor: 'Ida', reason: 'two', now: hours(5), lineageId: change!.id })
  expect(await places()).toEqual({ 1: a, 2: b, 3: c })
})
