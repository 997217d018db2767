import { basename } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import type { Command } from 'commander'
import { normalize } from '../../jobs/normalize.ts'
import { InputError, messageOf, SourceError } from '../../src/errors.ts'
import { deleteItems } from '../../src/items/index.ts'
import { to } from '../../src/queue/index.ts'
import { type IngestEntry, ingestItems, listSources } from '../../src/sources/index.ts'
import { type EntryLine, openEntries } from '../read-entries.ts'
import { print, type Workspace, withWorkspace } from '../workspace.ts'

interface Options {
  source?: string
  batch: string
  json?: boolean
}

/** What a backfill did. `badLines` counts all lines left out; the first are named on stderr. */
export interface BackfillFigures {
  lines: number
  inserted: number
  revised: number
  unchanged: number
  withdrawn: number
  badLines: number
  sources: number
  seconds: number
  itemsPerSecond: number
  /** Why the file could not be read to its end; what came before is stored. */
  problem: string | null
}

const NAMED_PROBLEMS = 20
const MAX_BATCH = 5_000
/** Ids one normalize run gets. */
const IDS_PER_RUN = 250
/** How long a batch waits for the queue. */
const queueTimeoutMs = 5_000

/** `bellwether backfill FILE`: stores the items of a file and sends them down the pipeline. */
export function register(program: Command): void {
  program
    .command('backfill')
    .description('store the items of an NDJSON file (.gz too); running it again stores only what is new or changed')
    .argument('<file>', 'lines of {id, title, text, url, published_at, source, lang, author, …}')
    .option('--source <name>', 'the source of all lines, whatever they say')
    .option('--batch <n>', 'items stored per transaction', '1000')
    .option('--json', 'print the figures as JSON')
    .action(async (file: string, options: Options) => {
      const batch = Number(options.batch)
      if (!Number.isInteger(batch) || batch < 1 || batch > MAX_BATCH) {
        throw new InputError(`--batch must be a whole number from 1 to ${MAX_BATCH}`)
      }
      await withWorkspace(async (workspace) => {
        const figures = await backfill(workspace, file, { ...options, batch, report: (text) => console.error(text) })
        print(options.json, figures, () => describe(figures))
        if (figures.problem !== null) throw new SourceError(figures.problem)
      })
    })
}

/**
 * Reads `file` line by line and stores its items in batches, each in one transaction; bad lines are reported by number and
 * left out. Committed batches are enqueued for `normalize`; if the queue is away, the sweep finds them.
 */
export async function backfill(
  { db, queues, config, tenantId }: Pick<Workspace, 'db' | 'queues' | 'config' | 'tenantId'>,
  file: string,
  options: { source?: string; batch: number; report: (text: string) => void },
): Promise<BackfillFigures> {
  const start = performance.now()
  const entries = await openEntries(file, {
    source: options.source,
    fallbackSource: basename(file).replace(/\.(ndjson|jsonl|json)?(\.gz)?$/i, ''),
  })
  const figures = { lines: 0, inserted: 0, revised: 0, unchanged: 0, withdrawn: 0, badLines: 0 }
  const sources = new Set<string>()
  let problem: string | null = null
  let isQueueAway = false
  const bar = progressBar(entries.size)
  // Whole batches stay stored, the open one is rolled back.
  const interrupt = () => {
    bar?.stop()
    process.exit(130)
  }
  process.once('SIGINT', interrupt)
  try {
    for await (const { good, bad, withdrawn } of batches(entries.lines, options.batch)) {
      for (const { line, problem } of bad) {
        if (figures.badLines++ < NAMED_PROBLEMS) options.report(`${file}:${line} was left out: ${problem}`)
      }
      figures.lines += good.length + bad.length + withdrawn.length
      if (good.length > 0) {
        const saved = await ingestItems(db, { tenantId, entries: good, now: config.clock.now() })
        figures.inserted += saved.inserted
        figures.revised += saved.revised
        figures.unchanged += saved.unchanged
        for (const { source } of good) sources.add(source)
        if (saved.inserted + saved.revised > 0 && !isQueueAway) {
          isQueueAway ||= !(await sendOn(queues, tenantId, saved.ids, options.report))
        }
      }
      if (withdrawn.length > 0) figures.withdrawn += await withdraw(db, tenantId, withdrawn, config.clock.now())
      bar?.update(entries.bytesRead(), { items: figures.lines })
    }
    bar?.update(entries.size, { items: figures.lines })
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    problem = error.message
  } finally {
    bar?.stop()
    process.off('SIGINT', interrupt)
  }
  if (figures.badLines > NAMED_PROBLEMS) options.report(`… and ${figures.badLines - NAMED_PROBLEMS} more lines`)
  const seconds = (performance.now() - start) / 1_000
  return {
    ...figures,
    sources: sources.size,
    seconds: round(seconds),
    itemsPerSecond: Math.round(figures.lines / seconds),
    problem,
  }
}

