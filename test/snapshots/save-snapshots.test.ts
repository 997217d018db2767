import { and, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { newId } from '../../src/db/id.ts'
import { trendBlindSpans, trendSnapshots } from '../../src/db/schema/index.ts'
import { listDueSnapshots } from '../../src/snapshots/list-due-trends.ts'
import { inTransactions, saveSnapshots } from '../../src/snapshots/save-snapshots.ts'
import { asKnownNow } from '../../src/trends/history.ts'
import { loadRecord } from '../../src/trends/load-record.ts'
import { addOverride } from '../../src/trends/overrides.ts'
import { reopenSnapshots } from '../../src/trends/reopen.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { standingAt } from '../../src/trends/standing-at.ts'
import { hoursBefore, now, strait } from '../trends/newsroom.ts'
import { useTrackedTrend } from './tracked-trend.ts'

const { database, openTrend, listRows } = useTrackedTrend()
const hourMs = 3_600_000

const valuesOf = async (trendId: string) =>
  (await listRows(trendId)).map(({ recordedAt, trendId: _, tenantId, ...row }) => row)

describe('snapshots', () => {
  it('cover every hour from just before the first evidence to now, and equal the closed form', async () => {
    const { trendId, addEvent, score, save } = await openTrend()
    await score([
      await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(300) }),
      await addEvent({ title: '[talks 0.8 0.9] two', owner: 'Beta', at: hoursBefore(100) }),
    ])
    expect(await save()).toBe(302)
    const rows = await listRows(trendId)
    expect(rows).toHaveLength(302)
    expect(rows[0]!.probability).toBeCloseTo(0.1, 9)
    const history = asKnownNow(await loadRecord(database.db, trendId))
    for (const row of rows) {
      const direct = standingAt(history, row.timestamp)
      expect(Math.abs(row.logOdds - direct.logOdds)).toBeLessThan(1e-9)
      expect(row).toMatchObject({
        level: direct.level,
        direction: direct.direction,
        eventCount24h: direct.eventCount24h,
        isBlind: false,
        definitionVersion: 1,
      })
    }
  })

  it('of several trends are written together, those of others and of unknown trends left alone', async () => {
    const { tenantId, trendId: fresh, addEvent, score } = await openTrend()
    const other = await saveDefinition(database.db, {
      tenantId,
      definition: { ...strait(), id: 'other' },
      now: hoursBefore(20),
      author: 'tests',
    })
    const left = await saveDefinition(database.db, {
      tenantId,
      definition: { ...strait(), id: 'left' },
      now,
      author: 'tests',
    })
    await saveSnapshots(database.db, { tenantId, trendIds: [other.trendId], now: hoursBefore(10) })
    await score([await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(15) })])
    const trendIds = [newId(now), other.trendId, fresh]
    await saveSnapshots(database.db, { tenantId, trendIds, now })
    for (const trendId of [fresh, other.trendId]) {
      const history = asKnownNow(await loadRecord(database.db, trendId))
      const rows = await listRows(trendId)
      expect(rows.length).toBeGreaterThan(15)
      for (const row of rows) expect(row.logOdds).toBeCloseTo(standingAt(history, row.timestamp).logOdds, 9)
      expect(rows.at(-1)!.probability).toBeGreaterThan(0.1)
    }
    expect(await listRows(left.trendId)).toEqual([])
    // A whole grid is due only where there is none.
    const together = await inTransactions(database.db, [other.trendId, left.trendId, fresh, newId(now)])
    expect(together.map((ids) => ids.length)).toEqual([1, 1, 2])
    expect(together[2]).toContain(left.trendId)
    expect(await saveSnapshots(database.db, { tenantId: 'elsewhere', trendIds, now })).toBe(0)
    expect(await saveSnapshots(database.db, { tenantId, trendIds, now })).toBe(0)
  })

  it('are caught up in one go, and not written again when nothing changed', async () => {
    const { trendId, addEvent, score, save } = await openTrend()
    await score([await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(30) })])
    await save()
    const before = await listRows(trendId)
    expect(await save()).toBe(0)
    expect(await listRows(trendId)).toEqual(before)
    const later = new Date(now.getTime() + 50 * hourMs)
    expect(await save(later)).toBe(50)
    expect((await listRows(trendId)).slice(0, before.length)).toEqual(before)
  })

  it('are the same rows from sums of what is long past as from a whole rebuild, also when the trend was blind', async () => {
    const { trendId, tenantId, addEvent, score, save } = await openTrend(hoursBefore(2_000))
    const hours = [1_900, 1_890.5, 1_500, 1_250, 1_000, 770, 769, 745, 720, 300, 100, 20]
    const ids: string[] = []
    for (const [index, at] of hours.entries())
      ids.push(
        await addEvent({
          title: `[incident 0.8 0.9] no ${index}`,
          owner: ['Alpha', 'Beta', 'Gamma', 'Delta'][index % 4]!,
          at: hoursBefore(at),
        }),
      )
    await score(ids)
    for (const [from, until] of [
      [1_505, 1_400],
      [1_260, 1_240.5],
      [60, 30],
    ] as const)
      await database.db.insert(trendBlindSpans).values({
        ...{ id: newId(now), tenantId, trendId, recordedAt: now, endedRecordedAt: now },
        ...{ startedAt: hoursBefore(from), endedAt: hoursBefore(until) },
      })
    await save(hoursBefore(48))
    expect(await save()).toBe(48)
    const caughtUp = await valuesOf(trendId)
    await database.db.delete(trendSnapshots).where(eq(trendSnapshots.trendId, trendId))
    await save()
    const rebuilt = await valuesOf(trendId)
    expect(caughtUp).toHaveLength(rebuilt.length)
    for (const [index, row] of rebuilt.entries()) {
      const { logOdds, probability, bandLow, bandHigh, ...rest } = row
      expect(caughtUp[index]).toMatchObject(rest)
      for (const [key, value] of Object.entries({ logOdds, probability, bandLow, bandHigh }))
        expect(Math.abs(caughtUp[index]![key as 'logOdds'] - value)).toBeLessThan(1e-9)
    }
  })

  it('are written over those there are where they say something else, and left alone where they do not', async () => {
    const { trendId, tenantId, addEvent, score, save } = await openTrend(hoursBefore(100))
    await score([await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(30) })])
    await save(hoursBefore(1))
    const before = await listRows(trendId)
    const wrong = await database.db
      .update(trendSnapshots)
      .set({ level: 'severe', probability: 0.9 })
      .where(and(eq(trendSnapshots.trendId, trendId), eq(trendSnapshots.timestamp, hoursBefore(20))))
      .returning()
    expect(wrong).toHaveLength(1)
    await reopenSnapshots(database.db, { tenantId, from: hoursBefore(100), to: now, limit: 10 })
    expect(await save()).toBe(101)
    const after = await listRows(trendId)
    const rewritten = after.filter((row) => +row.recordedAt === +now).map((row) => row.timestamp)
    expect(rewritten).toEqual([hoursBefore(20), now])
    expect(after.slice(0, -1).map(({ recordedAt, ...row }) => row)).toEqual(before.map(({ recordedAt, ...row }) => row))
  })

  it('are the same rows whether evidence came early, late or was restated', async () => {
    const calm = await openTrend()
    const wild = await openTrend()
    const reports = [200, 150, 90, 40].map((hours, index) => ({
      title: `[incident 0.8 0.9] report ${index}`,
      owner: 'Alpha',
      at: hoursBefore(hours),
    }))
    const calmIds: string[] = []
    for (const report of reports) calmIds.push(await calm.addEvent(report))
    await calm.score(calmIds)
    await calm.save()
    for (const report of [reports[2]!, reports[0]!, reports[3]!, reports[1]!]) {
      await wild.score([await wild.addEvent(report)])
      await wild.save()
    }
    const [a, b] = [await valuesOf(calm.trendId), await valuesOf(wild.trendId)]
    expect(b).toHaveLength(a.length)
    for (const [index, row] of a.entries()) {
      expect(b[index]).toMatchObject({ timestamp: row.timestamp, level: row.level, eventCount24h: row.eventCount24h })
      expect(Math.abs(b[index]!.logOdds - row.logOdds)).toBeLessThan(1e-9)
    }
  })

  it('forget the time before the first evidence when that is retracted', async () => {
    const { trendId, addEvent, score, save, tenantId } = await openTrend(hoursBefore(10))
    const event = await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(60) })
    await score([event])
    await save()
    expect(await listRows(trendId)).toHaveLength(62)
    await database.sql`update items set deleted_at = now() where tenant_id = ${tenantId}`
    await score([event])
    await save()
    expect(await listRows(trendId)).toHaveLength(11)
  })

  it('move with an override from the hour it was made', async () => {
    const { trendId, tenantId, save } = await openTrend(hoursBefore(10))
    await save()
    await addOverride(database.db, {
      tenantId,
      trend: 'strait-closure',
      move: { toProbability: 0.6 },
      reason: 'own sources',
      author: 'analyst',
      now: hoursBefore(3),
    })
    await save()
    const rows = await listRows(trendId)
    expect(rows.find((row) => +row.timestamp === +hoursBefore(4))!.probability).toBeCloseTo(0.1, 9)
    expect(rows.find((row) => +row.timestamp === +hoursBefore(3))!.probability).toBeCloseTo(0.6, 9)
  })

  it('are due for a trend without the current hour or with changed evidence, and for unranked events', async () => {
    const { trendId, tenantId, addEvent, score, save } = await openTrend()
    const due = () => listDueSnapshots(database.db, { now, tenantId })
    expect(await due()).toEqual([{ tenantId, trendIds: [trendId], momentum: false }])
    await save()
    expect(await due()).toEqual([])
    await score([await addEvent({ title: '[incident 0.8 0.9] one', owner: 'Alpha', at: hoursBefore(3) })])
    expect(await due()).toEqual([{ tenantId, trendIds: [trendId], momentum: true }])
    await save()
    expect(await due()).toEqual([{ tenantId, trendIds: [], momentum: true }])
  })
})
