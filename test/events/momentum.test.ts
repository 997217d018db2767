import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { momentumAt, momentumDefaults, type Report } from '../../src/events/momentum/momentum.ts'
import { rankEvents, rankScore } from '../../src/events/momentum/rank.ts'

const hour = 3_600_000
const at = (...hours: number[]): Report[] => hours.map((h, i) => ({ time: h * hour, owner: `owner ${i % 4}` }))
const burst = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + (i * 6) / count)
const stateOf = (reports: Report[], now: number, usual = 0.1) => momentumAt(reports, now * hour, usual).state

describe('momentum', () => {
  test('a young event is emerging', () => expect(stateOf(at(0, 1), 2)).toBe('emerging'))
  test('many reports within hours make it viral', () => expect(stateOf(at(...burst(0, 12)), 7)).toBe('viral'))
  test('what is many depends on what is usual', () => expect(stateOf(at(...burst(0, 12)), 7, 2)).toBe('emerging'))
  test('it declines when velocity falls by more than 30 %', () =>
    expect(stateOf(at(...burst(0, 12), 15), 20)).toBe('declining'))
  test('steady news after the burst sustains it', () =>
    expect(stateOf(at(...burst(0, 12), 14, 16, 18, 20, 22, 26, 28, 30, 32, 34), 36)).toBe('sustained'))
  test('an event that never took off declines after two days', () => expect(stateOf(at(0, 45), 50)).toBe('declining'))
  test('three days without news end it', () => expect(stateOf(at(0, 1), 74)).toBe('dead'))
  test('diversity is the effective number of owners', () => {
    expect(momentumAt(at(0, 1, 2, 3), 4 * hour, 0).diversity).toBeCloseTo(4)
    expect(
      momentumAt(
        [
          { time: 0, owner: 'a' },
          { time: 1, owner: 'a' },
        ],
        hour,
        0,
      ).diversity,
    ).toBeCloseTo(1)
  })

  test('does not depend on the order of reports, nor on reports of the future', () => {
    const report = fc.record({ time: fc.integer({ min: 0, max: 200 * hour }), owner: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(fc.array(report), fc.integer({ min: 0, max: 200 }), (reports, now) => {
        const known = momentumAt(reports, now * hour, 0.2)
        expect(momentumAt([...reports].reverse(), now * hour, 0.2)).toEqual(known)
        expect(
          momentumAt(
            reports.filter((r) => r.time <= now * hour),
            now * hour,
            0.2,
          ),
        ).toEqual(known)
        expect(known.velocity).toBeGreaterThanOrEqual(0)
        expect(known.velocity * momentumDefaults.windowHours).toBeLessThanOrEqual(reports.length)
      }),
    )
  })
})

describe('ranking', () => {
  const event = (id: string, score: number, leadingOwner: string | null) => ({
    id,
    score,
    leadingOwner,
    independentSources: 1,
    items: 1,
    engagement: 0,
    hoursSinceUpdate: 0,
    velocity: 0,
    diversity: 1,
  })

  test('more independent sources, newer news and more engagement rank higher', () => {
    const plain = event('a', 0, null)
    expect(rankScore({ ...plain, independentSources: 5 })).toBeGreaterThan(rankScore(plain))
    expect(rankScore({ ...plain, hoursSinceUpdate: 24 })).toBeLessThan(rankScore(plain))
    expect(rankScore({ ...plain, engagement: 5_000 })).toBeGreaterThan(rankScore(plain))
    expect(rankScore({ ...plain, velocity: 2 })).toBeGreaterThan(rankScore(plain))
  })

  test('one owner leads at most 40 % of a top list while others are left', () => {
    const owners = fc.constantFrom('a', 'b', 'c', null)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), owners), { maxLength: 60 }), (rows) => {
        const list = rows.map(([score, owner], i) => event(`e${i}`, score, owner))
        const ranked = rankEvents(list)
        expect([...ranked].map((e) => e.id).sort()).toEqual(list.map((e) => e.id).sort())
        const led = new Map<string, number>()
        for (const [place, { leadingOwner }] of ranked.entries()) {
          if (leadingOwner === null) continue
          led.set(leadingOwner, (led.get(leadingOwner) ?? 0) + 1)
          const within = led.get(leadingOwner)! <= Math.max(1, Math.floor(0.4 * (place + 1)))
          // past the cap only when everything that follows is at its cap too
          if (!within) expect(ranked.slice(place).some((e) => e.leadingOwner === null)).toBe(false)
        }
      }),
    )
  })

  test('a happening of three outlets a day old ranks above the newest report of one', () => {
    const one = {
      id: 'one',
      independentSources: 1,
      items: 1,
      engagement: 0,
      hoursSinceUpdate: 0,
      velocity: 1 / 12,
      diversity: 1,
      leadingOwner: 'a',
    }
    const three = {
      ...one,
      id: 'three',
      independentSources: 3,
      items: 4,
      hoursSinceUpdate: 24,
      velocity: 0,
      diversity: 3,
      leadingOwner: null,
    }
    expect(rankScore(three)).toBeGreaterThan(rankScore(one))
  })

  test('without a dominant owner the order is the score', () => {
    const ranked = rankEvents([event('a', 0.1, null), event('b', 0.9, null), event('c', 0.5, null)])
    expect(ranked.map((e) => e.id)).toEqual(['b', 'c', 'a'])
  })
})
