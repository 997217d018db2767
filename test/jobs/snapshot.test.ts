import { and, asc, eq, isNotNull } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { snapshot } from '../../jobs/snapshot.ts'
import { events, trendSnapshots } from '../../src/db/schema/index.ts'
import { messageOf } from '../../src/errors.ts'
import { isPassing } from '../../src/pipeline/index.ts'
import { workApart } from '../../src/queue/batch.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { scoreEvents } from '../../src/trends/score-events.ts'
import { useDatabase } from '../support/database.ts'
import { hoursBefore, markMatcher, now, openNewsroom, strait } from '../trends/newsroom.ts'

const database = useDatabase()

const due = async (tenantId: string, at = now) =>
  (await snapshot.due({ db: database.db, now: at })).filter((payload) => payload.tenantId === tenantId)
const run = async (tenantId: string, at = now) => {
  const signal = new AbortController().signal
  const context = { db: database.db, now: at, jobId: 'job-1', signal } as unknown as JobContext
  const results = []
  for (const payload of await due(tenantId, at))
    results.push(await snapshot.process(snapshot.payload.parse(payload), context))
  return results
}
const listRows = (tenantId: string) =>
  database.db
    .select()
    .from(trendSnapshots)
    .where(eq(trendSnapshots.tenantId, tenantId))
    .orderBy(asc(trendSnapshots.timestamp))

async function openRoom() {
  const room = await openNewsroom(database.db)
  const { tenantId } = room
  await saveDefinition(database.db, { tenantId, definition: strait(), now, author: 'tests' })
  const eventId = await room.addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(48) })
  await scoreEvents(database.db, { tenantId, eventIds: [eventId], matcher: markMatcher, now, jobId: 'job-0' })
  return room
}

describe('snapshot', () => {
  it('writes the hours of every trend and ranks events', async () => {
    const { tenantId } = await openRoom()
    const [result] = await run(tenantId)
    expect(result!.counts).toMatchObject({ trends: 1, hours: 50, events: 1 })
    expect(await listRows(tenantId)).toHaveLength(50)
    const ranked = await database.db
      .select()
      .from(events)
      .where(and(eq(events.tenantId, tenantId), isNotNull(events.momentumAt)))
    expect(ranked).toHaveLength(1)
  })

  it('run twice leaves the same rows, and nothing is due afterwards', async () => {
    const { tenantId } = await openRoom()
    await run(tenantId)
    const before = await listRows(tenantId)
    expect(await due(tenantId)).toEqual([])
    const context = { db: database.db, now, signal: new AbortController().signal } as unknown as JobContext
    const trendIds = before.slice(0, 1).map((row) => row.trendId)
    await snapshot.process({ tenantId, trendIds, momentum: true }, context)
    expect(await listRows(tenantId)).toEqual(before)
  })

  it('sets one trend that cannot be written apart, with the reason, and writes the hours of the others', async () => {
    const { tenantId } = await openRoom()
    for (const id of ['two', 'three', 'four', 'five'])
      await saveDefinition(database.db, { tenantId, definition: strait({ id, name: id }), now, author: 'tests' })
    const [payload] = await due(tenantId)
    expect(payload?.trendIds).toHaveLength(5)
    const poisoned = payload!.trendIds[2]!
    await database.sql.unsafe(
      `alter table trend_snapshots add constraint poison check (trend_id <> '${poisoned}') not valid`,
    )
    const context = {
      db: database.db,
      now,
      jobId: 'job-1',
      signal: new AbortController().signal,
    } as unknown as JobContext
    const work = (part: unknown) => snapshot.process(snapshot.payload.parse(part), context)
    const { apart } = await workApart(snapshot, payload, work, isPassing)
    await database.sql`alter table trend_snapshots drop constraint poison`
    expect(apart.map((one) => one.payload.trendIds)).toEqual([[poisoned]])
    expect(messageOf(apart[0]?.error)).toContain('poison')
    const written = new Set((await listRows(tenantId)).map((row) => row.trendId))
    expect([...written].sort()).toEqual(payload!.trendIds.filter((id) => id !== poisoned).sort())
    expect((await due(tenantId)).flatMap((left) => left.trendIds)).toEqual([poisoned])
  })

  it('catches up the hours it missed', async () => {
    const { tenantId } = await openRoom()
    await run(tenantId)
    const [result] = await run(tenantId, hoursBefore(-72))
    expect(result!.counts).toMatchObject({ hours: 72 })
    expect(await listRows(tenantId)).toHaveLength(122)
  })
})
