import { type Command, Option } from 'commander'
import {
  asKnownAt,
  asKnownNow,
  type EvidenceRow,
  getTrendRow,
  listDefinitions,
  listEvidence,
  listIncoherences,
  listOutcomes,
  listStandings,
  listTrendRows,
  loadGrounds,
  loadRecord,
  outcomeKinds,
  recordOutcome,
  setTrendActive,
  standingAt,
} from '../../src/trends/index.ts'
import { commandLineActor, countOf, instantOf } from '../arguments.ts'
import { percent, print, table, withWorkspace } from '../workspace.ts'
import { registerTrendAnalysis } from './trends-analysis.ts'
import { registerBacktest } from './trends-backtest.ts'
import { registerDefinitions } from './trends-definitions.ts'
import { registerEvidence } from './trends-evidence.ts'

/** `bellwether trends …`: definitions in and out, values at any time, and why they are what they are. */
export function register(program: Command): void {
  const trends = program.command('trends').description('tracked hypotheses: apply definitions, list, show, explain')
  registerDefinitions(trends)
  registerChanges(trends)
  registerViews(trends)
  registerEvidence(trends)
  registerTrendAnalysis(trends)
  registerBacktest(trends)
}

function registerChanges(trends: Command): void {
  for (const [name, isActive, description] of [
    ['pause', false, 'stop following a trend; its evidence and curve stay'],
    ['resume', true, 'follow a paused trend again, with what happened meanwhile'],
  ] as const)
    trends
      .command(name)
      .description(description)
      .argument('<trend>', 'slug or id')
      .action(async (trend: string) => {
        await withWorkspace(({ db, tenantId, now }) =>
          setTrendActive(db, { tenantId, trend, isActive, actor: commandLineActor(), now }),
        )
      })
  trends
    .command('resolve')
    .description('record how the question of a trend was answered')
    .argument('<trend>', 'slug or id')
    .addOption(new Option('--outcome <outcome>').choices(outcomeKinds).makeOptionMandatory())
    .requiredOption('--note <text>', 'what it rests on')
    .option('--at <instant>', 'when it was decided', instantOf)
    .option('--author <name>', 'who says so', 'command line')
    .option('--json', 'JSON on stdout')
    .action(async (trend: string, { outcome, note, at, author, json }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const row = await recordOutcome(db, { tenantId, trend, outcome, resolvedAt: at ?? now, note, author, now })
        print(json, row, `${trend}: ${outcome} on ${row.resolvedAt.toISOString()}`)
      })
    })
}

