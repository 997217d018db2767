import { describeRecord } from '../commands/track-record.ts'
import { percent, table } from '../workspace.ts'
import type { Backtest, Move, SetReport } from './report.ts'

const problemsNamed = 5

/** A backtest as text: what came in, each set's curves, moves and grades, and two sets side by side. */
export function describeBacktest({ from, to, items, problems, sets }: Backtest): string {
  return [
    `${items.items} items and ${items.edits} edits of ${items.sources} sources, seen at ${items.instants} instants from ${minute(from)} to ${minute(to)}`,
    ...problems.slice(0, problemsNamed).map((problem) => `left out: ${problem}`),
    ...(problems.length > problemsNamed ? [`… and ${problems.length - problemsNamed} more left out`] : []),
    ...sets.flatMap((set) => ['', ...(sets.length > 1 ? [`== ${set.name}`] : []), describeSet(set)]),
    ...(sets.length > 1 ? ['', '== side by side', describeComparison(sets)] : []),
  ].join('\n')
}

function describeSet({ trends, record }: SetReport): string {
  return [
    table([
      ['trend', 'start', 'lowest', 'on', 'highest', 'on', 'end', 'evidence', 'restated'],
      ...trends.map((run) => [
        run.trend,
        percent(run.start),
        percent(run.low.probability),
        day(run.low.at),
        percent(run.high.probability),
        day(run.high.at),
        percent(run.end),
        run.evidence,
        run.restated,
      ]),
    ]),
    '',
    'Largest move of each within a day, as it was seen then:',
    ...trends.flatMap((run) => (run.largestMove === null ? [] : [describeMove(run.largestMove)])),
    '',
    describeRecord(record),
  ].join('\n')
}

function describeMove({ trend, from, to, probabilityFrom, probabilityTo, causes, rest }: Move): string {
  return [
    `${trend}: ${percent(probabilityFrom)} on ${minute(from)} → ${percent(probabilityTo)} on ${minute(to)}`,
    ...causes.map(
      ({ label, signals, deltaProbability }) =>
        `  ${points(deltaProbability)}  ${label} (${signals.join(', ') || '–'})`,
    ),
    ...(rest.count === 0 ? [] : [`  ${points(rest.deltaProbability)}  ${rest.count} smaller ones, fading included`]),
  ].join('\n')
}

function describeComparison(sets: readonly SetReport[]): string {
  // A question without an answer yet has no grade, but where it went is to be compared all the same.
  const slugs = [...new Set(sets.flatMap((set) => set.trends.map((run) => run.trend)))].sort()
  const rowOf = (set: SetReport, slug: string) => set.record.trends.find((row) => row.slug === slug)
  return table([
    ['trend', 'outcome', ...sets.flatMap((set) => [`${set.name}: highest`, 'end', 'Brier', 'skill', '7 days before'])],
    ...slugs.map((slug) => [
      slug,
      sets.map((set) => rowOf(set, slug)?.outcome).find((outcome) => outcome !== undefined) ?? '–',
      ...sets.flatMap((set) => {
        const row = rowOf(set, slug)
        const run = set.trends.find(({ trend }) => trend === slug)
        const week = row?.atLeadDays.find(({ days }) => days === 7)?.probability ?? null
        return [
          ...(run ? [percent(run.high.probability), percent(run.end)] : ['–', '–']),
          ...[figure(row?.grade?.brier), figure(row?.grade?.skill), week === null ? '–' : percent(week)],
        ]
      }),
    ]),
    [
      'every hour',
      '',
      ...sets.flatMap(({ record: { hourly } }) =>
        hourly.count === 0 ? ['', '', '–', '–', ''] : ['', '', figure(hourly.brier), figure(hourly.skill), ''],
      ),
    ],
  ])
}

const figure = (value: number | null | undefined): string => value?.toFixed(3) ?? '–'
const day = (at: Date): string => at.toISOString().slice(0, 10)
const minute = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
const points = (delta: number): string => `${delta >= 0 ? '+' : '−'}${(100 * Math.abs(delta)).toFixed(2)}`
