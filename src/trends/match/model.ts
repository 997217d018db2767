import type { Similarity } from '../match-types.ts'
import type { Features } from './features.ts'

/** What a pair is like among its siblings, the other indicators of the same trend. */
export interface Standing {
  /** Its words against the best sibling's, −1..1. */
  words: number
  /** Its similarity against the best sibling's, and the best of the whole trend; 0 without an embedder. */
  similarity: number
  bestSimilarity: number
  /** Siblings that are nearer, and how near the trend's indicators are on average; 0 without an embedder. */
  nearer: number
  averageSimilarity: number
  /** How its words are aligned with the text's, among its siblings; undefined without an embedder. */
  alignment?: Record<AlignedSide, Among> | undefined
}

/** Measures of alignment that are compared among the indicators of a trend. */
export const alignedSides = ['description', 'keyword', 'title'] as const
export type AlignedSide = (typeof alignedSides)[number]

/** A measure of one indicator beside those of all indicators of the trend. */
export interface Among {
  /** Against the best of the others. */
  ahead: number
  /** The best of all. */
  best: number
  average: number
}

const WORDS_ONLY: Record<string, number> = {
  keyword: 0.557,
  keywords: 1.301,
  described: 1.447,
  describedSum: 1.251,
  named: 0.916,
  adrift: -0.84,
  titleExplained: 3.604,
  scopeHit: -0.417,
  scopeMiss: -0.174,
  scopeShare: -0.606,
  scopeTitle: -0.072,
  foreignShare: -0.865,
  foreignTitle: -1.433,
  own: 0.227,
  ownTitle: 0.326,
  unnamed: -0.502,
  actorHit: -0.422,
  actorMiss: -1.489,
  placeHit: -0.32,
  placeMiss: -1.765,
  opposes: -0.536,
  tendencyAgrees: 0.855,
  tendencyOpposes: -0.178,
  wordsAgainstSiblings: 0.749,
  keywordsTimesDescribed: 0.597,
  keywordsInScope: 0.451,
  bias: -5.951,
}
const WITH_SIMILARITY: Record<string, number> = {
  keyword: 0.259,
  keywords: 0.69,
  described: 0.156,
  describedSum: 0.915,
  topic: 0.506,
  named: 0.101,
  adrift: -0.063,
  titleExplained: 1.902,
  scopeHit: -0.046,
  scopeMiss: -0.444,
  scopeShare: 0.026,
  scopeTitle: -0.299,
  foreignShare: -0.584,
  foreignTitle: -1.326,
  own: 0.268,
  ownTitle: 0.287,
  unnamed: -0.51,
  core: -0.302,
  actorHit: -0.54,
  actorMiss: -1.228,
  placeHit: -0.593,
  placeMiss: -1.4,
  namedInTitle: 0.499,
  agrees: 0.368,
  opposes: -0.255,
  tendencyAgrees: 0.212,
  tendencyOpposes: -0.109,
  wordsAgainstSiblings: 0.904,
  keywordsTimesDescribed: 0.414,
  topicTimesDescribed: 0.328,
  keywordsInScope: 0.209,
  similarity: 1.021,
  titleSimilarity: -0.16,
  statementSimilarity: 0.455,
  nearestSimilarity: 0.15,
  descriptionSimilarity: -0.054,
  topicSimilarity: -0.067,
  similarityAgainstSiblings: 0.365,
  trendSimilarity: -0.607,
  averageSimilarity: 0.297,
  similarityAboveAverage: 0.724,
  nearest: 0.128,
  nearer: 0.134,
  similarityTimesKeywords: 0.006,
  alignedBest: -0.265,
  descriptionAligned: 0.515,
  descriptionAlignedAhead: -0.01,
  descriptionAlignedBest: -0.09,
  descriptionAlignedAverage: 0.689,
  keywordAligned: 0.227,
  keywordAlignedAhead: -0.11,
  keywordAlignedBest: -0.097,
  keywordAlignedAverage: -0.326,
  titleAligned: 0.929,
  titleAlignedAhead: -0.282,
  titleAlignedBest: -0.489,
  titleAlignedAverage: -0.876,
  bias: -6.909,
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
  inputs.averageSimilarity = standing.averageSimilarity
  inputs.similarityAboveAverage = similarity.indicator - standing.averageSimilarity
  inputs.nearest = standing.nearer === 0 ? 1 : 0
  inputs.nearer = Math.min(standing.nearer, 3) / 3
  inputs.similarityTimesKeywords = similarity.indicator * features.keywords
  inputs.alignedBest = similarity.alignment.best
  for (const side of alignedSides) {
    const among = standing.alignment?.[side]
    inputs[`${side}Aligned`] = similarity.alignment[side]
    inputs[`${side}AlignedAhead`] = among?.ahead ?? 0
    inputs[`${side}AlignedBest`] = among?.best ?? 0
    inputs[`${side}AlignedAverage`] = among?.average ?? 0
  }
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
