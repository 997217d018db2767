import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { InputError, SourceError } from '../../src/errors.ts'
import { decodeBytes } from '../../src/sources/feed/charset.ts'
import {
  connectorNames,
  type FeedLink,
  getSource,
  getSourceByIdOrName,
  importSources,
  listSources,
  type NewSource,
  previewSource,
  readOpml,
  resetBackoff,
  saveSource,
  setSourceActive,
  WebPageError,
  writeOpml,
} from '../../src/sources/index.ts'
import { print, readJson, type Workspace, withWorkspace } from '../workspace.ts'
import { overview, previewText, sourceText } from './source-text.ts'

interface SourceOptions {
  connector: string
  name?: string
  owner?: string
  tier?: string
  reporting?: string
  language?: string
  country?: string
  credibility?: string
  every?: string
  config?: string
  fullText?: boolean
  allowPrivate?: boolean
  json?: boolean
}

/** `sources list|show|add|test|import|export|enable|disable|retry`. */
export function register(program: Command): void {
  const sources = program.command('sources').description('what is read, and how it fares')
  const json = ['--json', 'print JSON'] as const

  sources
    .command('list')
    .description('all sources with their health')
    .option(...json)
    .action((options: { json?: boolean }) =>
      withWorkspace(async ({ db, tenantId }) => {
        const rows = await listSources(db, tenantId)
        print(options.json, rows, () => (rows.length ? overview(rows) : 'There is no source yet.'))
      }),
    )

  sources
    .command('show')
    .description('one source: how it fares, and what its latest checks brought')
    .argument('<source>', 'id or name')
    .option(...json)
    .action((idOrName: string, options: { json?: boolean }) =>
      withWorkspace(async ({ db, tenantId }) => {
        const { id } = await getSourceByIdOrName(db, tenantId, idOrName)
        const source = await getSource(db, tenantId, id)
        print(options.json, source, () => sourceText(source))
      }),
    )

  withSettings(sources.command('add').description('add a source, or bring the one at this address up to date'))
    .option('--feed <n>', 'which of the feeds that the page at the address names', Number)
    .option(...json)
    .action((url: string | undefined, options: SourceOptions & { feed?: number }) =>
      withWorkspace(async (workspace) => {
        const { db, tenantId, now } = workspace
        const source = await atItsFeed(workspace, sourceFrom(url, options), options.feed)
        const saved = await saveSource(db, tenantId, source, now)
        print(options.json, saved, `${saved.name} is a source now; it is read at the next check (id ${saved.id}).`)
      }),
    )

  withSettings(sources.command('test').description('read a source once and show what it brings; nothing is stored'))
    .option(...json)
    .action(async (url: string | undefined, options: SourceOptions) => {
      const source = sourceFrom(url, options)
      await withWorkspace(async ({ db, tenantId, keyring, allowPrivateNetwork, now }) => {
        const signal = AbortSignal.timeout(120_000)
        const preview = await previewSource(db, source, { tenantId, keyring, allowPrivateNetwork, now, signal })
        print(options.json, preview, () => previewText(preview))
      })
    })

  sources
    .command('import')
    .description('add the feeds of an OPML file')
    .argument('<file>', 'OPML 1.0 or 2.0')
    .option(...json)
    .action(async (file: string, options: { json?: boolean }) => {
      const list = readOpml(await textOf(file))
      await withWorkspace(async ({ db, tenantId, now }) => {
        const report = await importSources(db, tenantId, list, now)
        print(options.json, report, () =>
          [
            `${report.added.length} added, ${report.updated.length} updated, ${report.refused.length} refused`,
            ...report.refused.map(({ name, reason }) => `  ${name}: ${reason}`),
          ].join('\n'),
        )
        if (report.refused.length > 0) process.exitCode = 1
      })
    })

  sources
    .command('export')
    .description('write the feeds as OPML 2.0')
    .argument('[file]', 'standard output when it is left out')
    .action((file: string | undefined) =>
      withWorkspace(async ({ db, tenantId, now }) => {
        const opml = writeOpml(await listSources(db, tenantId), now)
        if (file) await writeFile(file, opml)
        else console.log(opml)
      }),
    )

  const changes = {
    enable: ['switch a source on and read it at the next check', setActive(true)],
    disable: ['switch a source off; what it brought stays', setActive(false)],
    retry: ['forget a source’s failures and read it at the next check', resetBackoff],
  } as const
  for (const [name, [description, change]] of Object.entries(changes)) {
    sources
      .command(name)
      .description(description)
      .argument('<source>', 'id or name')
      .option(...json)
      .action((idOrName: string, options: { json?: boolean }) =>
        withWorkspace(async ({ db, tenantId, now }) => {
          const { id } = await getSourceByIdOrName(db, tenantId, idOrName)
          const row = await change(db, tenantId, id, now)
          print(options.json, row, `${row.name}: ${row.status}`)
        }),
      )
  }
}

