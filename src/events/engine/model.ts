import { readFileSync } from 'node:fs'
import type { Judge } from './engine.ts'
import { FEATURES, featuresOf } from './features.ts'
import { type BoostedTrees, compileTrees } from './trees.ts'

/** The fitted model as kept in `model.json`, with where it comes from. */
export interface ModelFile extends BoostedTrees {
  about: string
  /** Names of the features by index; must be those of FEATURES. */
  features: readonly string[]
  threshold: Threshold
  bridge: number
  mergeThreshold: number
  fitted: Record<string, unknown>
}

/**
 * Least score to join by how much is going on: with few active events a fair likeness is telling, among hundreds one of
 * them is bound to look alike.
 */
export interface Threshold {
  /** With nothing active, and with `denseAt` or more active events; in between by proportion. */
  sparse: number
  dense: number
  denseAt: number
}

export function thresholdAt({ sparse, dense, denseAt }: Threshold, active: number): number {
  return sparse + (dense - sparse) * Math.min(1, active / denseAt)
}

export interface JoinModel {
  judge: Judge
  /** Least score with which an item joins an event; see thresholdAt. */
  threshold: Threshold
  /** Least score of a second event for it to be looked at as the same as the first; above 1 nothing ever merges. */
  bridge: number
  /** Least score with which two events become one. */
  mergeThreshold: number
}

let loaded: JoinModel | undefined

/** The join model that comes with the program, read on first use. */
export function joinModel(): JoinModel {
  loaded ??= modelOf(JSON.parse(readFileSync(new URL('./model.json', import.meta.url), 'utf8')) as ModelFile)
  return loaded
}

/** Makes a model of a file's content. One fitted on other features is refused: its numbers would mean something else. */
export function modelOf(file: ModelFile): JoinModel {
  if (file.features.join() !== FEATURES.join())
    throw new Error('the join model was fitted on other features; train it again')
  const probability = compileTrees(file)
  return {
    threshold: file.threshold,
    bridge: file.bridge,
    mergeThreshold: file.mergeThreshold,
    judge: (item, candidates, frequencies) => featuresOf(item, candidates, frequencies).map(probability),
  }
}
