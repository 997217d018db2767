import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readLabelledItems } from '../../../scripts/labelled-items.ts'
import { readDefinitions } from '../../../scripts/read-definitions.ts'
import { matcher, matchTrends } from '../../../src/trends/match/index.ts'

const folder = new URL('../../fixtures/matching/', import.meta.url).pathname

describe('matching items about sixteen trends on other subjects than the examples', () => {
  it('finds the right signal for half of the invented items by words alone, with under 8 % false alarms', async () => {
    const definitions = readDefinitions(`${folder}definitions`)
    const items = await readLabelledItems(`${folder}items.ndjson`)
    const found = await matchTrends(
      matcher,
      definitions,
      items.map((item) => item.text),
    )
    const first = found.map((matches) => matches[0] && `${matches[0].trend}/${matches[0].signal}`)
    const relevant = items.filter((item) => item.labels.length > 0).length
    const right = items.filter((item, i) => item.labels.includes(first[i] ?? '')).length
    const alarms = items.filter((item, i) => item.labels.length === 0 && first[i] !== undefined).length
    expect(right / relevant).toBeGreaterThan(0.5)
    expect(alarms / (items.length - relevant)).toBeLessThan(0.08)
  })

  it('labels only signals that exist', async () => {
    for (const set of [
      '',
      'paraphrased/',
      'held-out/',
      'held-out-2/',
      'held-out-3/',
      'held-out-4/',
      'held-out-5/',
      'held-out-6/',
    ]) {
      const definitions = readDefinitions(`${folder}${set}definitions`)
      const names = new Set(definitions.flatMap((d) => d.indicators.map((entry) => `${d.id}/${entry.signal}`)))
      for (const item of await readLabelledItems(`${folder}${set}items.ndjson`))
        for (const label of item.labels) expect(names).toContain(label)
    }
    const examples = new URL('../../../examples/', import.meta.url).pathname
    const spring = new Set(
      readDefinitions(`${examples}trends`).flatMap((d) => d.indicators.map((e) => `${d.id}/${e.signal}`)),
    )
    for (const line of (await readFile(`${examples}labels/spring-2025.ndjson`, 'utf8')).trim().split('\n'))
      for (const label of (JSON.parse(line) as { labels: string[] }).labels) expect(spring).toContain(label)
  })
})
