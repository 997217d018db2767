import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { InputError } from '../../src/errors.ts'
import {
  type DefinitionChange,
  type DefinitionPreview,
  definitionSchema,
  definitionYaml,
  diffDefinitions,
  getTrendRow,
  listDefinitions,
  listTrendRows,
  previewDefinition,
  saveDefinition,
  trendDefinition,
} from '../../src/trends/index.ts'
import { readDefinitions } from '../read-definitions.ts'
import { percent, print, type Workspace, withWorkspace } from '../workspace.ts'

interface ApplyOptions {
  history?: boolean
  dryRun?: boolean
  yes?: boolean
  author: string
  json?: boolean
}

/** `bellwether trends apply|export|versions|schema`: definitions in and out. */
export function registerDefinitions(trends: Command): void {
  trends
    .command('apply')
    .description(
      'store definitions from YAML files or folders, after showing what changes and what that does to the values',
    )
    .argument('<path...>', 'files or folders')
    .option('--history', 'let changes hold from the beginning instead of from now on')
    .option('--dry-run', 'show it, and store nothing')
    .option('-y, --yes', 'do not ask; nor is anybody asked where nobody sits at a terminal')
    .option('--author <name>', 'who changes it', 'command line')
    .option('--json', 'JSON on stdout')
    .action(async (paths: string[], options: ApplyOptions) => {
      const definitions = paths.flatMap(readDefinitions)
      await withWorkspace(async (workspace) => {
        const { db, matcher, tenantId, now } = workspace
        const toHistory = options.history ?? false
        const previews: DefinitionPreview[] = []
        const alongside = definitions.map(({ id }) => id)
        for (const definition of definitions)
          previews.push(await previewDefinition(db, { tenantId, definition, matcher, now, toHistory, alongside }))
        if (!options.json) console.log(previews.map(describePreview).join('\n'))
        const isChange = previews.some((preview) => preview.change !== 'unchanged')
        const isStored = isChange && !options.dryRun && (await isWanted(options))
        if (isStored)
          for (const definition of definitions)
            await saveDefinition(db, { tenantId, definition, now, author: options.author, toHistory })
        print(
          options.json,
          previews.map((preview) => ({ ...preview, stored: isStored && preview.change !== 'unchanged' })),
          isStored ? 'stored' : 'nothing stored',
        )
      })
    })
  trends
    .command('export')
    .description('trends as the YAML that apply reads: on stdout, or a file for each in a folder')
    .argument('[trend...]', 'slugs or ids; every trend when none is named')
    .option('--out <folder>', 'where to write SLUG.yaml')
    .action(async (refs: string[], { out }: { out?: string }) => {
      await withWorkspace(async (workspace) => {
        const files = await exportDefinitions(workspace, refs)
        if (out === undefined)
          console.log(
            files
              .map((file) => file.yaml)
              .join('---\n')
              .trimEnd(),
          )
        else {
          mkdirSync(out, { recursive: true })
          for (const { slug, yaml } of files) writeFileSync(join(out, `${slug}.yaml`), yaml)
          console.error(`${files.length} definitions in ${out}`)
        }
      })
    })
  trends
    .command('versions')
    .description('every version of a definition: since when it holds, who stored it, what it changed')
    .argument('<trend>', 'slug or id')
    .option('--json', 'JSON on stdout')
    .action(async (ref: string, { json }: { json?: boolean }) => {
      await withWorkspace(async ({ db, tenantId }) => {
        const rows = await listDefinitions(db, (await getTrendRow(db, tenantId, ref)).id)
        const versions = rows.map(({ version, effectiveFrom, recordedAt, author, definition }, at) => ({
          ...{ version, effectiveFrom, recordedAt, author },
          changes: diffDefinitions(
            at === 0 ? undefined : trendDefinition.parse(rows[at - 1]?.definition),
            trendDefinition.parse(definition),
          ),
        }))
        print(json, versions.reverse(), () =>
          versions
            .flatMap(({ version, effectiveFrom, recordedAt, author, changes }) => [
              `${version}  ${sinceText(effectiveFrom)}, stored ${recordedAt.toISOString().slice(0, 16)} by ${author}`,
              ...(version === 1 ? [] : changes.map(changeText)),
            ])
            .join('\n'),
        )
      })
    })
  trends
    .command('schema')
    .description('the JSON Schema of a definition file, for editors')
    .action(() => console.log(JSON.stringify(definitionSchema(), null, 2)))
}

async function exportDefinitions({ db, tenantId }: Workspace, refs: readonly string[]) {
  const rows =
    refs.length === 0
      ? (await listTrendRows(db, tenantId)).map(({ trend }) => trend)
      : await Promise.all(refs.map((ref) => getTrendRow(db, tenantId, ref)))
  if (rows.length === 0) throw new InputError('There is no trend to export')
  const files: { slug: string; yaml: string }[] = []
  for (const { id, slug } of rows) {
    const latest = (await listDefinitions(db, id)).at(-1)
    files.push({ slug, yaml: definitionYaml(trendDefinition.parse(latest?.definition)) })
  }
  return files
}

/** Asks whoever sits at the terminal. */
async function isWanted({ yes, json }: ApplyOptions): Promise<boolean> {
  if (yes || json || !process.stdin.isTTY || !process.stdout.isTTY) return true
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^y(es)?$/i.test((await terminal.question('Store it? [y/N] ')).trim())
  } finally {
    terminal.close()
  }
}

function describePreview(preview: DefinitionPreview): string {
  const { slug, change, version, effectiveFrom, changes, before, after, eventsRead, isComplete } = preview
  const unknown = preview.unknown.map(
    ({ field, name }) => `  ! ${field}: there is no ${field === 'sources' ? 'source' : 'trend'} "${name}"`,
  )
  if (change === 'unchanged') return [`${slug}: unchanged, version ${version}`, ...unknown].join('\n')
  const read = `${eventsRead} events read${isComplete ? '' : ', the latest in reach; older ones are left as they are'}`
  const evidence = before === null ? after.evidence : `${before.evidence} → ${after.evidence}`
  const value =
    before === null ? percent(after.probability) : `${percent(before.probability)} → ${percent(after.probability)}`
  return [
    `${slug}: ${change}, version ${version} ${sinceText(effectiveFrom)}`,
    ...(change === 'created' ? [] : changes.map(changeText)),
    `  value now ${value}, pieces of evidence ${evidence} (${read})`,
    ...unknown,
  ].join('\n')
}

const sinceText = (from: Date): string =>
  from.getTime() === 0 ? 'from the beginning' : `from ${from.toISOString().slice(0, 16)}`

const changeText = ({ path, before, after }: DefinitionChange): string =>
  `  ${path}: ${shown(before)} → ${shown(after)}`

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))
