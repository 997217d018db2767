import { asc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { scoreTrends } from '../../jobs/score-trends.ts'
import { snapshot } from '../../jobs/snapshot.ts'
import { events, trendEvidence, trends } from '../../src/db/schema/index.ts'
import { messageOf } from '../../src/errors.ts'
import { isPassing } from '../../src/pipeline/index.ts'
import { workApart } from '../../src/queue/batch.ts'
import type { JobContext } from '../../src/queue/job.ts'
import { trendDefinition } from '../../src/trends/definition.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { logOddsOf } from '../../src/trends/value-sql.ts'
import { useDatabase } from '../support/database.ts'
import { hoursBefore, now, openNewsroom } from '../trends/newsroom.ts'

const database = useDatabase()

const definition = trendDefinition.parse({
  id: 'strait-closure',
  name: 'Closure of the strait of Hormuz',
  question: 'Will commercial transit of the strait be halted?',
  baselineProbability: 0.06,
  indicators: [
    {
      signal: 'naval_incident',
      direction: 'escalatory',
      weight: 0.2,
      description: 'Ships are seized, boarded or attacked in the strait',
      keywords: ['tanker seized', 'boarded', 'warning shots', 'seized a tanker'],
    },
    {
      signal: 'talks',
      direction: 'deescalatory',
      weight: 0.2,
      description: 'Negotiations about safe passage',
      keywords: ['safe passage agreement', 'talks on shipping'],
    },
  ],
})

const run = (tenantId: string, eventIds: string[], jobId = 'job-1') =>
  scoreTrends.process({ tenantId, eventIds }, { db: database.db, now, jobId } as unknown as JobContext)

async function openScoredRoom() {
  const room = await openNewsroom(database.db)
  const { trendId } = await saveDefinition(database.db, { tenantId: room.tenantId, definition, now, author: 'tests' })
  const seized = await room.addEvent({
    title: 'Guards seized a tanker in the strait of Hormuz',
    text: 'Naval guards fired warning shots and seized a tanker in the strait of Hormuz on Sunday. The crew was detained.',
    owner: 'Alpha',
    at: hoursBefore(30),
  })
  await room.addItem({
    title: 'Tanker seized near Hormuz, owner says',
    text: 'The owner of the vessel said it was boarded by armed guards. Warning shots were heard.',
    owner: 'Beta',
    at: hoursBefore(29),
    eventId: seized,
  })
  const harvest = await room.addEvent({
    title: 'Olive harvest starts early this year',
    text: 'Farmers began the olive harvest two weeks early after a warm spring.',
    owner: 'Gamma',
    at: hoursBefore(20),
  })
  return { ...room, trendId, seized, harvest }
}

const listAll = (trendId: string) =>
  database.db.select().from(trendEvidence).where(eq(trendEvidence.trendId, trendId)).orderBy(asc(trendEvidence.id))

describe('score-trends', () => {
  it('turns what events report into evidence that names the words it rests on', async () => {
    const { tenantId, trendId, seized, harvest } = await openScoredRoom()
    const result = await run(tenantId, [seized, harvest])
    const rows = await listAll(trendId)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ eventId: seized, signal: 'naval_incident', direction: 1, jobId: 'job-1' })
    expect(rows[0]!.spans.length).toBeGreaterThan(0)
    expect(rows[0]!.groups.map((group) => group.owner).sort()).toEqual(['Alpha', 'Beta'])
    expect(result.counts).toMatchObject({ events: 2, added: 1, retracted: 0, trends: 1 })
    expect(result.next).toEqual([{ job: snapshot, payload: { tenantId, trendIds: [trendId], momentum: false } }])
    const [trend] = await database.db.select().from(trends).where(eq(trends.id, trendId))
    const value = (await logOddsOf(database.db, { trendIds: [trendId], at: now })).get(trendId)!
    expect(Math.abs(trend!.currentLogOdds - value)).toBeLessThan(1e-6)
    expect(value).toBeGreaterThan(Math.log(0.06 / 0.94))
  })

  it('run twice leaves the same rows', async () => {
    const { tenantId, trendId, seized, harvest } = await openScoredRoom()
    await run(tenantId, [seized, harvest])
    const before = await listAll(trendId)
    const again = await run(tenantId, [seized, harvest], 'job-2')
    expect(again.next).toEqual([])
    expect(await listAll(trendId)).toEqual(before)
  })

  it('asks the tables which events are due, and those are none once scored', async () => {
    const { tenantId, seized, harvest } = await openScoredRoom()
    const due = async () =>
      (await scoreTrends.due({ db: database.db, now })).filter((payload) => payload.tenantId === tenantId)
    expect(await due()).toEqual([{ tenantId, eventIds: [seized, harvest].sort() }])
    await run(tenantId, [seized, harvest])
    expect(await due()).toEqual([])
    await database.db.update(events).set({ version: 99 }).where(eq(events.id, harvest))
    expect(await due()).toEqual([{ tenantId, eventIds: [harvest] }])
  })

  it('leaves other tenants and events of other tenants alone', async () => {
    const one = await openScoredRoom()
    const other = await openScoredRoom()
    await run(one.tenantId, [one.seized, other.seized])
    expect(await listAll(other.trendId)).toEqual([])
    expect(await listAll(one.trendId)).toHaveLength(1)
  })

  it('sets one event that cannot be scored apart, with the reason, and writes the evidence of the others', async () => {
    const { tenantId, trendId, seized, addEvent } = await openScoredRoom()
    const title = 'Guards seized a tanker in the strait of Hormuz'
    const others: string[] = []
    for (const owner of ['Alpha', 'Beta', 'Gamma', 'Alpha', 'Beta', 'Gamma'])
      others.push(await addEvent({ title, text: 'Warning shots were heard.', owner, at: hoursBefore(others.length) }))
    await database.sql.unsafe(
      `alter table trend_evidence add constraint poison check (event_id <> '${seized}') not valid`,
    )
    const eventIds = [...others.slice(0, 3), seized, ...others.slice(3)]
    const work = (payload: unknown) => run(tenantId, scoreTrends.payload.parse(payload).eventIds)
    const { apart } = await workApart(scoreTrends, { tenantId, eventIds }, work, isPassing)
    await database.sql`alter table trend_evidence drop constraint poison`
    expect(apart.map(({ payload }) => payload)).toEqual([{ tenantId, eventIds: [seized] }])
    expect(messageOf(apart[0]?.error)).toContain('poison')
    const active = (await listAll(trendId)).filter((row) => row.retractedAt === null)
    expect(active.map((row) => row.eventId).sort()).toEqual([...others].sort())
  })
})
