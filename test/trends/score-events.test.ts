import { and, asc, eq, isNull } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events, trendEvidence, trends } from '../../src/db/schema/index.ts'
import { deltaOf } from '../../src/trends/factors.ts'
import { asKnownNow } from '../../src/trends/history.ts'
import { loadScoringEvents } from '../../src/trends/load-events.ts'
import { loadRecord } from '../../src/trends/load-record.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { scoreEvents } from '../../src/trends/score-events.ts'
import { logOddsAt } from '../../src/trends/value.ts'
import { useDatabase } from '../support/database.ts'
import { hoursBefore, markMatcher, now, openNewsroom, strait } from './newsroom.ts'

const database = useDatabase()

async function openTrend(definition = strait()) {
  const room = await openNewsroom(database.db)
  const { trendId } = await saveDefinition(database.db, { tenantId: room.tenantId, definition, now, author: 'tests' })
  const score = (eventIds: string[], at = now) =>
    scoreEvents(database.db, { tenantId: room.tenantId, eventIds, matcher: markMatcher, now: at, jobId: 'job-1' })
  return { ...room, trendId, score }
}

const listActive = (trendId: string) =>
  database.db
    .select()
    .from(trendEvidence)
    .where(and(eq(trendEvidence.trendId, trendId), isNull(trendEvidence.retractedAt)))
    .orderBy(asc(trendEvidence.effectiveAt))
const listAll = (trendId: string) => database.db.select().from(trendEvidence).where(eq(trendEvidence.trendId, trendId))
const getTrend = async (trendId: string) => (await database.db.select().from(trends).where(eq(trends.id, trendId)))[0]!

/** What evidence says, without the ids and times that differ between two databases. */
const contentOf = async (trendId: string) => {
  const headlines = new Map((await database.db.select().from(events)).map((row) => [row.id, row.headline]))
  return (await listActive(trendId))
    .map((row) => ({
      event: headlines.get(row.eventId),
      signal: row.signal,
      effectiveAt: row.effectiveAt.toISOString(),
      factors: [row.direction, row.weight, row.severity, row.confidence, row.credibility, row.corroboration],
      novelty: row.novelty,
      ownerCap: row.ownerCap,
      delta: row.delta,
      owner: row.owner,
      items: row.itemIds.length,
      words: row.spans.map((span) => span.text),
    }))
    .sort((a, b) => (`${a.event} ${a.signal}` < `${b.event} ${b.signal}` ? -1 : 1))
}

