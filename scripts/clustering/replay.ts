import { defaultParams, Engine } from '../../src/events/engine/engine.ts'
import type { Likeness } from '../../src/events/engine/model.ts'
import type { Sample } from './boost.ts'
import { hash, type LabelledItem } from './labelled-stream.ts'

/** A comparison of two items, with the folds and origins of their stories. */
export interface PairSample extends Sample {
  folds: readonly [number, number]
  origins: readonly [string, string]
}

/** Probability that the items of a row report the same, by models that have not seen the stories in `folds`. */
export type PairJudge = (row: readonly number[], a: LabelledItem, b: LabelledItem) => number

/** Event of every item when the stream is grouped by `judge`. */
export function groupStream(items: readonly LabelledItem[], judge: PairJudge, threshold: number): string[] {
  return run(items, threshold, (row, a, b) => judge(row, items[a.seq - 1]!, items[b.seq - 1]!))
}

/** The comparisons a new item meets when everything before it is grouped by its label. */
export function samplePairs(items: readonly LabelledItem[]): PairSample[] {
  const sizes = new Map<string, number>()
  for (const { story } of items) sizes.set(story, (sizes.get(story) ?? 0) + 1)
  const samples: PairSample[] = []
  let newest = 0
  run(items, 0.5, (row, a, b) => {
    const one = items[a.seq - 1]!
    const other = items[b.seq - 1]!
    const label = one.story === other.story ? 1 : 0
    newest = Math.max(newest, a.seq, b.seq)
    // a pair is met again whenever an item arrives near it; some of that teaches enough
    const chance = chanceOf(label, sizes.get(one.story) ?? 1, sizes.get(other.story) ?? 1)
    const isFirst = newest === Math.max(a.seq, b.seq)
    if (hash(`${a.seq} ${b.seq} ${newest}`) % 1_000 < 1_000 * (isFirst ? chance : chance / 8)) {
      samples.push({
        row: row.slice(),
        label,
        weight: 1,
        folds: [one.fold, other.fold],
        origins: [one.origin, other.origin],
      })
    }
    return label
  })
  return samples
}

/** Part of the comparisons to learn from: an item of a big story meets many others, and it is the item that counts. */
function chanceOf(label: 0 | 1, size: number, otherSize: number): number {
  return label === 1 ? 1 / Math.max(1, (size - 1) / 4) : 1 / Math.max(1, (size + otherSize) / 16)
}

function run(items: readonly LabelledItem[], threshold: number, likeness: Likeness): string[] {
  const engine = new Engine(defaultParams, { likeness, threshold })
  const found: string[] = []
  const mergedInto = new Map<string, string>()
  for (const [i, { vectors }] of items.entries()) {
    let opened = 0
    const { event, changes } = engine.assignVectors(vectors, () => `${i}.${opened++}`)
    found.push(event)
    for (const change of changes) {
      if (change.kind === 'merge') mergedInto.set(change.from, change.to)
      else found[change.seq - 1] = change.to
    }
  }
  return found.map((event) => {
    let last = event
    for (let next = mergedInto.get(last); next !== undefined; next = mergedInto.get(last)) last = next
    return last
  })
}
