import { asc, eq } from 'drizzle-orm'
import { beforeEach } from 'vitest'
import { clusterEvents } from '../../jobs/cluster-events.ts'
import type { Db } from '../../src/db/client.ts'
import { eventItems, events, items } from '../../src/db/schema/index.ts'
import type { JobContext } from '../../src/queue/job.ts'
import type { TestDatabase } from '../support/database.ts'
import { hours, type StoredItem } from '../support/stored-items.ts'

export const port: StoredItem[] = [
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
export const flood: StoredItem[] = [
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
export const stream = [...port, ...flood, ...german].sort((a, b) => a.at - b.at)

/** No items and no events before each test, and the stage run by hand. */
export function useClustering(database: TestDatabase) {
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
  return { run, partition, rowsOf }
}
