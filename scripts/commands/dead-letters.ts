import type { Command } from 'commander'
import { listAudit } from '../../src/audit/index.ts'
import { InputError } from '../../src/errors.ts'
import { deadLetterChoice } from '../../src/http/contract.ts'
import { listDeadLetterCauses, listDeadLetters } from '../../src/pipeline/index.ts'
import {
  discardLetters,
  type Preview,
  previewReplay,
  previewRetry,
  replay,
  retryDeadLetters,
} from '../../src/queue/index.ts'
import { getSourceByIdOrName } from '../../src/sources/index.ts'
import { commandLineActor, countOf, instantOf } from '../arguments.ts'
import { print, table, withWorkspace } from '../workspace.ts'

type Choice = Partial<Record<'id' | 'stage' | 'cause' | 'fingerprint' | 'from' | 'to', string>> & {
  all?: boolean
  dryRun?: boolean
  json?: boolean
}

/** `dead-letters`, `replay` and `audit`: what failed for good, running it again, and who did what by hand. */
export function register(program: Command): void {
  const letters = program.command('dead-letters').description('jobs that exhausted their attempts')
  choosing(letters.command('list').description('each with its reason, the latest failure first'))
    .option('--resolved', 'those that are dealt with instead')
    .option('--limit <n>', 'at most so many', countOf, 50)
    .action(async (options: Choice & { resolved?: boolean; limit: number }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const filter = options.all || isEmpty(options) ? {} : filterOf(options)
        const status = options.resolved ? ('resolved' as const) : ('open' as const)
        const rows = await listDeadLetters(db, tenantId, { ...filter, status }, { limit: options.limit })
        print(options.json, rows, () =>
          rows.length === 0
            ? `There are no ${status} dead letters.`
            : rows
                .map(
                  (row) =>
                    `${row.id}  ${row.stage}  ${row.cause} ${row.fingerprint}  failed ${row.failures}× until ${row.lastFailedAt.toISOString()}` +
                    `${row.resolution ? `  ${row.resolution} by ${row.resolvedBy}` : ''}\n    ${row.reason}\n    ${JSON.stringify(row.payload)}`,
                )
                .join('\n'),
        )
      })
    })
  letters
    .command('causes')
    .description('open ones by what stopped them')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const causes = await listDeadLetterCauses(db, tenantId)
        print(json, causes, () =>
          causes.length === 0
            ? 'There are no open dead letters.'
            : table(
                causes.map((one) => [one.letters, one.stage, one.cause, one.fingerprint, one.reason.slice(0, 120)]),
              ),
        )
      })
    })
  choosing(letters.command('retry').description('put them back into their queues'))
    .option('--dry-run', 'show what would change, and commit nothing')
    .action(async (options: Choice) => {
      await withWorkspace(async (workspace) => {
        const { tenantId, queues, now } = workspace
        const request = { tenantId, filter: filterOf(options), now }
        if (options.dryRun) {
          const preview = await previewRetry(workspace, queues, request)
          return print(options.json, preview, () => describe(preview))
        }
        const done = await retryDeadLetters(workspace, { ...request, actor: commandLineActor() })
        print(options.json, done, () => {
          const refused = done.letters - done.retried
          return (
            `${done.retried} of ${done.letters} are in their queues again.` +
            `${refused ? ` ${refused} cannot be: their stage is gone or refuses their payload.` : ''}` +
            `${done.isComplete ? '' : ' More match; run it again.'}`
          )
        })
      })
    })
  choosing(letters.command('discard').description('give up on them; sweeps leave them alone')).action(
    async (options: Choice) => {
      await withWorkspace(async ({ db, tenantId, now }) => {
        const done = await discardLetters(db, { tenantId, filter: filterOf(options), now, actor: commandLineActor() })
        print(options.json, done, `${done.letters} discarded.`)
      })
    },
  )
  program
    .command('replay')
    .description('run a stage again over the past, and everything after it; running it twice changes nothing')
    .requiredOption('--from <time>', 'a day or an instant; items published from then on', instantOf)
    .requiredOption('--to <time>', 'up to, but without', instantOf)
    .option('--source <source>', 'only items of this source: its id or name')
    .option('--stage <name>', 'normalize, cluster-events, score-trends or snapshot', 'normalize')
    .option('--dry-run', 'show what would change, and commit nothing')
    .option('--json', 'print JSON')
    .action(
      async (options: { from: Date; to: Date; source?: string; stage: string; dryRun?: boolean; json?: boolean }) => {
        await withWorkspace(async (workspace) => {
          const { db, tenantId, queues, now } = workspace
          const { from, to, stage, source } = options
          const ofSource = source ? { sourceId: (await getSourceByIdOrName(db, tenantId, source)).id } : {}
          const request = { tenantId, from, to, stage, now, ...ofSource }
          if (options.dryRun) {
            const preview = await previewReplay(workspace, queues.jobs, request)
            return print(options.json, preview, () => describe(preview))
          }
          const done = await replay(workspace, { ...request, actor: commandLineActor() })
          print(options.json, { stage, ...done }, `${stage}: ${done.rows} due again, in ${done.runs} runs.`)
        })
      },
    )
  program
    .command('audit')
    .description('what was done by hand, and by whom, newest first')
    .option('--limit <n>', 'at most so many', countOf, 50)
    .option('--json', 'print JSON')
    .action(async ({ limit, json }: { limit: number; json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const entries = await listAudit(db, tenantId, { limit })
        print(json, entries, () =>
          entries.length === 0
            ? 'Nothing was done by hand.'
            : table(
                entries.map((one) => [
                  one.at.toISOString(),
                  one.actor,
                  one.via,
                  one.action,
                  JSON.stringify(one.details),
                ]),
              ),
        )
      })
    })
}

