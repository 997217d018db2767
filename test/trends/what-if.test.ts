import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incoherences } from '../../src/trends/coherence.ts'
import { toLogOdds } from '../../src/trends/log-odds.ts'
import { simulate } from '../../src/trends/simulate.ts'
import { strongHit, tripwire } from '../../src/trends/tripwire.ts'
import { now, strait } from './newsroom.ts'

const definition = strait()

describe('tripwire', () => {
  it('finds the smallest sets and no smaller one would do', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4, max: 2, noNaN: true }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (logOdds, threshold) => {
          const found = tripwire({ definition, logOdds, threshold })
          expect(found.missing === 0 || !found.reachable).toBe(found.sets.length === 0)
          if (found.sets.length === 0) return
          const all = found.sets.map((set) => set.reduce((sum, hit) => sum + hit.delta, 0))
          for (const sum of all) expect(sum).toBeGreaterThanOrEqual(found.missing - 1e-12)
          // The strongest set without its weakest hit is the strongest of the next smaller size.
          const strongest = found.sets[0]!
          expect(all[0]! - strongest.at(-1)!.delta).toBeLessThan(found.missing)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('counts a repeated signal for less, and works downwards too', () => {
    const up = tripwire({ definition, logOdds: toLogOdds(0.2), threshold: 0.26 })
    expect(up.sets[0]!.map((hit) => [hit.signal, hit.occurrence])).toEqual([
      ['incident', 1],
      ['buildup', 1],
      ['incident', 2],
    ])
    const down = tripwire({ definition, logOdds: toLogOdds(0.2), threshold: 0.19, side: 'below' })
    expect(down.sets[0]!.map((hit) => hit.signal)).toEqual(['talks'])
    expect(tripwire({ definition, logOdds: toLogOdds(0.2), threshold: 0.1 }).missing).toBe(0)
  })
})

describe('simulation', () => {
  it('lifts the curve by the hit and lets it fade with its half-life', () => {
    const history = {
      definitions: [
        { version: 1, effectiveFrom: new Date(0), recordedAt: new Date(0), baselineLogOdds: toLogOdds(0.1) },
      ],
      contributions: [],
      blindSpans: [],
    }
    const { hits, curve } = simulate({
      history,
      definition,
      hits: [{ signal: 'incident', at: now }],
      from: now,
      until: new Date(now.getTime() + 28 * 86_400_000),
      stepHours: 24,
    })
    expect(hits[0]!.delta).toBeCloseTo(0.3 * strongHit.corroboration, 6)
    expect(curve).toHaveLength(29)
    const lift = (point: (typeof curve)[number]) => toLogOdds(point.simulated) - toLogOdds(point.probability)
    expect(lift(curve[0]!)).toBeCloseTo(hits[0]!.delta, 9)
    expect(lift(curve[14]!)).toBeCloseTo(hits[0]!.delta / 2, 9)
    expect(lift(curve[28]!)).toBeCloseTo(hits[0]!.delta / 4, 9)
  })
})

describe('coherence', () => {
  const trend = (slug: string, probability: number, rules: { excludes?: string[]; implies?: string[] } = {}) => ({
    slug,
    logOdds: toLogOdds(probability),
    excludes: rules.excludes ?? [],
    implies: rules.implies ?? [],
  })

  it('flags trends that exclude each other and add up to more than one, once, with a repair that just holds', () => {
    const found = incoherences([trend('war', 0.7, { excludes: ['peace'] }), trend('peace', 0.6, { excludes: ['war'] })])
    expect(found).toHaveLength(1)
    const [a, b] = found[0]!.repair
    expect(a!.probability + b!.probability).toBeCloseTo(1, 12)
    expect(toLogOdds(0.7) - a!.logOdds).toBeCloseTo(toLogOdds(0.6) - b!.logOdds, 12)
  })

  it('flags more than two that exclude each other, with the least shift of all that mends it, and a pair only within its group', () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: 3, maxLength: 5 }),
        fc.boolean(),
        (probabilities, bothSay) => {
          const slugs = names.slice(0, probabilities.length)
          const group = slugs.map((slug, at) =>
            trend(slug, probabilities[at]!, {
              excludes: slugs.filter((_other, place) => place !== at && (bothSay || place > at)),
            }),
          )
          // One that excludes some of them only is a group of its own with these.
          const aside = trend('aside', 0.001, { excludes: slugs.slice(0, 2) })
          const found = incoherences([...group, aside]).filter((entry) => !entry.trends.includes('aside'))
          const sum = probabilities.reduce((total, probability) => total + probability, 0)
          fc.pre(Math.abs(sum - 1) > 1e-6)
          if (sum < 1) {
            expect(found).toEqual([])
            return
          }
          expect(found).toMatchObject([{ rule: 'excludes', trends: slugs }])
          const { repair, excess } = found[0]!
          expect(excess).toBeCloseTo(sum - 1, 9)
          expect(repair.reduce((total, { probability }) => total + probability, 0)).toBeCloseTo(1, 9)
          const shifts = repair.map(({ logOdds }, at) => group[at]!.logOdds - logOdds)
          for (const shift of shifts) expect(shift).toBeCloseTo(shifts[0]!, 9)
          expect(shifts[0]!).toBeGreaterThan(0)
        },
      ),
      { numRuns: 1_000 },
    )
    const [first, ...rest] = incoherences([trend('a', 0.7, { excludes: ['b', 'c'] }), trend('b', 0.6), trend('c', 0.2)])
    expect([first!.trends, rest]).toEqual([['a', 'b'], []])
  })

  it('flags a trend that is likelier than what it implies, and leaves coherent ones alone', () => {
    const found = incoherences([trend('invasion', 0.4, { implies: ['war'] }), trend('war', 0.2)])
    expect(found[0]!.repair[0]!.logOdds).toBeCloseTo(found[0]!.repair[1]!.logOdds, 12)
    expect(
      incoherences([trend('invasion', 0.1, { implies: ['war'] }), trend('war', 0.2, { excludes: ['gone'] })]),
    ).toEqual([])
  })
})
