/** ln(p / (1 − p)) for a probability strictly between 0 and 1. */
export function toLogOdds(probability: number): number {
  return Math.log(probability / (1 - probability))
}

/** 1 / (1 + e^(−L)), without overflow at either end. */
export function toProbability(logOdds: number): number {
  if (logOdds >= 0) return 1 / (1 + Math.exp(-logOdds))
  const odds = Math.exp(logOdds)
  return odds / (1 + odds)
}

/** The probability people are shown: never below 0.001 nor above 0.999. */
export function displayProbability(logOdds: number): number {
  return Math.min(0.999, Math.max(0.001, toProbability(logOdds)))
}

/**
 * (p₂ − p₁) / (L₂ − L₁), with the limit p(1 − p) when both are equal. Written as sinh(d/2)/(d/2) / (4 cosh(L₁/2) cosh(L₂/2)),
 * which loses no digits when the two lie close together.
 */
export function probabilityPerLogOdds(fromLogOdds: number, toLogOdds: number): number {
  const half = (toLogOdds - fromLogOdds) / 2
  const ratio = Math.abs(half) < 1e-4 ? 1 + (half * half) / 6 : Math.sinh(half) / half
  return ratio / (4 * Math.cosh(fromLogOdds / 2) * Math.cosh(toLogOdds / 2))
}

/** Rounded to the six decimals evidence is stored with. */
export function roundDelta(value: number): number {
  const rounded = Math.round(value * 1e6) / 1e6
  return rounded === 0 ? 0 : rounded
}
