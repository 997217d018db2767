import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sweep } from '../../src/snapshots/sweep.ts'
import { attribute } from '../../src/trends/attribution.ts'
import { asKnownAt, asKnownNow, definitionAt } from '../../src/trends/history.ts'
import { toProbability } from '../../src/trends/log-odds.ts'
import { standingAt } from '../../src/trends/standing-at.ts'
import { trendClock } from '../../src/trends/trend-clock.ts'
import { baselineAt, contributionAt, dayMs, logOddsAt } from '../../src/trends/value.ts'
import { afterAll, instant, trendRecord } from './histories.ts'

const runs = { numRuns: 2_000 }

describe('the value of a trend', () => {
  it('does not depend on the order evidence arrived in', () => {
    const shuffled = trendRecord.chain((record) =>
      fc.tuple(
        fc.constant(record),
        fc.shuffledSubarray([...record.contributions], { minLength: record.contributions.length }),
        instant,
      ),
    )
    fc.assert(
      fc.property(shuffled, ([record, contributions, at]) => {
        const one = logOddsAt(asKnownNow(record), at)
        const other = logOddsAt(asKnownNow({ ...record, contributions }), at)
        expect(Math.abs(one - other)).toBeLessThan(1e-9)
      }),
      runs,
    )
  })

  it('is unchanged by retracting a contribution and adding the same again', () => {
    fc.assert(
      fc.property(trendRecord, instant, fc.nat(), (record, at, pick) => {
        const rows = [...record.contributions]
        const index = rows.length === 0 ? -1 : pick % rows.length
        fc.pre(index >= 0 && rows[index]!.retractedAt === null)
        const row = rows[index]!
        rows[index] = { ...row, retractedAt: afterAll }
        rows.push({ ...row, id: 'again', recordedAt: afterAll })
        const before = logOddsAt(asKnownNow(record), at)
        expect(Math.abs(logOddsAt(asKnownNow({ ...record, contributions: rows }), at) - before)).toBeLessThan(1e-9)
        expect(logOddsAt(asKnownAt({ ...record, contributions: rows }, new Date(+afterAll - 1)), at)).toBe(
          logOddsAt(asKnownAt(record, new Date(+afterAll - 1)), at),
        )
      }),
      runs,
    )
  })

  it('as known at a time after everything equals the value now', () => {
    fc.assert(
      fc.property(trendRecord, instant, (record, at) => {
        expect(logOddsAt(asKnownAt(record, afterAll), at)).toBe(logOddsAt(asKnownNow(record), at))
      }),
      runs,
    )
  })

  it('as known at a time ignores everything recorded later and keeps what was retracted later', () => {
    fc.assert(
      fc.property(trendRecord, instant, instant, (record, at, knownAt) => {
        const past = {
          definitions: record.definitions.filter((row) => row.recordedAt <= knownAt || row.version === 1),
          blindSpans: record.blindSpans.filter((span) => span.recordedAt <= knownAt),
          contributions: record.contributions
            .filter((row) => row.recordedAt <= knownAt)
            .map((row) =>
              row.retractedAt !== null && row.retractedAt > knownAt ? { ...row, retractedAt: null } : row,
            ),
        }
        fc.pre(!past.blindSpans.some((span) => span.endedAt !== null && span.endedAt > knownAt))
        expect(logOddsAt(asKnownAt(record, knownAt), at)).toBe(logOddsAt(asKnownNow(past), at))
      }),
      runs,
    )
  })

  it('is the baseline before anything happened and returns to it long after', () => {
    fc.assert(
      fc.property(trendRecord, (record) => {
        const history = asKnownNow({ ...record, blindSpans: [] })
        expect(logOddsAt(history, new Date(0))).toBeCloseTo(baselineAt(history, new Date(0)), 12)
        const late = new Date(Date.UTC(2040, 0, 1))
        expect(Math.abs(logOddsAt(history, late) - baselineAt(history, late))).toBeLessThan(1e-6)
      }),
      runs,
    )
  })

  it('halves a contribution every half-life', () => {
    fc.assert(
      fc.property(trendRecord, fc.integer({ min: 0, max: 10 }), (record, halvings) => {
        for (const row of record.contributions) {
          const atMs = row.effectiveAt.getTime() + halvings * row.halfLifeDays * dayMs
          expect(Math.abs(contributionAt(row, trendClock([]), atMs) - row.delta / 2 ** halvings)).toBeLessThan(1e-9)
        }
      }),
      runs,
    )
  })

  it('stands still inside a blind span, and only there', () => {
    fc.assert(
      fc.property(trendRecord, instant, fc.integer({ min: 1, max: 86_400 }), (record, at, seconds) => {
        const clock = trendClock(record.blindSpans)
        const later = new Date(at.getTime() + seconds * 1000)
        const blindThroughout = record.blindSpans.some(
          (span) => span.startedAt <= at && (span.endedAt === null || span.endedAt >= later),
        )
        const passed = clock.tau(later.getTime()) - clock.tau(at.getTime())
        expect(passed).toBeGreaterThanOrEqual(0)
        expect(passed).toBeLessThanOrEqual(seconds * 1000)
        const happened = record.contributions.filter((row) => row.effectiveAt <= at)
        if (blindThroughout) {
          expect(passed).toBe(0)
          for (const row of happened)
            expect(contributionAt(row, clock, later.getTime())).toBe(contributionAt(row, clock, at.getTime()))
        }
        const touched = record.blindSpans.some(
          (span) => span.startedAt < later && (span.endedAt === null || span.endedAt > at),
        )
        if (!touched) expect(passed).toBe(seconds * 1000)
      }),
      runs,
    )
  })

  it('takes the newest definition in effect, and the first one before any', () => {
    fc.assert(
      fc.property(trendRecord, instant, ({ definitions }, at) => {
        const inEffect = definitions.filter((row) => row.effectiveFrom <= at).map((row) => row.version)
        expect(definitionAt(definitions, at).version).toBe(inEffect.length === 0 ? 1 : Math.max(...inEffect))
      }),
      runs,
    )
  })
})

