import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Command } from 'commander'
import { createLocalEmbedder } from '../../src/embedding/index.ts'
import { InputError, SourceError } from '../../src/errors.ts'
import type { TrendDefinition } from '../../src/trends/definition.ts'
import { parseDefinitions } from '../../src/trends/definition-file.ts'
import { compileDefinition, createSecondOpinion, matchTrends, type TrendMatch } from '../../src/trends/match/index.ts'
import type { MatchText } from '../../src/trends/match-types.ts'
import { type ClusterLine, readClusterLines } from './cluster-input.ts'

const BATCH = 64

/** `bellwether match FILE --trends DIR --out PRED`: matches items to indicators with the code the pipeline uses. */
export function register(program: Command): void {
  program
    .command('match')
    .description('match the items of an NDJSON file (.gz too) to the indicators of trend definitions')
    .argument('<file>', 'lines of {id, title, text} and, if known, {lang, published_at}')
    .requiredOption('--trends <dir>', 'folder of trend definitions (YAML)')
    .requiredOption('--out <file>', 'where to write lines of {id, matches}, surest match first')
    .option('--words-only', 'do not ask the local embedding model for a second opinion')
    .option('--json', 'print the figures as JSON on stdout')
    .action(async (file: string, options: { trends: string; out: string; wordsOnly?: boolean; json?: boolean }) => {
      const definitions = await readDefinitions(options.trends)
      const figures = await matchFile(file, options.out, definitions, options.wordsOnly !== true)
      if (options.json) console.log(JSON.stringify(figures))
    })
}

/** Figures of one run; rates in items per second, reading the file and embedding the definitions left out. */
export interface MatchFigures {
  items: number
  matched: number
  trends: number
  signals: number
  itemsPerSecond: number
}

/** Matches every line of `file` to `definitions` and writes what it found to `out`, line for line. */
export async function matchFile(
  file: string,
  out: string,
  definitions: readonly TrendDefinition[],
  withMeaning: boolean,
): Promise<MatchFigures> {
  const compiled = definitions.map((definition) => compileDefinition(definition))
  const embedder = withMeaning ? createLocalEmbedder() : undefined
  const stream = createWriteStream(out)
  const figures = { items: 0, matched: 0, ms: 0 }
  try {
    const opinion = embedder && (await createSecondOpinion(embedder, compiled))
    for await (const lines of batches(file)) {
      const start = performance.now()
      const results = await matchTrends(compiled, lines.map(textOf), opinion)
      figures.ms += performance.now() - start
      for (const [i, line] of lines.entries()) {
        const matches = results[i] ?? []
        figures.items++
        if (matches.length > 0) figures.matched++
        if (!stream.write(`${JSON.stringify({ id: line.id, matches: matches.map(outputOf) })}\n`))
          await once(stream, 'drain')
      }
    }
  } finally {
    stream.end()
    await Promise.all([finished(stream), embedder?.close()])
  }
  const signals = definitions.reduce((sum, definition) => sum + definition.indicators.length, 0)
  const itemsPerSecond = figures.ms > 0 ? Math.round((figures.items / figures.ms) * 1_000) : 0
  console.error(
    `${figures.items} items against ${signals} signals of ${definitions.length} trends: ` +
      `${figures.matched} matched, ${itemsPerSecond} items/s`,
  )
  return { items: figures.items, matched: figures.matched, trends: definitions.length, signals, itemsPerSecond }
}

/** Every definition in the `.yaml` and `.yml` files of a folder, in the order of their names. */
export async function readDefinitions(folder: string): Promise<TrendDefinition[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new SourceError(`cannot read the folder ${folder}`, { cause })
  })
  const definitions: TrendDefinition[] = []
  for (const name of names.filter((entry) => /\.ya?ml$/i.test(entry)).sort())
    definitions.push(...parseDefinitions(await readFile(join(folder, name), 'utf8'), name))
  if (definitions.length === 0) throw new InputError(`${folder} holds no trend definitions (*.yaml)`)
  return definitions
}

async function* batches(file: string): AsyncGenerator<ClusterLine[]> {
  let batch: ClusterLine[] = []
  for await (const line of readClusterLines(file)) {
    batch.push(line)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function textOf(line: ClusterLine, index: number): MatchText {
  return {
    // Ids of a foreign file may repeat; within a batch the place tells lines apart.
    itemId: `${index}:${line.id}`,
    title: line.title,
    text: line.text,
    // Without a time no year in the text counts as long past.
    publishedAt: new Date(line.publishedAt ?? Number.NaN),
    language: line.language === 'und' ? null : line.language,
    entities: [],
    places: [],
    duplicateOf: null,
  }
}

function outputOf(match: TrendMatch) {
  const spans = match.spans.map(({ field, start, end, text }) => ({ field, start, end, text }))
  const { trend, signal, direction, severity, confidence } = match
  return { trend, signal, direction, severity, confidence, spans }
}