interface LineBatch {
  good: IngestEntry[]
  bad: { line: number; problem: string }[]
  withdrawn: Withdrawal[]
}
type Withdrawal = Extract<EntryLine, { withdrawn: unknown }>['withdrawn']

/** Groups lines into batches. A line that repeats an id begins a new one, so that it revises the earlier line's item. */
async function* batches(lines: AsyncGenerator<EntryLine>, size: number): AsyncGenerator<LineBatch> {
  let batch: LineBatch = { good: [], bad: [], withdrawn: [] }
  let ids = new Set<string>()
  let failure: unknown
  try {
    for await (const line of lines) {
      if ('problem' in line) {
        batch.bad.push(line)
        if (batch.bad.length >= size) {
          yield batch
          batch = { good: [], bad: [], withdrawn: [] }
          ids = new Set()
        }
        continue
      }
      const { source, externalId } = 'entry' in line ? { ...line.entry, ...line.entry.item } : line.withdrawn
      const id = `${source}\n${externalId}`
      if (ids.has(id) || ids.size >= size) {
        yield batch
        batch = { good: [], bad: [], withdrawn: [] }
        ids = new Set()
      }
      ids.add(id)
      if ('entry' in line) batch.good.push(line.entry)
      else batch.withdrawn.push(line.withdrawn)
    }
  } catch (error) {
    // What was read whole is stored before the failure is told.
    failure = error
  }
  yield batch
  if (failure) throw failure
}

/** Deletes withdrawn entries of the sources there are; answers how many were there. */
async function withdraw(db: Workspace['db'], tenantId: string, withdrawn: Withdrawal[], now: Date): Promise<number> {
  const ids = new Map((await listSources(db, tenantId)).map((source) => [source.name, source.id]))
  let count = 0
  for (const name of new Set(withdrawn.map(({ source }) => source))) {
    const sourceId = ids.get(name)
    if (!sourceId) continue
    const externalIds = withdrawn.filter(({ source }) => source === name).map(({ externalId }) => externalId)
    count += (await deleteItems(db, { tenantId, sourceId, externalIds, now })).length
  }
  return count
}

/** Answers whether the queue took them; says so if not. */
async function sendOn(
  queues: Workspace['queues'],
  tenantId: string,
  ids: readonly (string | null)[],
  report: (text: string) => void,
): Promise<boolean> {
  const itemIds = [...new Set(ids)].filter((id) => id !== null)
  const payloads: { tenantId: string; itemIds: string[] }[] = []
  for (let i = 0; i < itemIds.length; i += IDS_PER_RUN) {
    payloads.push({ tenantId, itemIds: itemIds.slice(i, i + IDS_PER_RUN) })
  }
  try {
    await queues.enqueueAll(to(normalize, payloads), { timeoutMs: queueTimeoutMs })
    return true
  } catch (error) {
    report(`items are stored but not enqueued; the sweep will pick them up (${messageOf(error)})`)
    return false
  }
}

/** Only where somebody watches: on a terminal. */
function progressBar(total: number): SingleBar | undefined {
  if (!process.stderr.isTTY) return undefined
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '{bar} {percentage}% · {items} items · {eta_formatted} left',
      hideCursor: false,
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  bar.start(total, 0, { items: 0 })
  return bar
}

function describe(figures: BackfillFigures): string {
  const { lines, inserted, revised, unchanged, withdrawn, badLines, sources, seconds, itemsPerSecond } = figures
  return [
    `${inserted} new, ${revised} changed, ${unchanged} known and ${withdrawn} withdrawn items of ${sources} source${sources === 1 ? '' : 's'};`,
    `${badLines} of ${lines} lines left out. ${seconds} s, ${itemsPerSecond} lines/s.`,
    'They are normalised and grouped while workers run (`bellwether start` or `bellwether worker`).',
  ].join(' ')
}

const round = (value: number): number => Math.round(value * 10) / 10