function registerViews(trends: Command): void {
  trends
    .command('list')
    .description('every trend with its value now')
    .option('--json', 'JSON on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const rows = await listTrendRows(db, tenantId)
        const ids = rows.map((row) => row.trend.id)
        const standings = await listStandings(db, ids, now)
        const data = rows.flatMap(({ trend }) => {
          const standing = standings.get(trend.id)
          const { id, slug, name, question, isActive } = trend
          return standing ? [{ id, slug, name, question, isActive, ...standing }] : []
        })
        const broken = await listIncoherences(db, tenantId, now)
        print(json, { trends: data, incoherences: broken }, () =>
          [
            table([
              ['trend', 'now', 'band', 'level', '7 days', 'evidence', 'snapshots', 'name'],
              ...data.map((row) => [
                row.slug,
                percent(row.probability),
                `${percent(row.bandLow)}–${percent(row.bandHigh)}`,
                row.level,
                row.isBlind ? 'blind' : row.direction.replace('_', ' '),
                row.evidenceCount,
                row.snapshotCount,
                row.isActive ? row.name : `${row.name} (paused)`,
              ]),
            ]),
            ...broken.map(
              ({ message, repair }) =>
                `! ${message}; smallest repair: ${repair.map((to) => `${to.slug} ${percent(to.probability)}`).join(', ')}`,
            ),
          ].join('\n'),
        )
      })
    })
  trends
    .command('show')
    .description('a trend at an instant, with the evidence it rests on')
    .argument('<trend>', 'slug or id')
    .option('--at <instant>', 'its value then', instantOf)
    .option('--known-at <instant>', 'from what was known then', instantOf)
    .option('--limit <count>', 'pieces of evidence, newest first', countOf, 20)
    .option('--json', 'JSON on stdout')
    .action(async (ref: string, options: { at?: Date; knownAt?: Date; limit: number; json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const { knownAt } = options
        const at = options.at ?? knownAt ?? now
        const trend = await getTrendRow(db, tenantId, ref)
        const record = await loadRecord(db, trend.id, { activeOnly: knownAt === undefined })
        const history = knownAt ? asKnownAt(record, knownAt) : asKnownNow(record)
        const standing = standingAt(history, at)
        const versions = await listDefinitions(db, trend.id)
        const definition = versions.find((row) => row.version === standing.definitionVersion)?.definition
        const counted = new Set(history.contributions.map((row) => row.id))
        const status = knownAt ? ('all' as const) : ('active' as const)
        const found = await listEvidence(db, trend.id, { status, to: at, limit: knownAt ? 100_000 : options.limit })
        const rows = found.filter((row) => counted.has(row.id)).slice(0, options.limit)
        const grounds = await loadGrounds(db, rows)
        const evidence = rows.map((row) => ({
          ...row,
          headline: grounds.events.get(row.eventId)?.headline ?? null,
          items: row.itemIds.flatMap((id) => grounds.items.get(id) ?? []),
        }))
        const outcomes = await listOutcomes(db, trend.id)
        const overrides = history.contributions.filter((row) => row.kind === 'override' && row.effectiveAt <= at)
        print(options.json, { ...trend, standing, definition, outcomes, overrides, evidence }, () =>
          [
            `${trend.name} (${trend.slug})`,
            trend.question,
            `${at.toISOString()}${knownAt ? ` as known ${knownAt.toISOString()}` : ''}: ${percent(standing.probability)} (${percent(standing.bandLow)}–${percent(standing.bandHigh)}), ${standing.level}, ${standing.direction.replace('_', ' ')}, log-odds ${standing.logOdds.toFixed(4)}, definition ${standing.definitionVersion}`,
            ...(standing.blindSince ? [`blind since ${standing.blindSince.toISOString()}`] : []),
            ...outcomes.map((row) => `${row.outcome} on ${row.resolvedAt.toISOString()}: ${row.note} (${row.author})`),
            ...overrides.map(
              (row) =>
                `corrected by ${row.delta.toFixed(4)} on ${row.effectiveAt.toISOString()}: ${row.reason} (${row.author}, ${row.id})`,
            ),
            ...(evidence.length === 0 ? ['no evidence yet'] : [evidenceTable(evidence)]),
          ].join('\n'),
        )
      })
    })
}

interface ShownEvidence extends EvidenceRow {
  headline: string | null
  items: { url: string | null }[]
}

/** Evidence with its factors: s = severity, c = confidence, cr = credibility, co = corroboration, n = novelty. */
function evidenceTable(rows: readonly ShownEvidence[]): string {
  return table([
    ['happened', 'log-odds', 'signal', 'w·s·c·cr·co·n', 'sources', 'discounts', 'event', 'first link'],
    ...rows.map((row) => [
      row.effectiveAt.toISOString().slice(0, 16),
      row.delta.toFixed(6),
      row.signal,
      [row.weight, row.severity, row.confidence, row.credibility, row.corroboration, row.novelty]
        .map((factor) => factor.toFixed(2))
        .join('·'),
      `${row.owner}${row.groups.length > 1 ? ` +${row.groups.length - 1}` : ''}`,
      discountsOf(row).join(', '),
      (row.headline ?? '').slice(0, 90),
      row.items[0]?.url,
    ]),
  ])
}

/** What made evidence count for less: copies, coordinated accounts, contradictions, the cap of an owner. */
function discountsOf({ groups, contradictions, ownerCap }: EvidenceRow): string[] {
  const reports = groups.reduce((sum, group) => sum + group.itemIds.length, 0)
  return [
    ...(reports > groups.length ? [`${reports} reports count as ${groups.length}`] : []),
    ...(groups.some((group) => group.coordinated) ? ['coordinated accounts'] : []),
    ...(contradictions > 0 ? [`${contradictions} contradict`] : []),
    ...(ownerCap < 1 ? [`owner cap ×${ownerCap.toFixed(2)}`] : []),
  ]
}
