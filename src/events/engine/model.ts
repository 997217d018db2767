import { readFileSync } from 'node:fs'
import { FEATURES } from './features.ts'
import type { Member } from './member.ts'
import { type BoostedTrees, compileTrees } from './trees.ts'

/** The fitted model as kept in `model.json`, with where it comes from. */
export interface ModelFile extends BoostedTrees {
  about: string
  /** Names of the features by index; must be those of FEATURES. */
  features: readonly string[]
  threshold: number
  fitted: Record<string, unknown>
}

/** Probability, 0..1, that two items report the same happening, from their features; the same for the same three arguments. */
export type Likeness = (features: readonly number[], a: Member, b: Member) => number

export interface JoinModel {
  likeness: Likeness
  /** Least mean likeness between the items of two groups for them to be one event. */
  threshold: number
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
  return { threshold: file.threshold, likeness: compileTrees(file) }
}
