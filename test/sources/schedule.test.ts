import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  backoffMs,
  isSilent,
  medianGapSeconds,
  nextInterval,
  outsideQuietTimes,
  withJitter,
} from '../../src/sources/schedule.ts'

const now = new Date('2025-04-19T12:00:00Z')
const hour = 3_600
const every = (seconds: number, n = 20) =>
  Array.from({ length: n }, (_, i) => new Date(now.getTime() - i * seconds * 1_000))
const base = {
  current: 900,
  bounds: { min: 300, max: 21_600 },
  published: every(900),
  news: 1,
  askedSeconds: null,
  now,
}

describe('the interval of a source', () => {
  it('follows half the gap between its entries', () => {
    expect(nextInterval({ ...base, published: every(1_200) })).toBe(600)
    expect(nextInterval({ ...base, published: every(60) })).toBe(300)
  })

  it('grows step by step while nothing new comes', () => {
    let current = 900
    const steps = Array.from(
      { length: 30 },
      () => (current = nextInterval({ ...base, current, published: [], news: 0 })),
    )
    expect(steps[0]).toBe(1_080)
    expect(steps.at(-1)).toBe(21_600)
  })

  it('is never below what the source asks for, and never beyond its bounds', () => {
    expect(nextInterval({ ...base, published: every(60), askedSeconds: hour })).toBe(hour)
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e5), fc.nat(5), fc.option(fc.nat(1e7)), (current, gap, news, askedSeconds) => {
        const interval = nextInterval({ ...base, current, published: every(gap), news, askedSeconds })
        expect(interval).toBeGreaterThanOrEqual(300)
        expect(interval).toBeLessThanOrEqual(21_600)
      }),
    )
  })

  it('ignores entries dated in the future', () => {
    expect(medianGapSeconds([...every(600), new Date('2035-01-01')], now)).toBe(600)
    expect(medianGapSeconds(every(600, 3), now)).toBeNull()
  })
})

describe('back-off', () => {
  it('doubles with every failure up to a day', () => {
    expect([1, 2, 3, 7, 8, 100].map((n) => backoffMs(900, n, undefined) / 1_000)).toEqual([
      900, 1_800, 3_600, 57_600, 57_600, 57_600,
    ])
    expect(backoffMs(21_600, 10, undefined)).toBe(24 * hour * 1_000)
  })

  it('waits as long as it was asked to, but no longer than a week', () => {
    expect(backoffMs(900, 1, 7_200_000)).toBe(7_200_000)
    expect(backoffMs(900, 1, 1e12)).toBe(7 * 24 * hour * 1_000)
  })
})

it('jitter moves a delay by at most a tenth and differs between sources', () => {
  const moved = ['a', 'b', 'c'].map((id) => withJitter(1_000, id, now))
  expect(new Set(moved).size).toBe(3)
  for (const ms of moved) expect(Math.abs(ms - 1_000)).toBeLessThanOrEqual(100)
})

it('checks wait for the end of the hours and days a feed wants to be left alone', () => {
  expect(outsideQuietTimes(now, { skipHours: [12, 13], skipDays: [] })).toEqual(new Date('2025-04-19T14:00:00Z'))
  expect(outsideQuietTimes(now, { skipHours: [], skipDays: [6, 0] })).toEqual(new Date('2025-04-21T00:00:00Z'))
  expect(outsideQuietTimes(now, { skipHours: [], skipDays: [0, 1, 2, 3, 4, 5, 6] })).toEqual(now)
})

it('a source is silent after eight times its rhythm without news, but not within two days', () => {
  const ago = (hours: number) => new Date(now.getTime() - hours * hour * 1_000)
  expect(isSilent(ago(47), 600, 900, now)).toBe(false)
  expect(isSilent(ago(49), 600, 900, now)).toBe(true)
  expect(isSilent(ago(49), 12 * hour, 900, now)).toBe(false)
  expect(isSilent(ago(97), 12 * hour, 900, now)).toBe(true)
})
