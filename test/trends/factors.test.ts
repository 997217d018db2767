import { describe, expect, it } from 'vitest'
import { corroborationOf, credibilityOf, deltaOf, noveltyOf, uncappedDelta } from '../../src/trends/factors.ts'
import { independentGroups, leadingGroup, type Report } from '../../src/trends/independence.ts'

const start = Date.UTC(2025, 4, 1)
let count = 0
const report = (changes: Partial<Report> = {}): Report => {
  count += 1
  return {
    itemId: `item-${count}`,
    owner: `owner ${count}`,
    publisher: `outlet ${count}`,
    credibilityScore: 0.8,
    tier: 'major',
    reporting: 'firsthand',
    publishedAt: new Date(start + count * 60_000),
    duplicateOf: null,
    contentHash: null,
    title: `Report ${count}`,
    text: '',
    ...changes,
  }
}

describe('factors', () => {
  it('credibility is the score of the source × its tier × its kind of reporting', () => {
    expect(credibilityOf({ credibilityScore: 0.8, tier: 'wire', reporting: 'firsthand' })).toBeCloseTo(0.76, 12)
    expect(credibilityOf({ credibilityScore: 0.8, tier: 'aggregator', reporting: 'aggregator' })).toBeCloseTo(0.16, 12)
  })

  it('corroboration grows with the root of independent groups and falls with contradictions', () => {
    expect(corroborationOf(1, 0)).toBeCloseTo(1 / 3, 12)
    expect(corroborationOf(4, 0)).toBeCloseTo(2 / 3, 12)
    expect(corroborationOf(40, 0)).toBe(1)
    expect(corroborationOf(0, 0)).toBeCloseTo(Math.sqrt(0.1) / 3, 12)
    expect(corroborationOf(9, 2)).toBeCloseTo(0.7, 12)
    expect(corroborationOf(9, 99)).toBeCloseTo(0.4, 12)
  })

  it('novelty is whole for the first sighting and recovers over weeks', () => {
    expect(noveltyOf(undefined)).toBe(1)
    expect(noveltyOf(0)).toBeCloseTo(0.3, 12)
    expect(noveltyOf(7)).toBeCloseTo(1 - 0.7 / Math.E, 12)
    expect(noveltyOf(365)).toBeCloseTo(1, 6)
  })

  it('Δ is the product of the factors, rounded to six decimals, within ±0.5', () => {
    const factors = {
      direction: -1 as const,
      weight: 0.3,
      severity: 0.7,
      confidence: 0.9,
      credibility: 0.6,
      corroboration: 0.5,
      novelty: 1,
    }
    expect(uncappedDelta(factors)).toBeCloseTo(-0.0567, 12)
    expect(deltaOf({ ...factors, ownerCap: 0.5 })).toBe(-0.02835)
    expect(uncappedDelta({ ...factors, weight: 40 })).toBe(-0.5)
  })
})

describe('independent groups', () => {
  it('count reports of different owners with their own words one by one', () => {
    expect(independentGroups([report(), report(), report()])).toHaveLength(3)
  })

  it('join reports of one owner', () => {
    const groups = independentGroups([report({ owner: 'Media AG' }), report({ owner: 'media ag ' }), report()])
    expect(groups).toHaveLength(2)
  })

  it('join syndicated text and near duplicates, and believe the best of them', () => {
    const first = report({ contentHash: 'same', credibilityScore: 0.5 })
    const second = report({ contentHash: 'same', credibilityScore: 0.9, reporting: 'secondary' })
    const third = report({ duplicateOf: first.itemId })
    const groups = independentGroups([first, second, third])
    expect(groups).toHaveLength(1)
    expect(groups[0]!.weight).toBe(1)
    expect(groups[0]!.itemIds).toHaveLength(3)
    expect(groups[0]!.credibility).toBeCloseTo(0.8 * 0.85, 12)
  })

  it('join outlets that cite each other, or the same agency', () => {
    const daily = report({ publisher: 'The Daily Planet' })
    expect(independentGroups([daily, report({ text: 'Talks ended, according to the Daily Planet.' })])).toHaveLength(1)
    expect(independentGroups([daily, report({ text: 'The Daily Planet hotel burned down.' })])).toHaveLength(2)
    expect(
      independentGroups([daily, report({ text: 'Talks ended, The Daily Planet reported on Monday.' })]),
    ).toHaveLength(1)
    const cited = [
      report({ text: 'KYIV (Reuters) - Talks ended.' }),
      report({ text: 'Talks ended, a source told Reuters.' }),
    ]
    expect(independentGroups(cited)).toHaveLength(1)
    expect(independentGroups([...cited, report({ text: 'Reuters has a new building.' })])).toHaveLength(2)
  })

  it('mark five accounts with one text within an hour as coordinated, not four and not over a day', () => {
    const spread = (accounts: number, minutes: number) =>
      Array.from({ length: accounts }, (_, index) =>
        report({ contentHash: 'slogan', publishedAt: new Date(start + index * minutes * 60_000) }),
      )
    expect(independentGroups(spread(5, 10))).toMatchObject([{ coordinated: true }])
    expect(independentGroups(spread(4, 10))[0]!.coordinated).toBeUndefined()
    expect(independentGroups(spread(5, 300))[0]!.coordinated).toBeUndefined()
  })

  it('do not depend on the order of the reports, and stop when more would add nothing', () => {
    const reports = Array.from({ length: 30 }, () => report())
    expect(independentGroups([...reports].reverse())).toEqual(independentGroups(reports))
    expect(independentGroups(reports)).toHaveLength(9)
  })

  it('are led by the most credible one', () => {
    const groups = independentGroups([
      report({ credibilityScore: 0.4 }),
      report({ credibilityScore: 0.9, owner: 'Best' }),
    ])
    expect(leadingGroup(groups)!.owner).toBe('Best')
  })
})
