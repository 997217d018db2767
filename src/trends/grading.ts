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
  calibration: CalibrationBucket[]
  drift: 'ok' | 'warn' | 'critical'
}

const leastForDrift = 20

/**
 * Grades forecasts: Brier, log score, skill against `baseline` forecasts of the same outcomes (same order), ten buckets.
 * Drift needs ≥ 20 outcomes: warns at Brier .20 or a bucket off by .15, critical at .30 or .25.
 */
export function grade(
  forecasts: readonly GradedForecast[],
  baseline: readonly GradedForecast[],
  outcomes: number,
): Grade {
  const brier = brierOf(forecasts)
  const baselineBrier = brierOf(baseline)
  const calibration = calibrationOf(forecasts)
  const worst = Math.max(0, ...calibration.map((bucket) => Math.abs(bucket.meanForecast - bucket.meanOutcome)))
  const drift =
    outcomes < leastForDrift
      ? 'ok'
      : brier >= 0.3 || worst >= 0.25
        ? 'critical'
        : brier >= 0.2 || worst >= 0.15
          ? 'warn'
          : 'ok'
  return {
    count: forecasts.length,
    brier,
    logScore: mean(forecasts.map(logLoss)),
    skill: baselineBrier === 0 ? null : 1 - brier / baselineBrier,
    calibration,
    drift,
  }
}

/** Mean of (p − outcome)²; 0 for no forecasts. */
export function brierOf(forecasts: readonly GradedForecast[]): number {
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
