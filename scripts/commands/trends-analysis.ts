import { type Command, Option } from 'commander'
import { InputError } from '../../src/errors.ts'
import {
  addOverride,
  dayMs,
  type Explanation,
  explainGroupings,
  explainTrend,
  getTrendRow,
  gradeTrends,
  retractOverride,
  simulateTrend,
  tripwireOf,
} from '../../src/trends/index.ts'
import { countOf, idOf, instantOf, probabilityOf } from '../arguments.ts'
import { percent, print, table, withWorkspace } from '../workspace.ts'
import { describeRecord } from './track-record.ts'

/** Taking a trend apart: explain, simulate, tripwire, override, grade. */
export function registerTrendAnalysis(trends: Command): void {
  trends
    .command('explain')
    .description('everything that moved a trend between two instants; the lines add up to the move')
    .argument('<trend>', 'slug or id')
    .option('--from <instant>', '7 days before --to when missing', instantOf)
    .option('--to <instant>', 'now when missing', instantOf)
    .option('--as-seen', 'each end from what was known then, late and retracted evidence as causes of their own')
    .addOption(new Option('--by <group>', 'add them up').choices(explainGroupings))
    .option('--limit <count>', 'lines; the smaller ones are added up', countOf, 50)
    .option('--json', 'JSON on stdout')
    .action(async (ref: string, options) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const trend = await getTrendRow(db, tenantId, ref)
        const to: Date = options.to ?? now
        const from: Date = options.from ?? new Date(to.getTime() - 7 * dayMs)
        if (from > to) throw new InputError('--from is after --to')
        const { asSeen, by, limit } = options
        const explained = await explainTrend(db, trend.id, { from, to, asSeen, by, limit })
        print(options.json, explained, () => describeExplanation(explained))
      })
    })
  trends
    .command('simulate')
    .description('the curve with hypothetical hits')
    .argument('<trend>', 'slug or id')
    .requiredOption('--hit <hit...>', 'what would happen: signal, signal:severity or signal:severity:instant')
    .option('--days <count>', 'how far ahead', countOf, 30)
    .option('--json', 'JSON on stdout')
    .action(async (ref: string, options: { hit: string[]; days: number; json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const hits = options.hit.map((text) => hitOf(text, now))
        const result = await simulateTrend(db, { tenantId, trend: ref, hits, days: options.days, now })
        print(options.json, result, () =>
          table([
            ['day', 'without', 'with'],
            ...result.curve.map((point) => [
              point.at.toISOString().slice(0, 10),
              percent(point.probability),
              percent(point.simulated),
            ]),
          ]),
        )
      })
    })
  trends
    .command('tripwire')
    .description('the smallest sets of strong hits that would carry a trend across a probability')
    .argument('<trend>', 'slug or id')
    .option('--above <probability>', 'from below', probabilityOf)
    .option('--below <probability>', 'from above', probabilityOf)
    .option('--json', 'JSON on stdout')
    .action(async (ref: string, options: { above?: number; below?: number; json?: boolean }) => {
      const threshold = options.above ?? options.below
      if (threshold === undefined || (options.above !== undefined && options.below !== undefined))
        throw new InputError('Say either --above or --below with a probability')
      await withWorkspace(async ({ db, tenantId, now }) => {
        const side = options.above === undefined ? 'below' : 'above'
        const result = await tripwireOf(db, { tenantId, trend: ref, threshold, side, now })
        print(options.json, result, () => {
          if (result.missing === 0) return `already across, at ${percent(result.probability)}`
          if (!result.reachable) return `out of reach: ${result.missing.toFixed(3)} log-odds are missing`
          return result.sets
            .map((set) => set.map((hit) => `${hit.signal} (${hit.delta.toFixed(3)})`).join(' + '))
            .join('\n')
        })
      })
    })
  registerCorrections(trends)
}

function registerCorrections(trends: Command): void {
  trends
    .command('override')
    .description('correct a trend by hand, with a reason; fades like evidence')
    .argument('<trend>', 'slug or id')
    .requiredOption('--probability <probability>', 'what it should be now', probabilityOf)
    .requiredOption('--reason <text>')
    .option('--author <name>', 'who says so', 'command line')
    .option('--half-life-days <days>', 'how fast it fades', countOf)
    .option('--json', 'JSON on stdout')
    .action(async (trend: string, { probability, json, ...given }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const row = await addOverride(db, { tenantId, trend, move: { toProbability: probability }, now, ...given })
        print(json, row, `${trend} moved by ${row.delta.toFixed(4)} log-odds; withdraw with: trends withdraw ${row.id}`)
      })
    })
  trends
    .command('withdraw')
    .description('withdraw an override; it stays on record')
    .argument('<override>', 'its id', idOf)
    .option('--author <name>', 'who says so', 'command line')
    .action(async (id: string, { author }: { author: string }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const row = await retractOverride(db, { tenantId, id, author, now })
        console.log(`${row.delta.toFixed(4)} log-odds withdrawn; on record: ${row.reason} (${row.author})`)
      })
    })
  trends
    .command('grade')
    .description('how good the forecasts of resolved trends were, from what was known when they were made')
    .option('--json', 'JSON on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const grades = await gradeTrends(db, tenantId)
        print(json, grades, () => describeRecord(grades))
      })
    })
}

function hitOf(text: string, now: Date) {
  const [signal = '', severity, ...instant] = text.split(':')
  const at = instant.length === 0 ? now : instantOf(instant.join(':'))
  if (!severity) return { signal, at }
  if (!(Number(severity) > 0 && Number(severity) <= 1))
    throw new InputError(`The severity in "${text}" is not within 0..1`)
  return { signal, at, severity: Number(severity) }
}

function describeExplanation({ from, to, lines, groups }: Explanation): string {
  const rows = groups
    ? groups.shown.map((group) => [group, `${group.lines}×`, group.signals.join(', '), group.label] as const)
    : lines.shown.map((line) => [line, line.signal ?? line.kind, line.owner ?? '', line.label] as const)
  const { rest } = groups ?? lines
  return [
    `${percent(from.probability)} on ${from.at.toISOString()} → ${percent(to.probability)} on ${to.at.toISOString()}: ${points(to.probability - from.probability)}`,
    table([
      ['points', 'log-odds', groups ? 'lines' : 'indicator', groups ? 'indicators' : 'source', 'cause'],
      ...rows.map(([move, first, second, label]) => [
        points(move.deltaProbability),
        move.deltaLogOdds.toFixed(4),
        first,
        second.slice(0, 40),
        label.slice(0, 100),
      ]),
      ...(rest.count > 0
        ? [[points(rest.deltaProbability), rest.deltaLogOdds.toFixed(4), `${rest.count} smaller`, '', '']]
        : []),
    ]),
  ].join('\n')
}

function points(delta: number): string {
  return `${delta >= 0 ? '+' : '−'}${(100 * Math.abs(delta)).toFixed(3)}`
}
