import type { Similarity } from '../match-types.ts'
import type { Features } from './features.ts'

/** What a pair is like among its siblings, the other indicators of the same trend. */
export interface Standing {
  /** Its words against the best sibling's, −1..1. */
  words: number
  /** Its similarity against the best sibling's, and the best of the whole trend; 0 without an embedder. */
  similarity: number
  bestSimilarity: number
}

const WORDS_ONLY: Record<string, number> = {
  keyword: 0.676,
  keywords: 1.04,
  described: 1.42,
  describedSum: 1.318,
  topic: -0.757,
  named: 1.811,
  adrift: -1.022,
  titleExplained: 4.241,
  scopeHit: -0.568,
  scopeMiss: -0.249,
  scopeShare: -0.495,
  scopeTitle: -0.161,
  foreignShare: -0.704,
  foreignTitle: -1.268,
  own: 0.534,
  ownTitle: 0.519,
  unnamed: -0.229,
  core: 0.017,
  actorHit: -0.661,
  actorMiss: -1.685,
  placeHit: -0.72,
  placeMiss: -2.187,
  namedInTitle: 0.052,
  agrees: -0.068,
  opposes: -0.575,
  tendencyAgrees: 0.821,
  tendencyOpposes: -0.549,
  wordsAgainstSiblings: 0.537,
  keywordsTimesDescribed: 0.49,
  topicTimesDescribed: -0.018,
  keywordsInScope: 0.463,
  bias: -6.27,
}
const WITH_SIMILARITY: Record<string, number> = {
  keyword: 0.292,
  keywords: 1.176,
  described: 0.559,
  describedSum: 0.392,
  topic: -0.476,
  named: 0.282,
  adrift: -1.051,
  titleExplained: 2.142,
  scopeHit: -0.585,
  scopeMiss: -0.045,
  scopeShare: 0.271,
  scopeTitle: -0.223,
  foreignShare: -0.468,
  foreignTitle: -1.299,
  own: 0.349,
  ownTitle: 0.575,
  unnamed: -0.451,
  core: -0.522,
  actorHit: -0.852,
  actorMiss: -1.375,
  placeHit: -0.765,
  placeMiss: -1.613,
  namedInTitle: 0.1,
  agrees: 0.147,
  opposes: -0.341,
  tendencyAgrees: 0.483,
  tendencyOpposes: -0.113,
  wordsAgainstSiblings: 0.715,
  keywordsTimesDescribed: 0.605,
  topicTimesDescribed: 0.319,
  keywordsInScope: 1.074,
  similarity: 1.929,
  titleSimilarity: -0.194,
  statementSimilarity: 0.431,
  nearestSimilarity: 0.146,
  descriptionSimilarity: 0.167,
  topicSimilarity: -0.146,
  similarityAgainstSiblings: 0.235,
  trendSimilarity: -0.782,
  similarityTimesKeywords: -0.425,
  bias: -6.972,
}

/** How much the words of an indicator show, 0..1: what `Standing.words` compares. */
export function wordStrength(features: Features): number {
  return 0.5 * features.keywords + 0.5 * features.describedSum
}

/** Inputs of the logistic model by name: the features and what is derived from them. */
export function modelInputs(features: Features, standing: Standing, similarity?: Similarity): Record<string, number> {
  return { ...features, ...derivedInputs(features, standing, similarity) }
}

/** The products let words count fully only within the trend's own subject. */
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
  inputs.statementSimilarity = similarity.statement
  inputs.nearestSimilarity = similarity.nearest
  inputs.descriptionSimilarity = similarity.description
  inputs.topicSimilarity = similarity.topic
  inputs.similarityAgainstSiblings = standing.similarity
  inputs.trendSimilarity = standing.bestSimilarity
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

/** The most that each of these can be for a pair; what else the model weighs may be anything. */
export type Ceiling = Record<
  'keyword' | 'keywords' | 'described' | 'describedSum' | 'named' | 'titleExplained' | 'own' | 'ownTitle' | 'tendency',
  number
>

const gain = (name: string): number => Math.max(0, WORDS_ONLY[name] ?? 0)
const BOUNDED = new Set([
  ...['keyword', 'keywords', 'described', 'describedSum', 'named', 'titleExplained', 'own', 'ownTitle'],
  ...['tendencyAgrees', 'wordsAgainstSiblings', 'keywordsTimesDescribed', 'keywordsInScope', 'bias'],
])
const UNBOUNDED_GAIN = Object.keys(WORDS_ONLY).reduce((sum, name) => sum + (BOUNDED.has(name) ? 0 : gain(name)), 0)
const GAIN = {
  keyword: gain('keyword'),
  keywords: gain('keywords') + gain('keywordsInScope') + 0.5 * gain('wordsAgainstSiblings'),
  described: gain('described'),
  describedSum: gain('describedSum') + 0.5 * gain('wordsAgainstSiblings'),
  product: gain('keywordsTimesDescribed'),
  named: gain('named'),
  titleExplained: gain('titleExplained'),
  own: gain('own'),
  ownTitle: gain('ownTitle'),
  tendency: gain('tendencyAgrees'),
}
const START = (WORDS_ONLY.bias as number) + UNBOUNDED_GAIN

/** No pair within the ceiling has more log-odds by words: what speaks for it counts in full, what speaks against it not at all. */
export function highestLogit(most: Ceiling): number {
  return (
    START +
    GAIN.keyword * most.keyword +
    GAIN.keywords * most.keywords +
    GAIN.described * most.described +
    GAIN.describedSum * most.describedSum +
    GAIN.product * most.keywords * most.describedSum +
    GAIN.named * most.named +
    GAIN.titleExplained * most.titleExplained +
    GAIN.own * most.own +
    GAIN.ownTitle * most.ownTitle +
    GAIN.tendency * most.tendency
  )
}

const COST = Object.fromEntries(Object.entries(WORDS_ONLY).map(([name, weight]) => [name, Math.min(0, weight)]))

/** What features known for certain speak against a pair by words, in log-odds: never more than 0. */
export function costOf(features: Partial<Features>): number {
  let cost = 0
  for (const name in features) cost += (COST[name] ?? 0) * (features[name as keyof Features] ?? 0)
  return cost
}