/** The source, at the feed that a web page names when that is what its address leads to. Unreachable addresses are taken as they are. */
async function atItsFeed(workspace: Workspace, source: NewSource, choice: number | undefined): Promise<NewSource> {
  if (source.connector !== 'rss' || !source.url) return source
  const { db, tenantId, keyring, allowPrivateNetwork, now } = workspace
  try {
    const signal = AbortSignal.timeout(60_000)
    await previewSource(db, source, { tenantId, keyring, allowPrivateNetwork, now, signal })
  } catch (error) {
    if (error instanceof WebPageError) return { ...source, url: chosenFeed(error.feeds, choice) }
    if (!(error instanceof SourceError)) throw error
    console.error(`It cannot be read just now: ${error.message}. It is tried again at the next check.`)
  }
  return source
}

function chosenFeed(feeds: readonly FeedLink[], choice: number | undefined): string {
  const feed = choice === undefined && feeds.length === 1 ? feeds[0] : feeds[(choice ?? 0) - 1]
  if (feed) {
    console.error(`The address leads to a web page; its feed ${feed.url} is taken.`)
    return feed.url
  }
  const list = feeds.map(({ url, title }, i) => `  --feed ${i + 1}  ${url}${title ? `  ${title}` : ''}`)
  throw new InputError(`The address leads to a web page that names several feeds; choose one:\n${list.join('\n')}`)
}

function setActive(isActive: boolean): typeof resetBackoff {
  return (db, tenantId, id, now) => setSourceActive(db, tenantId, id, isActive, now)
}

function withSettings(command: Command): Command {
  return command
    .argument('[url]', 'address of the feed')
    .option('--connector <name>', connectorNames.join(', '), 'rss')
    .option('--name <name>')
    .option('--owner <owner>', 'media group, state or account cluster behind it')
    .option('--tier <tier>', 'primary, wire, major, regional or aggregator')
    .option('--reporting <how>', 'firsthand, secondary or aggregator')
    .option('--language <code>')
    .option('--country <code>')
    .option('--credibility <0..1>')
    .option('--every <seconds>', 'a fixed interval; left out, it adapts to the source')
    .option('--config <json>', 'settings of the connector, or @file')
    .option('--full-text', 'read the article behind each entry for its full text')
    .option('--allow-private', 'it may lie on this machine or a private network')
}

function sourceFrom(url: string | undefined, options: SourceOptions): NewSource {
  const config = {
    ...(options.config ? settings(options.config) : {}),
    ...(options.allowPrivate ? { allowPrivate: true } : {}),
  }
  const { connector, name, owner, language, country } = options
  return {
    connector,
    url: url ?? null,
    name: name ?? null,
    owner: owner ?? null,
    language: language ?? null,
    country: country ?? null,
    // Words and numbers as typed: what is wrong with them is said when the source is checked.
    tier: (options.tier ?? null) as NewSource['tier'],
    reporting: (options.reporting ?? null) as NewSource['reporting'],
    credibilityScore: options.credibility === undefined ? null : Number(options.credibility),
    fullText: options.fullText ?? null,
    intervalSeconds: options.every === undefined ? null : Number(options.every),
    config,
  }
}

function settings(argument: string): Record<string, unknown> {
  try {
    return readJson(argument) as Record<string, unknown>
  } catch (error) {
    throw new InputError(`--config is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return decodeBytes(await readFile(file)).text
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