describe('scoring events', () => {
  it('writes evidence from which Δ can be computed again', async () => {
    const { trendId, addEvent, addItem, score } = await openTrend()
    const event = await addEvent({ title: '[incident 0.8 0.9] ship boarded', owner: 'Alpha', at: hoursBefore(5) })
    await addItem({ title: 'boarding confirmed', owner: 'Beta', at: hoursBefore(4), eventId: event })
    await score([event])
    const [row] = await listActive(trendId)
    expect(row).toMatchObject({
      signal: 'incident',
      direction: 1,
      weight: 0.3,
      severity: 0.8,
      confidence: 0.9,
      novelty: 1,
      // Of the indicator; of the trend where an indicator has none of its own.
      halfLifeDays: 14,
    })
    const later = await addEvent({ title: '[buildup 1 1] fleet gathers', owner: 'Beta', at: hoursBefore(3) })
    await score([later])
    expect(await listActive(trendId)).toContainEqual(
      expect.objectContaining({ eventId: later, signal: 'buildup', halfLifeDays: 30 }),
    )
    expect(row!.credibility).toBeCloseTo(0.9 * 0.95, 12)
    expect(row!.corroboration).toBeCloseTo(Math.sqrt(2) / 3, 12)
    expect(row!.effectiveAt).toEqual(hoursBefore(5))
    expect(row!.definitionVersion).toBe(1)
    expect(row!.matcherVersion).toBe('marks-1')
    expect(row!.jobId).toBe('job-1')
    expect(row!.delta).toBe(deltaOf({ ...row!, direction: 1 }))
    expect(row!.delta).toBeGreaterThan(0.05)
    const trend = await getTrend(trendId)
    const history = asKnownNow(await loadRecord(database.db, trendId))
    expect(Math.abs(trend.currentLogOdds - logOddsAt(history, now))).toBeLessThan(1e-9)
    expect(trend.snapshotsStaleFrom).toEqual(hoursBefore(5))
  })

  it('counts the sources of all items of a very large event, and reads the first 300', async () => {
    const { tenantId, addEvent, addItem, score, trendId } = await openTrend()
    const event = await addEvent({ title: '[incident 0.8 0.9] boarded', owner: 'Alpha', at: hoursBefore(40) })
    for (let i = 1; i < 300; i++)
      await addItem({ title: `report ${i}`, owner: 'Alpha', at: hoursBefore(30 - i / 100), eventId: event })
    await addItem({ title: 'also there', owner: 'Beta', at: hoursBefore(2), text: 'x'.repeat(3_000), eventId: event })
    await addItem({ title: 'according to Beta news', owner: 'Gamma', at: hoursBefore(1), eventId: event })
    await addItem({ title: 'seen by ourselves', owner: 'Delta', at: hoursBefore(1), eventId: event })
    const [loaded] = await loadScoringEvents(database.db, tenantId, [event])
    expect(loaded?.items).toHaveLength(300)
    expect(loaded?.items.at(-1)?.title).toBe('report 299')
    expect(loaded?.groups.map((group) => group.owner)).toEqual(['Alpha', 'Beta', 'Delta'])
    await score([event])
    expect((await listActive(trendId))[0]?.corroboration).toBeCloseTo(Math.sqrt(3) / 3, 12)
  })

  it('run twice leaves the same rows', async () => {
    const { trendId, addEvent, score } = await openTrend()
    const ids = [
      await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(50) }),
      await addEvent({ title: '[incident 0.5 0.9] two', owner: 'Beta', at: hoursBefore(20) }),
    ]
    await score(ids)
    const before = await listAll(trendId)
    const again = await score(ids, new Date(now.getTime() + 60_000))
    expect(again).toMatchObject({ added: 0, retracted: 0, trendIds: [] })
    expect(await listAll(trendId)).toEqual(before)
  })

  it('restates the successor of a late arrival and keeps the superseded row', async () => {
    const { trendId, addEvent, score } = await openTrend()
    const later = await addEvent({ title: '[incident 0.8 0.9] later', owner: 'Alpha', at: hoursBefore(10) })
    await score([later])
    const [first] = await listActive(trendId)
    const earlier = await addEvent({ title: '[incident 0.6 0.9] earlier', owner: 'Beta', at: hoursBefore(34) })
    await score([earlier], new Date(now.getTime() + 1000))
    const active = await listActive(trendId)
    expect(active.map((row) => row.novelty)).toEqual([1, Math.max(0.3, 1 - 0.7 * Math.exp(-1 / 7))])
    const old = (await listAll(trendId)).find((row) => row.id === first!.id)!
    expect(old.supersededBy).toBe(active[1]!.id)
    expect(old.retractionReason).toBe('a neighbour in time changed')
    expect(old.delta).toBe(first!.delta)
  })

  it('retracts the evidence of an event that was merged or lost its items', async () => {
    const { trendId, addEvent, score } = await openTrend()
    const event = await addEvent({ title: '[incident 0.8 0.9] ship', owner: 'Alpha', at: hoursBefore(5) })
    const other = await addEvent({ title: '[buildup 0.8 0.9] troops', owner: 'Alpha', at: hoursBefore(5) })
    await score([event, other])
    await database.db.update(events).set({ mergedInto: other, version: 9 }).where(eq(events.id, event))
    await score([event])
    expect((await listActive(trendId)).map((row) => row.signal)).toEqual(['buildup'])
    const gone = (await listAll(trendId)).find((row) => row.eventId === event)!
    expect(gone.retractionReason).toContain('merged')
    await database.db.delete(events).where(eq(events.id, other))
    await score([other])
    expect(await listActive(trendId)).toEqual([])
    expect((await getTrend(trendId)).currentLogOdds).toBeCloseTo(Math.log(0.1 / 0.9), 9)
  })

  it('caps what one owner adds in a day, and shows it as a factor', async () => {
    const { trendId, addEvent, score } = await openTrend(strait({ ownerCap24h: 0.1 }))
    const ids: string[] = []
    for (const [index, signal] of ['incident', 'buildup', 'incident'].entries())
      ids.push(await addEvent({ title: `[${signal} 1 1] ${index}`, owner: 'Alpha', at: hoursBefore(10 - index) }))
    await score(ids)
    const rows = await listActive(trendId)
    expect(rows.reduce((sum, row) => sum + Math.abs(row.delta), 0)).toBeCloseTo(0.1, 6)
    expect(rows.at(-1)!.ownerCap).toBeLessThan(1)
    for (const row of rows) expect(row.delta).toBe(deltaOf({ ...row, direction: 1 }))
  })

  it('counts items that say the opposite as contradictions', async () => {
    const { trendId, addEvent, addItem, score } = await openTrend()
    const event = await addEvent({ title: '[incident 0.8 0.9] ship boarded', owner: 'Alpha', at: hoursBefore(5) })
    await score([event])
    const [before] = await listActive(trendId)
    await addItem({ title: '[-incident 0.3 0.4] nothing happened', owner: 'Beta', at: hoursBefore(4), eventId: event })
    await score([event])
    const [after] = await listActive(trendId)
    expect(before!.contradictions).toBe(0)
    expect(after).toMatchObject({ direction: 1, contradictions: 1 })
    expect(after!.corroboration).toBeCloseTo((Math.sqrt(2) / 3) * 0.85, 12)
  })

  it('never dates evidence after its arrival', async () => {
    const { trendId, addEvent, score } = await openTrend()
    const event = await addEvent({ title: '[incident 0.8 0.9] tomorrow', owner: 'Alpha', at: hoursBefore(-30) })
    await score([event])
    expect((await listActive(trendId))[0]!.effectiveAt).toEqual(now)
  })

  it('does not let a stale reading of an event replace a newer one', async () => {
    const { tenantId, trendId, addEvent, score } = await openTrend()
    const event = await addEvent({ title: '[incident 0.8 0.9] ship', owner: 'Alpha', at: hoursBefore(5) })
    await database.db.update(events).set({ scoredVersion: 7 }).where(eq(events.id, event))
    await score([event])
    expect(await listActive(trendId)).toEqual([])
    expect(tenantId).toMatch(/^room/)
  })

  it('scored by several workers at once leaves one row each', async () => {
    const { trendId, addEvent, score } = await openTrend()
    const ids: string[] = []
    for (let index = 0; index < 6; index += 1)
      ids.push(await addEvent({ title: `[incident 0.8 0.9] ${index}`, owner: 'Alpha', at: hoursBefore(60 - index) }))
    await Promise.all([score(ids), score(ids.slice(3)), score([...ids].reverse()), score(ids.slice(0, 2))])
    const once = await contentOf(trendId)
    expect(once).toHaveLength(6)
    await score(ids)
    expect(await contentOf(trendId)).toEqual(once)
  })

  it('ends with the same evidence whatever the order, batches and intermediate states', async () => {
    const report = fc.record({
      signal: fc.constantFrom('incident', 'buildup', 'talks'),
      severity: fc.constantFrom(0.2, 0.5, 1),
      owner: fc.constantFrom('Alpha', 'Beta', 'Gamma'),
      // Whole quarters of a day make equal times likely.
      quarter: fc.integer({ min: 1, max: 24 }),
    })
    const story = fc.array(report, { minLength: 1, maxLength: 3 })
    const scenario = fc.array(story, { minLength: 2, maxLength: 12 }).chain((stories) =>
      fc.record({
        stories: fc.constant(stories),
        order: fc.shuffledSubarray(
          stories.flatMap((reports, index) => reports.map(() => index)),
          { minLength: stories.reduce((sum, reports) => sum + reports.length, 0) },
        ),
        batch: fc.integer({ min: 1, max: 5 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(scenario, async ({ stories, order, batch }) => {
        const titled = stories.map((reports, story) =>
          reports.map((one, index) => ({
            title: `story ${story} report ${index} [${one.signal} ${one.severity} 0.9]`,
            headline: `story ${story}`,
            owner: one.owner,
            at: hoursBefore(one.quarter * 6),
          })),
        )
        const calm = await openTrend(strait({ ownerCap24h: 0.12 }))
        const calmIds: string[] = []
        for (const [first, ...rest] of titled) {
          const eventId = await calm.addEvent(first!)
          for (const one of rest) await calm.addItem({ ...one, eventId })
          calmIds.push(eventId)
        }
        await calm.score(calmIds)

        const wild = await openTrend(strait({ ownerCap24h: 0.12 }))
        const open = new Map<number, string>()
        const taken = new Map<number, number>()
        let pending: string[] = []
        for (const [step, story] of order.entries()) {
          const index = taken.get(story) ?? 0
          taken.set(story, index + 1)
          const one = titled[story]![index]!
          const eventId = open.get(story)
          if (eventId === undefined) open.set(story, await wild.addEvent(one))
          else await wild.addItem({ ...one, eventId })
          pending.push(open.get(story)!)
          if (pending.length < batch && step < order.length - 1) continue
          await wild.score(pending, new Date(now.getTime() + step * 1000))
          pending = []
        }
        expect(await contentOf(wild.trendId)).toEqual(await contentOf(calm.trendId))
        const [a, b] = await Promise.all([calm.trendId, wild.trendId].map((id) => loadRecord(database.db, id)))
        expect(Math.abs(logOddsAt(asKnownNow(a!), now) - logOddsAt(asKnownNow(b!), now))).toBeLessThan(1e-9)
      }),
      { numRuns: 8, endOnFailure: true },
    )
  }, 120_000)
})

describe('applying a definition', () => {
  it('changes nothing when the content is the same', async () => {
    const { tenantId } = await openTrend()
    const again = await saveDefinition(database.db, { tenantId, definition: strait(), now, author: 'tests' })
    expect(again).toMatchObject({ change: 'unchanged', version: 1 })
  })

  it('makes a new version that scores what happens after it, and with history what happened before', async () => {
    const { tenantId, trendId, addEvent, score } = await openTrend()
    const before = await addEvent({ title: '[incident 0.8 0.9] before', owner: 'Alpha', at: hoursBefore(100) })
    await score([before])
    const heavier = strait({ indicators: [{ signal: 'incident', direction: 'escalatory', weight: 0.4 }] })
    const applied = await saveDefinition(database.db, {
      tenantId,
      definition: heavier,
      now: hoursBefore(50),
      author: 'tests',
    })
    expect(applied).toMatchObject({ change: 'changed', version: 2 })
    const after = await addEvent({ title: '[incident 0.8 0.9] after', owner: 'Alpha', at: hoursBefore(10) })
    await score([before, after])
    expect((await listActive(trendId)).map((row) => [row.weight, row.definitionVersion])).toEqual([
      [0.3, 1],
      [0.4, 2],
    ])
    const lighter = strait({ indicators: [{ signal: 'incident', direction: 'escalatory', weight: 0.1 }] })
    await saveDefinition(database.db, { tenantId, definition: lighter, now, author: 'tests', toHistory: true })
    const due = await database.db.select().from(events).where(eq(events.tenantId, tenantId))
    expect(due.every((row) => row.scoredVersion < row.version)).toBe(true)
    await score([before, after])
    expect((await listActive(trendId)).map((row) => row.weight)).toEqual([0.1, 0.1])
    expect((await getTrend(trendId)).scoredDefinitionId).toBe((await getTrend(trendId)).currentDefinitionId)
  })
})
