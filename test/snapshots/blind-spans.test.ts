import { asc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { newId } from '../../src/db/id.ts'
import { sourceHealthChecks, sources, trendBlindSpans, trends } from '../../src/db/schema/index.ts'
import { recordBlindness } from '../../src/snapshots/record-blindness.ts'
import { hoursBefore, now } from '../trends/newsroom.ts'
import { useTrackedTrend } from './tracked-trend.ts'

const { database, openTrend, listRows } = useTrackedTrend()
const hourMs = 3_600_000

describe('blind spans', () => {
  const poll = (tenantId: string, intervalSeconds = 900) =>
    database.db
      .update(sources)
      .set({ intervalSeconds, createdAt: hoursBefore(48) })
      .where(eq(sources.tenantId, tenantId))
  const check = (tenantId: string, sourceId: string, hours: number, outcome: 'fetched' | 'failed' = 'fetched') =>
    database.db.insert(sourceHealthChecks).values({
      id: newId(now),
      tenantId,
      sourceId,
      checkedAt: hoursBefore(hours),
      outcome,
      durationMs: 1,
    })
  const listSpans = (trendId: string) =>
    database.db
      .select()
      .from(trendBlindSpans)
      .where(eq(trendBlindSpans.trendId, trendId))
      .orderBy(asc(trendBlindSpans.startedAt))

  it('begin when the last source has been stale for twice its interval and end with the next success', async () => {
    const { trendId, tenantId, sourceOf } = await openTrend(hoursBefore(10))
    await poll(tenantId)
    for (const [index, id] of [...sourceOf.values()].entries()) await check(tenantId, id, 9 - index)
    await recordBlindness(database.db, { tenantId, now })
    // The last success was 6 h before; twice 15 minutes later nobody looked any more.
    const [first, open] = await listSpans(trendId)
    expect(first).toMatchObject({ startedAt: hoursBefore(10), endedAt: hoursBefore(9) })
    expect((await listSpans(trendId)).at(-1)).toMatchObject({ startedAt: hoursBefore(5.5), endedAt: null })
    expect(open).toBeDefined()
    const later = new Date(now.getTime() + hourMs)
    const [anySource] = [...sourceOf.values()]
    await check(tenantId, anySource!, -0.5)
    await recordBlindness(database.db, { tenantId, now: later })
    const last = (await listSpans(trendId)).find((span) => +span.startedAt === +hoursBefore(5.5))!
    expect(last.endedAt).toEqual(hoursBefore(-0.5))
    expect(last.endedRecordedAt).toEqual(later)
  })

  it('are not recorded twice', async () => {
    const { trendId, tenantId, sourceOf } = await openTrend(hoursBefore(10))
    await poll(tenantId)
    for (const id of sourceOf.values()) await check(tenantId, id, 8)
    await recordBlindness(database.db, { tenantId, now })
    const before = await listSpans(trendId)
    expect(await recordBlindness(database.db, { tenantId, now })).toBe(0)
    expect(await recordBlindness(database.db, { tenantId, now: new Date(now.getTime() + hourMs) })).toBe(0)
    expect(await listSpans(trendId)).toEqual(before)
  })

  it('hold the value still and are marked in the snapshots', async () => {
    const { trendId, tenantId, sourceOf, addEvent, score, save } = await openTrend(hoursBefore(40))
    await poll(tenantId)
    for (let hours = 40; hours >= 20; hours -= 0.25) await check(tenantId, sourceOf.get('Alpha')!, hours)
    await check(tenantId, sourceOf.get('Beta')!, 5, 'failed')
    await score([await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(30) })])
    await recordBlindness(database.db, { tenantId, now })
    await save()
    const rows = await listRows(trendId)
    const at = (hours: number) => rows.find((row) => +row.timestamp === +hoursBefore(hours))!
    expect(at(21).isBlind).toBe(false)
    expect(at(10).isBlind).toBe(true)
    expect(at(10).logOdds).toBeCloseTo(at(1).logOdds, 12)
    expect(at(25).logOdds).toBeGreaterThan(at(21).logOdds)
    const [trend] = await database.db.select().from(trends).where(eq(trends.id, trendId))
    expect(trend!.currentLogOdds).toBeCloseTo(at(10).logOdds, 9)
  })

  it('never come from sources that are not polled, nor from time before the trend', async () => {
    const { trendId, tenantId, addEvent, score, save } = await openTrend()
    await database.db
      .update(sources)
      .set({ connector: 'push', intervalSeconds: null })
      .where(eq(sources.tenantId, tenantId))
    await score([await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(500) })])
    await recordBlindness(database.db, { tenantId, now: new Date(now.getTime() + 100 * hourMs) })
    await save()
    expect(await listSpans(trendId)).toEqual([])
    expect((await listRows(trendId)).every((row) => !row.isBlind)).toBe(true)
  })
})
