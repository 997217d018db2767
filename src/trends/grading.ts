/** One forecast and what came of it: `outcome` 1 occurred, 0 did not, 0.5 partly. */
export interface GradedForecast {
  probability: number
  outcome: number
}

export interface CalibrationBucket {
  from: number
  to: number
  count: number
  meanForecast: number
  meanOutcome: number
}

export interface Grade {
  count: number
  /** Mean squared error, 0 best, 0.25 for always saying 50 %. */
  brier: number
  /** Mean −ln of the probability given to what happened; 0 best. */
  logScore: number
  /** 1 − brier / brier of the baseline forecast; above 0 is better than the baseline, null when the baseline was perfect. */
  skill: number | null
  /** Non-empty buckets of ten. */
  calibration: CalibrationBucket[]
  drift: 'ok' | 'warn' | 'critical'
  /** What the warning rests on, in plain words; why there can be none yet. */
  driftNote: string
}

const leastForDrift = 20
const driftLimits = { brier: { warn: 0.2, critical: 0.3 }, bucket: { warn: 0.15, critical: 0.25 } }

/**
 * Grades forecasts: Brier, log score, skill against `baseline` forecasts of the same outcomes (same order), ten buckets.
 * `outcomes` is how many different questions they are about.
 */
export function grade(
  forecasts: readonly GradedForecast[],
  baseline: readonly GradedForecast[],
  outcomes: number,
): Grade {
  const brier = brierOf(forecasts)
  const baselineBrier = brierOf(baseline)
  const calibration = calibrationOf(forecasts)
  return {
    count: forecasts.length,
    brier,
    logScore: mean(forecasts.map(logLoss)),
    skill: baselineBrier === 0 ? null : 1 - brier / baselineBrier,
    calibration,
    ...driftOf(brier, calibration, outcomes),
  }
}

/** Needs ≥ 20 outcomes: warns at Brier .20 or a bucket off by .15, critical at .30 or .25 (docs/scoring.md). */
function driftOf(
  brier: number,
  calibration: readonly CalibrationBucket[],
  outcomes: number,
): Pick<Grade, 'drift' | 'driftNote'> {
  if (outcomes < leastForDrift)
    return { drift: 'ok', driftNote: `${outcomes} of the ${leastForDrift} outcomes a warning needs` }
  const found = [{ text: `Brier ${brier.toFixed(3)}`, value: brier, ...driftLimits.brier }]
  for (const { from, to, count, meanForecast, meanOutcome } of calibration)
    found.push({
      text: `forecasts of ${from}–${to} (${count}) said ${meanForecast.toFixed(2)}, ${meanOutcome.toFixed(2)} came true`,
      value: Math.abs(meanForecast - meanOutcome),
      ...driftLimits.bucket,
    })
  const bad = found.filter((entry) => entry.value >= entry.warn)
  if (bad.length === 0) return { drift: 'ok', driftNote: 'within the limits' }
  const drift = bad.some((entry) => entry.value >= entry.critical) ? 'critical' : 'warn'
  return { drift, driftNote: bad.map((entry) => entry.text).join('; ') }
}

/** Mean of (p − outcome)²; 0 for no forecasts. */
function brierOf(forecasts: readonly GradedForecast[]): number {
  return mean(forecasts.map(({ probability, outcome }) => (probability - outcome) ** 2))
}

function logLoss({ probability, outcome }: GradedForecast): number {
  const p = Math.min(0.999, Math.max(0.001, probability))
  return -(outcome * Math.log(p) + (1 - outcome) * Math.log(1 - p))
}

function calibrationOf(forecasts: readonly GradedForecast[]): CalibrationBucket[] {
  return Array.from({ length: 10 }, (_, index) => {
    const inside = forecasts.filter((forecast) => Math.min(9, Math.floor(forecast.probability * 10)) === index)
    return {
      from: index / 10,
      to: (index + 1) / 10,
      count: inside.length,
      meanForecast: mean(inside.map((forecast) => forecast.probability)),
      meanOutcome: mean(inside.map((forecast) => forecast.outcome)),
    }
  }).filter((bucket) => bucket.count > 0)
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
