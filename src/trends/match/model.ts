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
  keyword: -1.275,
  keywords: 1.047,
  described: -0.035,
  describedSum: -1.603,
  topic: 0.413,
  titleExplained: 3.272,
  scopeHit: -1.28,
  scopeMiss: -2.127,
  actorHit: -0.408,
  actorMiss: -1.422,
  placeHit: 0.594,
  placeMiss: -0.511,
  agrees: 0.337,
  opposes: -1.83,
  wordsAgainstSiblings: 1.943,
  keywordsTimesDescribed: 3.367,
  topicTimesDescribed: 1.946,
  keywordsInScope: 2.731,
  bias: -4.357,
}
const WITH_SIMILARITY: Record<string, number> = {
  keyword: -1.555,
  keywords: 0.375,
  described: -0.006,
  describedSum: -1.569,
  topic: 0.136,
  titleExplained: 2.617,
  scopeHit: -1.091,
  scopeMiss: -2.206,
  actorHit: -0.505,
  actorMiss: -1.222,
  placeHit: 0.345,
  placeMiss: -0.46,
  agrees: 0.119,
  opposes: -2.064,
  wordsAgainstSiblings: 1.697,
  keywordsTimesDescribed: 2.691,
  topicTimesDescribed: 1.607,
  keywordsInScope: 2.172,
  bias: -4.428,
  similarity: 0.941,
  titleSimilarity: 0.466,
  descriptionSimilarity: 2.033,
  topicSimilarity: -1.202,
  similarityAgainstSiblings: 2.54,
  similarityOver40: 0.83,
  similarityOver50: -0.333,
  similarityTimesKeywords: 3.649,
}

/** How much the words of an indicator show, 0..1: what `Standing.words` compares. */
export function wordStrength(features: Features): number {
  return 0.5 * features.keywords + 0.5 * features.describedSum
}

/**
 * Inputs of the logistic model by name. The products let words count fully only within the trend's own subject; the
 * hinges let high similarity count for more than low similarity counts against.
 */
export function modelInputs(features: Features, standing: Standing, similarity?: Similarity): Record<string, number> {
  const inputs: Record<string, number> = {
    ...features,
    wordsAgainstSiblings: standing.words,
    keywordsTimesDescribed: features.keywords * features.describedSum,
    topicTimesDescribed: features.topic * features.describedSum,
    keywordsInScope: features.keywords * features.scopeHit,
    bias: 1,
  }
  if (!similarity) return inputs
  return {
    ...inputs,
    similarity: similarity.indicator,
    titleSimilarity: similarity.title,
    descriptionSimilarity: similarity.description,
    topicSimilarity: similarity.topic,
    similarityAgainstSiblings: standing.similarity,
    similarityOver40: Math.max(0, similarity.indicator - 0.4),
    similarityOver50: Math.max(0, similarity.indicator - 0.5),
    similarityTimesKeywords: similarity.indicator * features.keywords,
  }
}

/** Probability 0..1 that a text shows an indicator: logistic regression, fitted offline on labelled items (docs/matching.md). */
export function probability(features: Features, standing: Standing, similarity?: Similarity): number {
  const weights = similarity ? WITH_SIMILARITY : WORDS_ONLY
  let logit = 0
  for (const [name, value] of Object.entries(modelInputs(features, standing, similarity)))
    logit += (weights[name] ?? 0) * value
  return 1 / (1 + Math.exp(-logit))
}
