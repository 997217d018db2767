import type { Cluster } from '../../src/events/engine/cluster.ts'
import { defaultParams, Engine, type Judge } from '../../src/events/engine/engine.ts'
import { featuresOf } from '../../src/events/engine/features.ts'
import type { JoinModel } from '../../src/events/engine/model.ts'
import { plainModel } from '../../src/events/engine/plain-judge.ts'
import type { Sample } from './boost.ts'
import { hash, type LabelledItem } from './labelled-stream.ts'

const COMPLETE = 0.25

/** A comparison of an item with a candidate event, with the folds of both sides' stories. */
export interface FoldedSample extends Sample {
  fold: number
  candidateFold: number
}

export interface Replay {
  /** Event of every item. */
  found: number[]
  samples: FoldedSample[]
}

/** See JoinModel. */
export type Thresholds = Pick<JoinModel, 'threshold' | 'bridge' | 'mergeThreshold'>

/** Probability of belonging together, by a model that has not seen the item's fold. */
export type FoldJudge = (fold: number, row: Float64Array) => number

/**
 * Runs the stream through the engine and collects what the judge was shown. Without `judge` the labels decide: events
 * are then the stories, and the samples show candidates as a perfect grouping would.
 */
export function replay(
  items: readonly LabelledItem[],
  folds: number,
  thresholds: Thresholds,
  judge?: FoldJudge,
): Replay {
  const stories = new Map<number, Map<string, number>>()
  const samples: FoldedSample[] = []
  const found: number[] = []
  const mergedInto = new Map<number, number>()
  let at = 0
  const watching: Judge = (vectors, candidates, frequencies) => {
    const { story, fold } = items[at]!
    // two events are being compared: nothing to learn from
    if (vectors !== items[at]!.vectors)
      return featuresOf(vectors, candidates, frequencies).map((row) => (judge ? judge(fold, row) : 0))
    return featuresOf(vectors, candidates, frequencies).map((row, place) => {
      const leading = leadingStory(stories.get(candidates[place]!.key))
      const label = leading === story ? 1 : 0
      // far-off candidates are plenty and alike: one in three stands for the others
      const kept = label === 1 || place < 4 || (at + place) % 3 === 0
      if (kept)
        samples.push({
          row,
          label,
          weight: weightOf(label, place, candidates[place]!),
          fold,
          candidateFold: hash(leading) % folds,
        })
      return judge ? judge(fold, row) : label
    })
  }
  const engine = new Engine(
    defaultParams,
    judge
      ? { judge: watching, ...thresholds }
      : { ...plainModel, judge: watching, threshold: { sparse: 0.5, dense: 0.5, denseAt: 1 } },
  )
  for (; at < items.length; at++) {
    const { event, merged } = engine.assignVectors(items[at]!.vectors)
    found.push(event)
    const counts = stories.get(event) ?? new Map<string, number>()
    counts.set(items[at]!.story, (counts.get(items[at]!.story) ?? 0) + 1)
    for (const other of merged) {
      for (const [story, count] of stories.get(other) ?? []) counts.set(story, (counts.get(story) ?? 0) + count)
      mergedInto.set(other, event)
    }
    stories.set(event, counts)
  }
  return { found: found.map((event) => follow(mergedInto, event)), samples }
}

/**
 * Far-off candidates stand for the two that were left out. A stream that stops at three reports a story would teach that
 * a fourth never belongs; what it says against bigger events with texts counts half.
 */
function weightOf(label: 0 | 1, place: number, candidate: Cluster): number {
  if (label === 1) return 1
  const thinned = place < 4 ? 1 : 3
  return candidate.size >= 3 && candidate.withText * 2 > candidate.size ? thinned * COMPLETE : thinned
}

function follow(mergedInto: ReadonlyMap<number, number>, event: number): number {
  let at = event
  for (let next = mergedInto.get(at); next !== undefined; next = mergedInto.get(at)) at = next
  return at
}

function leadingStory(counts: ReadonlyMap<string, number> | undefined): string {
  let leading = ''
  let most = 0
  for (const [story, count] of counts ?? []) {
    if (count > most) {
      leading = story
      most = count
    }
  }
  return leading
}
