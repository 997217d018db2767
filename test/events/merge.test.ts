import { asc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { eventItems, eventLineage, events } from '../../src/db/schema/index.ts'
import { createEngineCache, groupNextItems, listEvents } from '../../src/events/index.ts'
import { saveGroups } from '../../src/events/save/save-groups.ts'
import { useDatabase } from '../support/database.ts'
import { hours, storeItems } from '../support/stored-items.ts'

const database = useDatabase()
const key = { tenantId: 'main', language: 'en' }

test('two events found to be one keep their items under the older event, and the lineage says why', async () => {
  const { db } = database
  const [first, second] = await storeItems(
    db,
    [
      { at: 1, owner: 'a', title: 'Dockers walk out at the Vellmar container terminal' },
      { at: 2, owner: 'b', title: 'Central bank cuts key interest rate to 2.5 percent' },
    ],
    1,
  )
  await groupNextItems(db, createEngineCache(), key, 10, hours(3))
  const [older, younger] = await db.select().from(events).orderBy(asc(events.firstSeenAt))
  await db.transaction((tx) =>
    saveGroups(
      tx,
      key,
      {
        placements: [],
        changed: [],
        lineage: [{ fromEventId: younger!.id, toEventId: older!.id, afterItemId: second! }],
      },
      hours(4),
    ),
  )
  const rows = await db.select().from(eventItems).where(eq(eventItems.eventId, older!.id)).orderBy(asc(eventItems.seq))
  expect(rows.map((row) => row.itemId)).toEqual([first, second])
  const listed = await listEvents(db, 'main', { sort: 'recent', limit: 10 })
  expect(listed).toMatchObject([
    { id: older!.id, itemCount: 2, independentSourceCount: 2, version: older!.version + 1 },
  ])
  const [gone] = await db.select().from(events).where(eq(events.id, younger!.id))
  // the grown version has score-trends withdraw what the event had contributed
  expect(gone).toMatchObject({ mergedInto: older!.id, version: younger!.version + 1 })
  expect(await db.select().from(eventLineage)).toMatchObject([
    { kind: 'merge', fromEventId: younger!.id, toEventId: older!.id, itemIds: [second], actor: 'cluster-events' },
  ])
  // the stream goes on from what the tables say now
  await storeItems(db, [{ at: 5, owner: 'c', title: 'Central bank cuts key interest rate to 2.5 percent' }], 3)
  await groupNextItems(db, createEngineCache(), key, 10, hours(6))
  const [joined] = await db.select().from(eventItems).where(eq(eventItems.seq, 3))
  expect(joined!.eventId).not.toBe(younger!.id)
})
