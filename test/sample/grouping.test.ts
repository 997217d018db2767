import { expect, test } from 'vitest'
import { createStreamGrouper } from '../../src/events/index.ts'
import { readSample, sampleAnchor, sampleItemsAt } from '../../src/sample/load.ts'

test('the pipeline groups the sample as its labels say (B-cubed F1 of at least .88)', async () => {
  const sample = await readSample()
  const owners = new Map(sample.outlets.map((outlet) => [outlet.id, outlet.owner]))
  const entries = sampleItemsAt(sample, sampleAnchor(new Date('2031-05-17T09:00:00Z'))).filter(
    ({ item }) => !item.updatedAt,
  )
  const grouper = createStreamGrouper()
  for (const { item, outletId } of entries)
    grouper.assign(
      grouper.read({
        title: item.title ?? '',
        text: item.text,
        source: owners.get(outletId) ?? null,
        url: item.url ?? null,
        publishedAt: item.publishedAt?.getTime() ?? null,
        language: item.language ?? 'und',
      }),
    )
  // Languages are grouped apart, so the German reports of a story are a story of their own here.
  const gold = entries.map(({ item, story }) => `${item.language} ${story}`)
  expect(bCubedF1(gold, grouper.clusters())).toBeGreaterThan(0.88)
})

/** Bagga & Baldwin (1998): harmonic mean of precision and recall, averaged over the elements. */
function bCubedF1(gold: string[], found: string[]): number {
  let precision = 0
  let recall = 0
  gold.forEach((story, i) => {
    const both = gold.filter((other, j) => other === story && found[j] === found[i]).length
    precision += both / found.filter((cluster) => cluster === found[i]).length
    recall += both / gold.filter((other) => other === story).length
  })
  return (2 * precision * recall) / (precision + recall) / gold.length
}
