import { asc, eq, isNull } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { eventItems, events, trendEvidence } from '../../../src/db/schema/index.ts'
import { listEventsApart } from '../../../src/events/change/apart.ts'
import {
  createEngineCache,
  getEvent,
  groupNextItems,
  mergeEvents,
  moveItems,
  splitEvent,
  undoChange,
} from '../../../src/events/index.ts'
import { saveDefinition, scoreEvents } from '../../../src/trends/index.ts'
import { useDatabase } from '../../support/database.ts'
import { hours, type StoredItem, storeItems } from '../../support/stored-items.ts'
import { markMatcher, strait } from '../../trends/newsroom.ts'

const database = useDatabase()
const shard = { tenantId: 'main', language: 'en' }
const who = { tenantId: 'main', actor: 'Ida', reason: 'read them both', now: hours(30) }

const stories = {
  port: 'Dockers strike halts Vellmar port over night shift pay',
  flood: 'River Osk floods three villages after heavy rain',
  bank: 'Central bank cuts key interest rate to 2.5 percent',
}
const report = (story: keyof typeof stories, at: number, owner: string, more = ''): StoredItem => ({
  at,
  owner,
  title: `${stories[story]}${more}`,
  text: `${stories[story]}, ${owner} reports.`,
})
const stream = [
  report('port', 1, 'a'),
  report('flood', 2, 'a'),
  report('port', 3, 'b'),
  report('bank', 4, 'b'),
  report('flood', 5, 'c'),
  report('port', 6, 'c'),
  report('bank', 7, 'a'),
]

const group = (cache = createEngineCache()) => groupNextItems(database.db, cache, shard, 100, hours(40))

/** Event of every item, by arrival number. */
async function placements(): Promise<Record<number, string>> {
  const rows = await database.db.select().from(eventItems).orderBy(asc(eventItems.seq))
  return Object.fromEntries(rows.map((row) => [row.seq, row.eventId]))
}

async function start() {
  await database.sql`truncate items, events, event_items, event_shards, event_lineage, trends, trend_evidence cascade`
  const ids = await storeItems(database.db, stream, 1)
  await group()
  const placed = await placements()
  return { ids, placed, port: placed[1]!, flood: placed[2]!, bank: placed[4]! }
}

/** Nothing is lost, nothing stands twice, and every event says what its items say. */
async function requireSound(itemCount: number) {
  const rows = await database.db.select().from(eventItems)
  expect(rows).toHaveLength(itemCount)
  for (const event of await database.db.select().from(events)) {
    const held = rows.filter((row) => row.eventId === event.id)
    if (event.mergedInto !== null) expect(held).toHaveLength(0)
    else {
      expect(event.itemCount).toBe(held.length)
      expect(held.map((row) => row.itemId)).toContain(event.primaryItemId)
    }
  }
}

