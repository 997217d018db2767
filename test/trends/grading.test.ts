import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '../../src/db/id.ts'
import { trendEvidence } from '../../src/db/schema/index.ts'
import { gradeTrends } from '../../src/trends/grade-trends.ts'
import { grade } from '../../src/trends/grading.ts'
import { asKnownAt } from '../../src/trends/history.ts'
import { toLogOdds, toProbability } from '../../src/trends/log-odds.ts'
import { recordOutcome } from '../../src/trends/outcomes.ts'
import { saveDefinition } from '../../src/trends/save-definition.ts'
import { seenCurve } from '../../src/trends/seen-curve.ts'
import { dayMs, logOddsAt } from '../../src/trends/value.ts'
import { useDatabase } from '../support/database.ts'
import { instant, trendRecord } from './histories.ts'
import { openNewsroom, strait } from './newsroom.ts'

describe('grading', () => {
  it('scores forecasts, their skill against the baseline and their calibration', () => {
    const forecasts = [
      { probability: 0.8, outcome: 1 },
      { probability: 0.2, outcome: 0 },
    ]
    const baseline = forecasts.map(({ outcome }) => ({ probability: 0.5, outcome }))
    const result = grade(forecasts, baseline, 2)
    expect(result.brier).toBeCloseTo(0.04, 12)
    expect(result.logScore).toBeCloseTo(-Math.log(0.8), 12)
    expect(result.skill).toBeCloseTo(1 - 0.04 / 0.25, 12)
    expect(result.calibration.map(({ from, count }) => [from, count])).toEqual([
      [0.2, 1],
      [0.8, 1],
    ])
    expect(result.drift).toBe('ok')
  })

  it('warns of drift only with enough outcomes', () => {
    const wrong = Array.from({ length: 20 }, () => ({ probability: 0.9, outcome: 0 }))
    expect(grade(wrong, wrong, 20).drift).toBe('critical')
    expect(grade(wrong, wrong, 19).drift).toBe('ok')
  })
})

describe('the curve as it was seen', () => {
  it('is the closed form of what was known at each instant', () => {
    fc.assert(
      fc.property(trendRecord, fc.array(instant, { minLength: 1, maxLength: 60 }), (record, some) => {
        const instants = [...some].sort((a, b) => a.getTime() - b.getTime())
        const curve = seenCurve(record, instants)
        for (const [i, at] of instants.entries())
          expect(Math.abs(curve[i]! - logOddsAt(asKnownAt(record, at), at))).toBeLessThan(1e-9)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the grades of a tenant', () => {
  const database = useDatabase()
  const start = new Date('2025-05-01T00:00:00Z')
  const day = (n: number) => new Date(start.getTime() + n * dayMs)

  /** A trend of a fresh tenant with evidence of day 2 that became known on day 20. */
  async function trendWithLateEvidence() {
    const { tenantId } = await openNewsroom(database.db)
    const { trendId } = await saveDefinition(database.db, { tenantId, definition: strait(), now: start, author: 'a' })
    await database.db.insert(trendEvidence).values({
      id: newId(start),
      tenantId,
      trendId,
      eventId: newId(start),
      signal: 'incident',
      definitionId: newId(start),
      definitionVersion: 1,
      eventVersion: 1,
      matcherVersion: 'test',
      direction: 1,
      weight: 0.3,
      severity: 1,
      confidence: 1,
      credibility: 1,
      corroboration: 1,
      novelty: 1,
      delta: 0.5,
      halfLifeDays: 10,
      owner: 'Alpha',
      groups: [],
      itemIds: [],
      spans: [],
      orderKey: '',
      effectiveAt: day(2),
      recordedAt: day(20),
    })
    const resolve = (outcome: 'occurred' | 'did_not_occur' | 'superseded' | 'ongoing', on: number, recordedOn = on) =>
      recordOutcome(database.db, {
        tenantId,
        trend: 'strait-closure',
        outcome,
        resolvedAt: day(on),
        note: 'as reported',
        author: 'a',
        now: day(recordedOn),
      })
    return { tenantId, trendId, resolve }
  }

  it('are those of what was said then, whatever became known later', async () => {
    const { tenantId, trendId, resolve } = await trendWithLateEvidence()
    await resolve('occurred', 40)
    const { hourly, atLeadDays, trends } = await gradeTrends(database.db, tenantId)
    expect(hourly.count).toBe(40 * 24)
    const said = (on: number) => atLeadDays.find(({ days }) => days === 40 - on)!.grade
    // Day 10: the evidence of day 2 was not known yet. Day 33: it was, and had faded for 31 days.
    expect(said(10).brier).toBeCloseTo((1 - 0.1) ** 2, 9)
    expect(said(33).brier).toBeCloseTo((1 - toProbability(toLogOdds(0.1) + 0.5 * 2 ** -3.1)) ** 2, 9)
    expect(said(33).skill).toBeGreaterThan(0)
    expect(trends[0]).toMatchObject({ slug: 'strait-closure', note: 'as reported', baseline: expect.closeTo(0.1, 9) })

    await database.db
      .update(trendEvidence)
      .set({ retractedAt: day(60) })
      .where(eq(trendEvidence.trendId, trendId))
    expect((await gradeTrends(database.db, tenantId)).hourly).toEqual(hourly)
  })

  it('follow the outcome recorded last, and leave out what cannot be graded', async () => {
    const { tenantId, resolve } = await trendWithLateEvidence()
    await resolve('occurred', 30)
    await resolve('did_not_occur', 30, 31)
    const { trends, outcomes } = await gradeTrends(database.db, tenantId)
    expect([trends[0]!.outcome, outcomes]).toEqual(['did_not_occur', 1])
    await resolve('superseded', 30, 32)
    const after = await gradeTrends(database.db, tenantId)
    expect([after.trends[0]!.outcome, after.trends[0]!.grade, after.outcomes]).toEqual(['superseded', null, 0])
  })

  it('do not count forecasts from before there was a trend', async () => {
    const { tenantId, resolve } = await trendWithLateEvidence()
    await resolve('occurred', -5, 3)
    const { trends, hourly, atLeadDays } = await gradeTrends(database.db, tenantId)
    expect([trends[0]!.grade, hourly.count]).toEqual([null, 0])
    expect(atLeadDays.map(({ grade: { count } }) => count)).toEqual([0, 0, 0])
  })
})