describe('attribution', () => {
  it('adds up to the move, in log-odds and in probability', () => {
    fc.assert(
      fc.property(trendRecord, instant, instant, (record, from, to) => {
        const history = asKnownNow(record)
        const split = attribute({ at: from, history }, { at: to, history })
        const sum = (pick: (line: (typeof split.lines)[number]) => number) =>
          split.lines.reduce((total, line) => total + pick(line), 0)
        const moved = logOddsAt(history, to) - logOddsAt(history, from)
        expect(Math.abs(sum((line) => line.deltaLogOdds) - moved)).toBeLessThan(1e-9)
        const movedProbability = toProbability(logOddsAt(history, to)) - toProbability(logOddsAt(history, from))
        expect(Math.abs(sum((line) => line.deltaProbability) - movedProbability)).toBeLessThan(1e-9)
      }),
      { numRuns: 4_000 },
    )
  })

  it('adds up when the two ends differ in what was known', () => {
    fc.assert(
      fc.property(trendRecord, instant, instant, (record, from, to) => {
        const before = asKnownAt(record, from)
        const after = asKnownAt(record, to)
        const split = attribute({ at: from, history: before }, { at: to, history: after })
        const total = split.lines.reduce((sum, line) => sum + line.deltaProbability, 0)
        const moved = toProbability(logOddsAt(after, to)) - toProbability(logOddsAt(before, from))
        expect(Math.abs(total - moved)).toBeLessThan(1e-9)
      }),
      runs,
    )
  })
})

describe('the hourly sweep', () => {
  it('gives at every hour what the closed form gives', () => {
    fc.assert(
      fc.property(
        trendRecord,
        fc.integer({ min: 0, max: 2_800 }),
        fc.integer({ min: 0, max: 60 }),
        (record, hour, hours) => {
          const history = asKnownNow(record)
          const from = new Date(Date.UTC(2025, 3, 18) + hour * 3_600_000)
          const rows = sweep(history, from, new Date(from.getTime() + hours * 3_600_000))
          expect(rows).toHaveLength(hours + 1)
          for (const row of rows.filter((_, index) => index % 7 === 0)) {
            const direct = standingAt(history, row.at)
            expect(Math.abs(row.logOdds - direct.logOdds)).toBeLessThan(1e-9)
            expect(Math.abs(row.probability - direct.probability)).toBeLessThan(1e-9)
            expect(Math.abs(row.bandLow - direct.bandLow)).toBeLessThan(1e-9)
            expect(Math.abs(row.bandHigh - direct.bandHigh)).toBeLessThan(1e-9)
            expect(row.eventCount24h).toBe(direct.eventCount24h)
            expect(row.isBlind).toBe(direct.isBlind)
            expect(row.definitionVersion).toBe(direct.definitionVersion)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