const choosing = (command: Command): Command =>
  command
    .option('--id <ids>', 'these, comma-separated')
    .option('--stage <name>', 'of this stage')
    .option('--cause <kind>', 'payload, permanent, outside, database, lost or fault')
    .option('--fingerprint <hex>', 'of this cause, as `dead-letters causes` shows it')
    .option('--from <time>', 'last failed from then on')
    .option('--to <time>', 'last failed before then')
    .option('--all', 'all of them')
    .option('--json', 'print JSON')

const isEmpty = (options: Choice): boolean =>
  !['id', 'stage', 'cause', 'fingerprint', 'from', 'to'].some((name) => options[name as keyof Choice] !== undefined)

/** The letters a command names, read as the API reads them. Throws InputError when it names none. */
function filterOf({ id, stage, cause, fingerprint, from, to, all }: Choice) {
  const given = { ids: id?.split(','), stage, cause, fingerprint, from, to, all: all || undefined }
  const parsed = deadLetterChoice.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  )
  if (!parsed.success)
    throw new InputError(
      parsed.error.issues
        .map((issue) => `${issue.path.length ? `--${String(issue.path[0])}: ` : ''}${issue.message}`)
        .join('; '),
    )
  const { all: _all, ...filter } = parsed.data
  return filter
}

function describe(preview: Preview): string {
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`
  const lines = [
    'Nothing was committed. It would run: ' +
      (Object.entries(preview.runs)
        .map(([stage, runs]) => `${stage} ${runs}×`)
        .join(', ') || 'nothing'),
    ...Object.entries(preview.leftOut).map(
      ([stage, runs]) => `Left out here: ${stage} ${runs}×, which works outside the database.`,
    ),
    ...preview.failures.map((one) => `Would fail: ${one.stage}: ${one.error}\n    ${JSON.stringify(one.payload)}`),
    '',
    preview.tables.length === 0
      ? 'No row would change.'
      : table([
          ['table', 'new', 'changed', 'as before', 'deleted'],
          ...preview.tables.map((one) => [one.table, one.inserted, one.updated, one.rewritten, one.deleted]),
        ]),
    ...preview.rows
      .filter((row) => row.kind === 'updated')
      .slice(0, 20)
      .map((row) => `  ${row.table} ${row.key}: ${shorten(row.before)} → ${shorten(row.after)}`),
    '',
    preview.trends.length === 0 ? 'No trend would move.' : 'Trends that would move:',
    ...preview.trends.map(
      (one) => `  ${one.slug}: ${percent(one.probabilityBefore)} → ${percent(one.probabilityAfter)}`,
    ),
  ]
  if (!preview.isComplete) lines.push('', 'This is the first part only: a dry run is bounded.')
  return lines.join('\n')
}

function shorten(values: Record<string, unknown> | null): string {
  const text = JSON.stringify(values ?? {})
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
