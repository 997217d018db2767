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
  keyword: -0.199,
  keywords: 0.352,
  described: 0.282,
  describedSum: -1.281,
  topic: -0.803,
  named: 0.208,
  adrift: -2.588,
  titleExplained: 3.442,
  scopeHit: -1.776,
  scopeMiss: -2.039,
  scopeShare: -0.476,
  scopeTitle: -0.295,
  foreignShare: -0.639,
  foreignTitle: -1.18,
  actorHit: -1.142,
  actorMiss: -2.254,
  placeHit: -0.756,
  placeMiss: -2.411,
  namedInTitle: 0.959,
  agrees: -0.204,
  opposes: -0.518,
  tendencyAgrees: 0.898,
  tendencyOpposes: -0.514,
  wordsAgainstSiblings: 1.031,
  keywordsTimesDescribed: 3.114,
  topicTimesDescribed: 1.729,
  keywordsInScope: 2.349,
  bias: -3.096,
}
const WITH_SIMILARITY: Record<string, number> = {
  keyword: -0.763,
  keywords: -0.094,
  described: 0.153,
  describedSum: -1.211,
  topic: -0.69,
  named: -0.384,
  adrift: -2.636,
  titleExplained: 2.424,
  scopeHit: -1.496,
  scopeMiss: -2.124,
  scopeShare: -0.316,
  scopeTitle: -0.246,
  foreignShare: -0.721,
  foreignTitle: -1.108,
  actorHit: -1.251,
  actorMiss: -2.181,
  placeHit: -0.749,
  placeMiss: -2.312,
  namedInTitle: 0.639,
  agrees: -0.289,
  opposes: -0.557,
  tendencyAgrees: 0.708,
  tendencyOpposes: -0.324,
  wordsAgainstSiblings: 0.977,
  keywordsTimesDescribed: 2.344,
  topicTimesDescribed: 1.539,
  keywordsInScope: 1.71,
  bias: -2.995,
  similarity: 0.402,
  titleSimilarity: 0.817,
  descriptionSimilarity: 1.199,
  topicSimilarity: -0.88,
  similarityAgainstSiblings: 3.752,
  similarityOver40: 2.392,
  similarityOver50: -0.842,
  similarityTimesKeywords: 3.875,
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
