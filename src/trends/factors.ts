import { roundDelta } from './log-odds.ts'

/** What the Δ of a piece of evidence is the product of; all 0..1 but `weight` (0..0.5) and `direction` (±1). */
export interface EvidenceFactors {
  direction: 1 | -1
  weight: number
  severity: number
  confidence: number
  credibility: number
  corroboration: number
  novelty: number
  /** Share that the cap per owner and day left. */
  ownerCap: number
}

const tierFactor = { primary: 1, wire: 0.95, major: 0.85, regional: 0.7, aggregator: 0.5 } as const
// The table of scoring.md names no factor for unknown reporting: it is taken for secondary, never for first-hand.
const reportingFactor = { firsthand: 1, secondary: 0.7, aggregator: 0.4, unknown: 0.7 } as const
const independenceWeight = { firsthand: 1, secondary: 0.6, aggregator: 0.35, unknown: 0.5 } as const

export type SourceTier = keyof typeof tierFactor
export type Reporting = keyof typeof reportingFactor

/** How far a source is believed, 0..1: its own score × tier × kind of reporting. */
export function credibilityOf(source: { credibilityScore: number; tier: SourceTier; reporting: Reporting }): number {
  return source.credibilityScore * tierFactor[source.tier] * reportingFactor[source.reporting]
}

/** What one independent group counts towards corroboration. */
export function independenceWeightOf(reporting: Reporting): number {
  return independenceWeight[reporting]
}

/** min(1, √(max(.1, n)) / 3) for n weighted independent groups, × max(.4, 1 − .15 · contradictions). */
export function corroborationOf(weightedGroups: number, contradictions: number): number {
  const support = Math.min(1, Math.sqrt(Math.max(0.1, weightedGroups)) / 3)
  return support * Math.max(0.4, 1 - 0.15 * contradictions)
}

/** 1 when the trend never saw this signal, else max(.3, 1 − .7 · e^(−days/7)) for the days since it last did. */
export function noveltyOf(daysSinceSeen: number | undefined): number {
  if (daysSinceSeen === undefined) return 1
  return Math.max(0.3, 1 - 0.7 * Math.exp(-daysSinceSeen / 7))
}

/** Product of the factors before the cap per owner, within ±0.5 log-odds. */
export function uncappedDelta(factors: Omit<EvidenceFactors, 'ownerCap'>): number {
  const { direction, weight, severity, confidence, credibility, corroboration, novelty } = factors
  const product = direction * weight * severity * confidence * credibility * corroboration * novelty
  return Math.min(0.5, Math.max(-0.5, product))
}

/** Δ log-odds of a piece of evidence, from its stored factors alone; six decimals, as stored. */
export function deltaOf(factors: EvidenceFactors): number {
  return roundDelta(uncappedDelta(factors) * factors.ownerCap)
}
