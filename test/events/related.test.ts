import { asc, eq } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { events } from '../../src/db/schema/index.ts'
import { createEngineCache, getEvent, groupNextItems, listRelatedEvents } from '../../src/events/index.ts'
import { useDatabase } from '../support/database.ts'
import { hours, storeItems } from '../support/stored-items.ts'

const database = useDatabase()

const told = [
  { at: 0, title: 'Dockers of Vellmar harbour begin strike over night shift pay' },
  { at: 300, title: 'Vellmar harbour: government mediator meets dockers union' },
  { at: 310, title: 'River Osk floods three villages after heavy rain' },
  { at: 320, title: 'Central bank cuts key interest rate' },
  { at: 330, title: 'Museum shows drawings of Brandt' },
  { at: 24 * 60, title: 'Vellmar harbour dockers hold summer party' },
]

/** Headlines of the events related to the one the story at `place` opened. */
async function relatedTo(place: number): Promise<string[]> {
  const rows = await database.db.select({ id: events.id }).from(events).orderBy(asc(events.firstSeenAt))
  const related = await listRelatedEvents(database.db, await getEvent(database.db, 'main', rows[place]!.id))
  return related.map((event) => event.headline)
}

beforeAll(async () => {
  await storeItems(
    database.db,
    told.map((story) => ({ ...story, owner: 'Harbour Post', text: `${story.title}.` })),
    1,
  )
  await groupNextItems(database.db, createEngineCache(), { tenantId: 'main', language: 'en' }, 100, hours(2_000))
})

test('events that share names and words within a month are related, both ways; others are not', async () => {
  expect(await relatedTo(0)).toEqual([told[1]!.title])
  expect(await relatedTo(1)).toEqual([told[0]!.title])
  expect(await relatedTo(3)).toEqual([])
  expect(await relatedTo(5)).toEqual([])
})

test('what tells the same in another language is no related event', async () => {
  const [first, second] = await database.db.select().from(events).orderBy(asc(events.firstSeenAt))
  await database.db.update(events).set({ sameAs: first!.id }).where(eq(events.id, second!.id))
  expect(await relatedTo(0)).toEqual([])
  expect(await relatedTo(1)).toEqual([])
})
