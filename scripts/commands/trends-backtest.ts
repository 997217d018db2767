import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { InputError, messageOf } from '../../src/errors.ts'
import { listSources, type NewSource, readOpml } from '../../src/sources/index.ts'
import { gradeTrends } from '../../src/trends/index.ts'
import { instantOf } from '../arguments.ts'
import type { Recording } from '../backtest/arrivals.ts'
import { describeBacktest } from '../backtest/describe.ts'
import { itemFile } from '../backtest/item-file.ts'
import { type KnownOutcome, readOutcomes } from '../backtest/known-outcomes.ts'
import { recordedFeeds } from '../backtest/recorded-feeds.ts'
import { type DefinitionSet, replay } from '../backtest/replay.ts'
import { type Backtest, reportOn, type SetReport } from '../backtest/report.ts'
import { withScratchDatabase } from '../backtest/scratch-database.ts'
import { workspaceItems } from '../backtest/workspace-items.ts'
import { readDefinitions } from '../read-definitions.ts'
import { print, type Workspace, withWorkspace } from '../workspace.ts'

interface Options {
  trends: string
  against?: string
  from: Date
  to: Date
  sources?: string
  outcomes?: string
  keep?: string
  json?: boolean
}

/** `bellwether trends backtest`: what definitions would have said, hour by hour, of items recorded earlier. */
export function registerBacktest(trends: Command): void {
  trends
    .command('backtest')
    .description('replay recorded items with given definitions and grade what they would have said, without hindsight')
    .argument(
      '[items]',
      'folder of recorded feeds (FEED/UNIX-SECONDS.xml) or NDJSON file; the items of this workspace when missing',
    )
    .requiredOption('--trends <dir>', 'definitions to try: a YAML file or a folder of them')
    .option('--against <dir>', 'other definitions to compare them with, side by side')
    .requiredOption('--from <instant>', 'where to begin', instantOf)
    .requiredOption('--to <instant>', 'where to end', instantOf)
    .option(
      '--sources <file>',
      'OPML saying how much sources are believed; what this workspace says of them when missing',
    )
    .option('--outcomes <file>', 'YAML list of {trend, outcome, at, note}; the outcomes of this workspace when missing')
    .option('--keep <database>', 'keep what was replayed in a database of this name, to look into it afterwards')
    .option('--json', 'JSON on stdout')
    .action(async (items: string | undefined, options: Options) => {
      if (options.from >= options.to) throw new InputError('--from must lie before --to')
      if (options.keep !== undefined && !/^[a-z][a-z0-9_]{0,50}$/.test(options.keep))
        throw new InputError(`--keep ${options.keep}: use lower-case letters, digits and underscores`)
      // Everything that can be wrong with the input is found before a database is touched.
      const sets = definitionSets(options.trends, options.against)
      const given = {
        recording: items === undefined ? undefined : recordingOf(items),
        sources: options.sources === undefined ? undefined : readSources(options.sources),
        outcomes: options.outcomes === undefined ? undefined : readOutcomes(options.outcomes),
      }
      await withWorkspace(async (workspace) => {
        const { db, tenantId } = workspace
        const result = await backtest(workspace, options, sets, {
          recording: given.recording ?? workspaceItems(db, tenantId),
          sources: given.sources ?? (await listSources(db, tenantId)),
          outcomes: given.outcomes ?? (await workspaceOutcomes(workspace)),
        })
        print(options.json, result, () => describeBacktest(result))
      })
    })
}

async function backtest(
  workspace: Workspace,
  { from, to, keep }: Options,
  sets: readonly DefinitionSet[],
  given: { recording: Recording; sources: readonly NewSource[]; outcomes: readonly KnownOutcome[] },
): Promise<Backtest> {
  const where = { keepAs: keep, now: from }
  const progress = process.stderr.isTTY ? showDay() : undefined
  return withScratchDatabase(workspace.databaseUrl, where, async ({ db, url }) => {
    const items = await replay(db, { ...given, sets, from, to, ...(progress && { progress }) })
    if (items.items === 0) console.error('bellwether: no items between --from and --to')
    const reports: SetReport[] = []
    for (const set of sets) reports.push(await reportOn(db, set, { from, to }))
    if (keep !== undefined) {
      const hint = workspace.config.databaseUrl
        ? `DATABASE_URL=…${new URL(url).pathname}`
        : `BELLWETHER_DATABASE=${keep}`
      console.error(`kept; look into it with ${hint} npx bellwether trends explain TREND --from … --to …`)
    }
    return { from, to, items, problems: given.recording.problems, sets: reports }
  })
}

/** One or two sets named after their folders, or, where these are called alike, after their paths. */
export function definitionSets(trends: string, against?: string): DefinitionSet[] {
  const paths = against === undefined ? [trends] : [trends, against]
  const names = paths.map((path) => basename(resolve(path)))
  const areAlike = new Set(names).size < names.length
  return paths.map((path, at) => ({
    tenantId: at === 0 ? 'main' : 'against',
    name: (areAlike ? path : names[at]) ?? path,
    definitions: readDefinitions(path),
  }))
}

function recordingOf(path: string): Recording {
  try {
    return statSync(path).isDirectory() ? recordedFeeds(path) : itemFile(path)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${path} cannot be read: ${messageOf(error)}`)
  }
}

function readSources(file: string): NewSource[] {
  try {
    return readOpml(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InputError(`${file}: ${messageOf(error)}`)
  }
}

async function workspaceOutcomes({ db, tenantId }: Workspace): Promise<KnownOutcome[]> {
  const { trends } = await gradeTrends(db, tenantId)
  return trends.map(({ slug, outcome, resolvedAt, note }) => ({ trend: slug, outcome, at: resolvedAt, note }))
}

function showDay(): (at: Date) => void {
  let shown = ''
  return (at) => {
    const day = at.toISOString().slice(0, 10)
    if (day !== shown) process.stderr.write(`\r${day} `)
    shown = day
  }
}
