import type { Features } from './features.ts'

/** Cosine similarities between one text and one indicator, from an embedder; a second opinion. */
export interface Similarity {
  /** Title and text against trend name, description and keywords. */
  indicator: number
  /** Title alone against the same. */
  title: number
  /** Title and text against the description alone. */
  description: number
  /** Title and text against the trend's name and question. */
  topic: number
}

/** What a pair is like among its siblings, the other indicators of the same trend. */
export interface Standing {
  /** Its words against the best sibling's, −1..1. */
  words: number
  /** Its similarity against the best sibling's, −1..1; 0 without an embedder. */
  similarity: number
}

const WORDS_ONLY: Record<string, number> = {
  keyword: -0.592,
  keywords: 0.307,
  described: 0.591,
  describedSum: -1.033,
  topic: -0.791,
  named: 0.192,
  adrift: -2.553,
  titleExplained: 3.352,
  scopeHit: -1.729,
  scopeMiss: -2.036,
  scopeShare: -0.47,
  scopeTitle: -0.212,
  foreignShare: -0.651,
  foreignTitle: -1.181,
  actorHit: -0.905,
  actorMiss: -2.117,
  placeHit: -0.608,
  placeMiss: -2.344,
  namedInTitle: 0.908,
  agrees: -0.034,
  opposes: -0.439,
  tendencyAgrees: 0.866,
  tendencyOpposes: -0.498,
  wordsAgainstSiblings: 0.898,
  keywordsTimesDescribed: 2.914,
  topicTimesDescribed: 1.914,
  keywordsInScope: 2.12,
  bias: -3.095,
}
const WITH_SIMILARITY: Record<string, number> = {
  keyword: -1.075,
  keywords: -0.187,
  described: 0.436,
  describedSum: -1,
  topic: -0.701,
  named: -0.442,
  adrift: -2.657,
  titleExplained: 2.277,
  scopeHit: -1.482,
  scopeMiss: -2.151,
  scopeShare: -0.321,
  scopeTitle: -0.187,
  foreignShare: -0.73,
  foreignTitle: -1.102,
  actorHit: -1.004,
  actorMiss: -2.06,
  placeHit: -0.6,
  placeMiss: -2.249,
  namedInTitle: 0.621,
  agrees: -0.113,
  opposes: -0.526,
  tendencyAgrees: 0.652,
  tendencyOpposes: -0.279,
  wordsAgainstSiblings: 0.936,
  keywordsTimesDescribed: 2.161,
  topicTimesDescribed: 1.722,
  keywordsInScope: 1.471,
  bias: -3.048,
  similarity: 0.556,
  titleSimilarity: 0.951,
  descriptionSimilarity: 1.447,
  topicSimilarity: -0.772,
  similarityAgainstSiblings: 3.806,
  similarityOver40: 2.387,
  similarityOver50: -1.008,
  similarityTimesKeywords: 3.563,
}

/** How much the words of an indicator show, 0..1: what `Standing.words` compares. */
export function wordStrength(features: Features): number {
  return 0.5 * features.keywords + 0.5 * features.describedSum
}

/** Inputs of the logistic model by name: the features and what is derived from them. */
export function modelInputs(features: Features, standing: Standing, similarity?: Similarity): Record<string, number> {
  return { ...features, ...derivedInputs(features, standing, similarity) }
}

/**
 * The products let words count fully only within the trend's own subject; the hinges let high similarity count for more
 * than low similarity counts against.
 */
function derivedInputs(features: Features, standing: Standing, similarity?: Similarity): Record<string, number> {
  const inputs: Record<string, number> = {
    wordsAgainstSiblings: standing.words,
    keywordsTimesDescribed: features.keywords * features.describedSum,
    topicTimesDescribed: features.topic * features.describedSum,
    keywordsInScope: features.keywords * features.scopeHit,
    bias: 1,
  }
  if (!similarity) return inputs
  inputs.similarity = similarity.indicator
  inputs.titleSimilarity = similarity.title
  inputs.descriptionSimilarity = similarity.description
  inputs.topicSimilarity = similarity.topic
  inputs.similarityAgainstSiblings = standing.similarity
  inputs.similarityOver40 = Math.max(0, similarity.indicator - 0.4)
  inputs.similarityOver50 = Math.max(0, similarity.indicator - 0.5)
  inputs.similarityTimesKeywords = similarity.indicator * features.keywords
  return inputs
}

/** Probability 0..1 that a text shows an indicator: logistic regression, fitted offline on labelled items (docs/matching.md). */
export function probability(features: Features, standing: Standing, similarity?: Similarity): number {
  const weights = similarity ? WITH_SIMILARITY : WORDS_ONLY
  let logit = 0
  // Millions of calls: the features are read where they stand, and only the few derived inputs are built.
  for (const name in features) logit += (weights[name] ?? 0) * features[name as keyof Features]
  const derived = derivedInputs(features, standing, similarity)
  for (const name in derived) logit += (weights[name] ?? 0) * (derived[name] as number)
  return 1 / (1 + Math.exp(-logit))
}

/** Chance 0..1 that a reported match is right, from the model's damped probability: measured on held-out trends, .35 is right in 1 of 2, .65 in 4 of 5. */
export function calibrated(probability: number): number {
  return Math.sqrt(probability)
}
