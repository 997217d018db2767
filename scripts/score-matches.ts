import { Command } from 'commander'
import { createLocalEmbedder, createTextVectors } from '../src/embedding/index.ts'
import { InputError, messageOf } from '../src/errors.ts'
import type { TrendDefinition } from '../src/trends/definition.ts'
import { createMatcher, matchTrends } from '../src/trends/match/index.ts'
import { joinLabels, type LabelledItem, readLabelledItems } from './labelled-items.ts'
import { readDefinitions } from './read-definitions.ts'

interface Options {
  trends: string
  items?: string
  labels?: string
  feeds?: string
  wordsOnly?: boolean
  errors?: boolean
}

const program = new Command('score-matches')
  .description('scores the matcher on labelled items: precision and recall per signal, false alarms, keyword counting')
  .requiredOption('--trends <dir>', 'folder of trend definitions')
  .option('--items <file>', 'labelled items, lines of {id, title, text, trend, signal}')
  .option('--labels <file>', 'labels alone, lines of {id, labels}; needs --feeds')
  .option('--feeds <dir>', 'folder of recorded feeds that hold the labelled items')
  .option('--words-only', 'without the embedding model')
  .option('--errors', 'list what was missed, mistaken and raised falsely')

async function run(options: Options): Promise<void> {
  const definitions = readDefinitions(options.trends)
  const items = await labelledItems(options)
  const texts = items.map((item) => item.text)
  const embedder = options.wordsOnly ? undefined : createLocalEmbedder()
  try {
    const matcher = createMatcher(embedder && createTextVectors(embedder))
    const found = (await matchTrends(matcher, definitions, texts)).map((matches) =>
      matches.map(({ trend, signal }) => `${trend}/${signal}`),
    )
    printSignals(items, found)
    if (options.errors) printErrors(items, found)
    printTotals('matcher', items, found)
    printTotals(
      'keyword counting',
      items,
      items.map((item) => countKeywords(definitions, item)),
    )
  } finally {
    await embedder?.close()
  }
}

async function labelledItems({ items, labels, feeds }: Options): Promise<LabelledItem[]> {
  if (items) return readLabelledItems(items)
  if (labels && feeds) return joinLabels(labels, feeds)
  throw new InputError('give --items, or --labels and --feeds')
}

/** What matching has to beat: the signal with most literal occurrences of its keywords, if any. */
function countKeywords(definitions: readonly TrendDefinition[], { text }: LabelledItem): string[] {
  const content = `${text.title} ${text.text}`.toLowerCase()
  const counts = definitions.flatMap((definition) =>
    definition.indicators.map((entry) => ({
      name: `${definition.id}/${entry.signal}`,
      count: entry.keywords.reduce((sum, word) => sum + content.split(word.toLowerCase()).length - 1, 0),
    })),
  )
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a))
  return best.count > 0 ? [best.name] : []
}

function printSignals(items: readonly LabelledItem[], found: readonly string[][]): void {
  const rows = new Map<string, { right: number; said: number; gold: number }>()
  const row = (name: string) => {
    const known = rows.get(name) ?? { right: 0, said: 0, gold: 0 }
    rows.set(name, known)
    return known
  }
  items.forEach((item, i) => {
    const said = found[i]?.[0]
    if (said) row(said).said++
    if (said && item.labels.includes(said)) row(said).right++
    // An item with several fitting signals counts for the one that was found, else for its best.
    const gold = said && item.labels.includes(said) ? said : item.labels[0]
    if (gold) row(gold).gold++
  })
  console.log(`${'signal'.padEnd(50)} items precision recall`)
  for (const [name, { right, said, gold }] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${name.padEnd(50)} ${String(gold).padStart(5)} ${share(right, said)} ${share(right, gold)}`)
}

function printErrors(items: readonly LabelledItem[], found: readonly string[][]): void {
  items.forEach((item, i) => {
    const said = found[i]?.[0]
    if (said === undefined ? item.labels.length > 0 : !item.labels.includes(said))
      console.log(`${item.text.itemId}: ${item.labels[0] ?? 'none'}, found ${said ?? 'none'}: ${item.text.title}`)
  })
}

function printTotals(name: string, items: readonly LabelledItem[], found: readonly string[][]): void {
  const relevant = items.filter((item) => item.labels.length > 0).length
  const right = items.filter((item, i) => item.labels.includes(found[i]?.[0] ?? '')).length
  const alarms = items.filter((item, i) => item.labels.length === 0 && (found[i]?.length ?? 0) > 0).length
  console.log(
    `${name}: right signal for ${share(right, relevant).trim()} of ${relevant} relevant items, ` +
      `false alarm on ${share(alarms, items.length - relevant).trim()} of ${items.length - relevant} others`,
  )
}

function share(part: number, whole: number): string {
  return (whole > 0 ? `${((100 * part) / whole).toFixed(0)} %` : '–').padStart(8)
}

try {
  await run(program.parse().opts<Options>())
} catch (error) {
  console.error(`score-matches: ${messageOf(error)}`)
  process.exitCode = error instanceof InputError ? 2 : 1
}