describe('events changed by a person', () => {
  let at: Awaited<ReturnType<typeof start>>
  beforeEach(async () => {
    at = await start()
  })

  test('start out as three events', () => {
    expect(new Set(Object.values(at.placed)).size).toBe(3)
  })

  test('any changes, undone in reverse, leave every item where it was', async () => {
    const step = fc.record({
      kind: fc.constantFrom('merge' as const, 'split' as const, 'move' as const),
      event: fc.nat(9),
      other: fc.nat(9),
      items: fc.nat(127),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        at = await start()
        const done: { id: string; before: Record<number, string> }[] = []
        for (const { kind, event, other, items } of steps) {
          const standing = (await database.db.select().from(events).where(isNull(events.mergedInto))).map((e) => e.id)
          const eventId = standing[event % standing.length]!
          const target = standing[other % standing.length]!
          const held = (await database.db.select().from(eventItems).where(eq(eventItems.eventId, eventId)))
            .map((row) => row.itemId)
            .filter((_, i) => (items >> i) & 1)
          const before = await placements()
          const change = { ...who, eventId }
          const row = await (kind === 'merge'
            ? mergeEvents(database.db, { ...change, into: target })
            : kind === 'split'
              ? splitEvent(database.db, { ...change, itemIds: held })
              : moveItems(database.db, { ...change, itemIds: held, to: target })
          ).catch((error: Error) => {
            // refused in words, and nothing was done
            expect(error.name).toBe('InputError')
            return undefined
          })
          if (row) done.push({ id: row.id, before })
          else expect(await placements()).toEqual(before)
          await requireSound(stream.length)
        }
        for (const { id, before } of done.reverse()) {
          await undoChange(database.db, { ...who, lineageId: id })
          expect(await placements()).toEqual(before)
          await requireSound(stream.length)
        }
      }),
      { numRuns: 8 },
    )
  })

  test('keep events apart, also as parts of others, until taken back', async () => {
    const { db } = database
    const pairs = async () => (await listEventsApart(db, 'main')).map((pair) => [...pair].sort())
    const split = await splitEvent(db, { ...who, eventId: at.port, itemIds: [at.ids[2]!, at.ids[5]!] })
    expect(await pairs()).toEqual([[at.port, split.toEventId].sort()])
    const merge = await mergeEvents(db, { ...who, eventId: at.port, into: at.bank })
    expect(await pairs()).toEqual([[at.bank, split.toEventId].sort()])
    await undoChange(db, { ...who, lineageId: merge.id })
    // a merge that was taken back is a word against it
    expect(await pairs()).toContainEqual([at.bank, at.port].sort())
    await undoChange(db, { ...who, lineageId: split.id })
    expect(await pairs()).toEqual([[at.bank, at.port].sort()])
  })

  test('hold for every worker, and what has joined since stays when they are taken back', async () => {
    const [kept, fresh] = [createEngineCache(), createEngineCache()]
    await storeItems(database.db, [report('port', 8, 'd')], 8)
    await group(kept)
    const split = await splitEvent(database.db, { ...who, eventId: at.port, itemIds: [at.ids[2]!, at.ids[5]!] })
    await storeItems(database.db, [report('port', 9, 'e'), report('port', 10, 'f')], 9)
    await group(kept)
    await storeItems(database.db, [report('port', 11, 'g')], 11)
    await group(fresh)
    const after = await placements()
    expect([after[1], after[3], after[6]]).toEqual([at.port, split.toEventId, split.toEventId])
    await undoChange(database.db, { ...who, lineageId: split.id })
    const expected = { ...after, 3: at.port, 6: at.port }
    expect(await placements()).toEqual(expected)
    await requireSound(11)
  })

  test('take their evidence along and back', async () => {
    const { db } = database
    await saveDefinition(db, { tenantId: 'main', definition: strait({ id: 'osk' }), now: hours(0), author: 'Ida' })
    await database.sql`update items set title = title || ' [incident 0.9 0.9]' where seq in (1, 2)`
    const score = () =>
      scoreEvents(db, {
        tenantId: 'main',
        eventIds: [at.port, at.flood],
        matcher: markMatcher,
        now: hours(41),
        jobId: 'j',
      })
    const active = async () =>
      (
        await db
          .select()
          .from(trendEvidence)
          .where(isNull(trendEvidence.retractedAt))
          .orderBy(asc(trendEvidence.eventId))
      ).map(({ eventId, delta, itemIds }) => ({ eventId, delta, itemIds: [...itemIds].sort() }))
    await score()
    const before = await active()
    expect(before.map((row) => row.eventId).sort()).toEqual([at.port, at.flood].sort())
    const merge = await mergeEvents(db, { ...who, eventId: at.flood, into: at.port })
    expect((await score()).retracted).toBeGreaterThan(0)
    expect(await active()).toMatchObject([{ eventId: at.port, itemIds: [at.ids[0]!, at.ids[1]!].sort() }])
    await undoChange(db, { ...who, lineageId: merge.id })
    await score()
    expect(await active()).toEqual(before)
  })

  test('are refused in words when the state does not allow it', async () => {
    const { db } = database
    const merge = await mergeEvents(db, { ...who, eventId: at.flood, into: at.port })
    await expect(mergeEvents(db, { ...who, eventId: at.flood, into: at.bank })).rejects.toThrow(/become part of/)
    await expect(
      moveItems(db, { ...who, eventId: at.port, version: 1, itemIds: [at.ids[0]!], to: at.bank }),
    ).rejects.toThrow(expect.objectContaining({ name: 'StaleError' }))
    const moved = await moveItems(db, { ...who, eventId: at.port, itemIds: [at.ids[1]!], to: at.bank })
    // the flood's first report has gone on to the bank event since
    await expect(undoChange(db, { ...who, lineageId: merge.id })).rejects.toThrow(
      expect.objectContaining({
        name: 'ConflictError',
        message: expect.stringContaining(`Undo change ${moved.id} first`),
      }),
    )
    await undoChange(db, { ...who, lineageId: moved.id })
    await undoChange(db, { ...who, lineageId: merge.id })
    await expect(undoChange(db, { ...who, lineageId: merge.id })).rejects.toThrow(/was undone by Ida/)
    expect(await placements()).toEqual(at.placed)
    await expect(splitEvent(db, { ...who, eventId: at.bank, itemIds: [at.ids[3]!, at.ids[6]!] })).rejects.toThrow(
      /at least one/,
    )
    await expect(splitEvent(db, { ...who, eventId: at.bank, itemIds: [at.ids[0]!] })).rejects.toThrow(
      /is not an item of/,
    )
    await expect(getEvent(db, 'other', at.bank)).rejects.toThrow(/There is no event/)
    await expect(mergeEvents(db, { ...who, tenantId: 'other', eventId: at.bank, into: at.port })).rejects.toThrow(
      /There is no event/,
    )
  })

  test('made at the same time as grouping neither lose nor double an item', async () => {
    await storeItems(database.db, [report('port', 9, 'd'), report('bank', 10, 'e')], 8)
    await Promise.all([group(), mergeEvents(database.db, { ...who, eventId: at.bank, into: at.port }), group()])
    const placed = await placements()
    expect(Object.keys(placed)).toHaveLength(9)
    await requireSound(9)
  })
})
