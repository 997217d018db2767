import type { Grade, TrackRecord } from '../../src/trends/index.ts'
import { percent, table } from '../workspace.ts'

const figure = (value: number | null | undefined): string => value?.toFixed(3) ?? '–'

/** How good the forecasts were, as text: each trend, the whole, the lead times, the calibration, the drift. */
export function describeRecord(record: TrackRecord): string {
  if (record.trends.length === 0) return 'no trend has an outcome yet: bellwether trends resolve TREND --outcome …'
  const { hourly } = record
  return [
    table([
      ['trend', 'outcome', 'resolved', 'baseline', '30 days before', '7 days', '1 day', 'Brier', 'log score', 'skill'],
      ...record.trends.map(({ slug, outcome, resolvedAt, baseline, atLeadDays, grade }) => [
        slug,
        outcome,
        resolvedAt.toISOString().slice(0, 10),
        percent(baseline),
        ...[...atLeadDays].reverse().map(({ probability }) => (probability === null ? '–' : percent(probability))),
        figure(grade?.brier),
        figure(grade?.logScore),
        figure(grade?.skill),
      ]),
    ]),
    ...(hourly.count === 0
      ? ['nothing to grade: no outcome that counts, or no forecast from before it']
      : [
          '',
          table([
            ['forecasts', 'count', 'Brier', 'log score', 'skill against the baseline'],
            gradeRow('every hour', hourly),
            ...record.atLeadDays.map(({ days, grade }) =>
              gradeRow(days === 1 ? '1 day before' : `${days} days before`, grade),
            ),
          ]),
          '',
          table([
            ['forecast', 'hours', 'said on average', 'came true'],
            ...hourly.calibration.map(({ from, to, count, meanForecast, meanOutcome }) => [
              `${percent(from)}–${percent(to)}`,
              count,
              percent(meanForecast),
              percent(meanOutcome),
            ]),
          ]),
          `drift: ${hourly.drift} (${hourly.driftNote})`,
        ]),
  ].join('\n')
}

const gradeRow = (name: string, { count, brier, logScore, skill }: Grade) =>
  count === 0 ? [name, 0, '–', '–', '–'] : [name, count, figure(brier), figure(logScore), figure(skill)]
