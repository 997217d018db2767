import type { Command } from 'commander'
import { loadConfig } from '../../src/config.ts'
import { createLocalEmbedder, createTextVectors } from '../../src/embedding/index.ts'
import { InputError } from '../../src/errors.ts'
import { type ChatModel, createChatModel } from '../../src/llm/index.ts'
import { assessMatches } from '../../src/trends/assess/index.ts'
import type { TrendDefinition } from '../../src/trends/definition.ts'
import { createMatcher, matchTrends, type TrendMatch } from '../../src/trends/match/index.ts'
import type { MatchText } from '../../src/trends/match-types.ts'
import { openOutput } from '../output-file.ts'
import { readDefinitions } from '../read-definitions.ts'
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
    .option('--llm', 'let the chat model of BELLWETHER_LLM_MODEL refine severity, confidence and direction')
    .option('--json', 'print the figures as JSON on stdout')
    .action(async (file: string, options: Options) => {
      const definitions = readDefinitions(options.trends)
      const chat = options.llm ? configuredChat() : undefined
      const figures = await matchFile(file, options.out, definitions, { wordsOnly: options.wordsOnly === true, chat })
      if (options.json) console.log(JSON.stringify(figures))
    })
}

interface Options {
  trends: string
  out: string
  wordsOnly?: boolean
  llm?: boolean
  json?: boolean
}

function configuredChat(): ChatModel {
  const { llm } = loadConfig(process.env)
  if (!llm)
    throw new InputError('--llm needs OPENAI_API_KEY and BELLWETHER_LLM_MODEL (and OPENAI_BASE_URL, if not OpenAI)')
  return createChatModel(llm)
}

/** Figures of one run; rates in items per second, reading the file left out. */
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
  { wordsOnly, chat }: { wordsOnly: boolean; chat?: ChatModel | undefined },
): Promise<MatchFigures> {
  const write = await openOutput(file, out)
  const embedder = wordsOnly ? undefined : createLocalEmbedder()
  const onProblem = (problem: string) => console.error(problem)
  const matcher = createMatcher(embedder && createTextVectors(embedder), onProblem)
  const figures = { items: 0, matched: 0, wordless: 0, ms: 0 }
  async function* results(): AsyncGenerator<string> {
    for await (const lines of batches(file)) {
      const start = performance.now()
      const texts = lines.map(textOf)
      const matched = await matchTrends(matcher, definitions, texts)
      const found = chat ? await assessMatches(chat, definitions, texts, matched, onProblem) : matched
      figures.ms += performance.now() - start
      for (const [i, { id, title, text }] of lines.entries()) {
        const matches = found[i] ?? []
        figures.items++
        if (matches.length > 0) figures.matched++
        if (title === '' && text === '') figures.wordless++
        yield `${JSON.stringify({ id, matches: matches.map(outputOf) })}\n`
      }
    }
  }
  try {
    await write(results())
  } finally {
    await embedder?.close()
  }
  const signals = definitions.reduce((sum, definition) => sum + definition.indicators.length, 0)
  const itemsPerSecond = figures.ms > 0 ? Math.round((figures.items / figures.ms) * 1_000) : 0
  console.error(
    `${figures.items} items against ${signals} signals of ${definitions.length} trends: ` +
      `${figures.matched} matched, ${itemsPerSecond} items/s` +
      (figures.wordless > 0 ? `; ${figures.wordless} without title and text` : ''),
  )
  return { items: figures.items, matched: figures.matched, trends: definitions.length, signals, itemsPerSecond }
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
    duplicateOf: null,
  }
}

function outputOf(match: TrendMatch) {
  const spans = match.spans.map(({ field, start, end, text }) => ({ field, start, end, text }))
  const { trend, signal, direction, severity, confidence } = match
  return { trend, signal, direction, severity, confidence, spans }
}
