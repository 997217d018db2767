import { beforeAll, describe, expect, test } from 'vitest'
import { readSample, type Sample, sampleAnchor, sampleItemsAt, sampleTrendsAt } from '../../src/sample/load.ts'

const now = new Date('2031-05-17T09:41:12.345Z')
let sample: Sample
beforeAll(async () => {
  sample = await readSample()
})

describe('the sample workspace', () => {
  test('is about 150 items of 8 outlets over three weeks, on reserved addresses only', () => {
    expect(sample.outlets).toHaveLength(8)
    expect(new Set(sample.outlets.map((outlet) => outlet.owner)).size).toBe(7)
    expect(sample.items.length).toBeGreaterThanOrEqual(140)
    expect(sample.items.length).toBeLessThanOrEqual(170)
    const hours = sample.items.map((item) => item.at)
    expect(Math.max(...hours) - Math.min(...hours)).toBeGreaterThan(19 * 24)
    for (const { item } of sampleItemsAt(sample, sampleAnchor(now)))
      expect(new URL(item.url!).hostname).toMatch(/\.example$/)
  })

  test('every outlet reports, and ids are unique but for the one edited report', () => {
    expect(new Set(sample.items.map((item) => item.outlet))).toEqual(new Set(sample.outlets.map(({ id }) => id)))
    const ids = sample.items.map((item) => `${item.outlet} ${item.id}`)
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index)
    expect(repeated).toEqual(['courier courier-seizure'])
  })

  test('an edit arrives after the version it replaces and differs from it', () => {
    const versions = sampleItemsAt(sample, sampleAnchor(now)).filter((entry) =>
      entry.item.externalId.endsWith(':courier-seizure'),
    )
    expect(versions.map((entry) => entry.item.updatedAt !== null)).toEqual([false, true])
    expect(versions[0]!.item.title).not.toBe(versions[1]!.item.title)
  })

  test('stories have between one and twenty-odd reports; bursts fit into two days', () => {
    const labels = [...new Set(sample.items.map((item) => item.story))]
    const stories = labels.map((label) => sample.items.filter((item) => item.story === label))
    const several = stories.filter((items) => items.length > 2)
    expect(several.length).toBeGreaterThanOrEqual(15)
    const bursts = several.filter((items) => items.length >= 15)
    expect(bursts.length).toBeGreaterThanOrEqual(2)
    for (const items of bursts)
      expect(Math.max(...items.map((i) => i.at)) - Math.min(...items.map((i) => i.at))).toBeLessThan(48)
  })

  test('times count from the full hour of the first start, so two starts within it agree', () => {
    const later = new Date(now.getTime() + 15 * 60_000)
    expect(sampleItemsAt(sample, sampleAnchor(later))).toEqual(sampleItemsAt(sample, sampleAnchor(now)))
    const published = sampleItemsAt(sample, sampleAnchor(now)).map(({ item }) => item.publishedAt!.getTime())
    expect(Math.max(...published)).toBeLessThan(now.getTime())
    expect(Math.max(...published)).toBeGreaterThan(now.getTime() - 24 * 3_600_000)
  })

  test('four trends, labelled as sample, with indicators both ways and days filled in', () => {
    const trends = sampleTrendsAt(sample, sampleAnchor(now))
    expect(trends).toHaveLength(4)
    for (const trend of trends) {
      expect(trend.name).toMatch(/\(sample\)$/)
      expect(trend.question).toMatch(/20\d\d-\d\d-\d\d/)
      expect(Date.parse(trend.effectiveFrom!)).toBeLessThanOrEqual(now.getTime() - 20 * 86_400_000)
      expect(new Set(trend.indicators.map(({ direction }) => direction)).size).toBe(2)
      expect(trend.indicators.length).toBeGreaterThanOrEqual(4)
    }
  })

  test('every indicator has a keyword that some report really uses', () => {
    const text = sample.items.map((item) => `${item.title} ${item.text}`.toLowerCase()).join('\n')
    for (const trend of sampleTrendsAt(sample, sampleAnchor(now)))
      for (const indicator of trend.indicators)
        expect(
          indicator.keywords.filter((keyword) => text.includes(keyword.toLowerCase())),
          `${trend.id} ${indicator.signal}`,
        ).not.toEqual([])
  })
})
