import type { Command } from 'commander'
import { createStreamGrouper } from '../../src/events/index.ts'
import { type Figures, figuresOf } from '../clustering/figures.ts'
import { readLabels } from '../clustering/labelled-stream.ts'
import { type ClusterLine, readClusterLines } from '../commands/cluster-input.ts'
import { createFloor } from './centroid-floor.ts'
import { rate, ratio } from './rates.ts'
import { measureWriter } from './shard-writer.ts'

const DAY = 86_400_000

/** `npm run bench -- clusters --docs FILE --labels FILE`: quality and speed of grouping, next to the floor, and as it is written. */
export function register(program: Command): void {
  program
    .command('clusters')
    .description('B-cubed and pairwise F1 and items/s of grouping a labelled stream, next to a plain TF-IDF centroid')
    .requiredOption('--docs <file>', 'lines of {id, title, text, source, url, published_at, lang}, .gz too')
    .requiredOption('--labels <file>', 'TSV: id, story, origin')
    .option(
      '--items <n>',
      'length of the stream repeated with shifted dates, to see whether the cost stays flat',
      Number,
      200_000,
    )
    .action(async (options: { docs: string; labels: string; items: number }) => {
      const labels = readLabels(options.labels)
      const lines: ClusterLine[] = []
      for await (const line of readClusterLines(options.docs)) lines.push(line)
      const engine = runEngine(lines)
      const floor = runFloor(lines)
      const writer = await measureWriter(lines)
      const long = runEngine(repeated(lines, options.items))
      console.log(
        JSON.stringify(
          {
            items: lines.length,
            engine: {
              ...qualityOf(lines, engine.clusters, labels),
              ...engine.speed,
            },
            floor: {
              ...qualityOf(lines, floor.clusters, labels),
              ...floor.speed,
            },
            writer,
            repeated: {
              ...long.speed,
              peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
            },
          },
          null,
          2,
        ),
      )
    })
}

type Labels = ReadonlyMap<string, { story: string; origin: string }>

/** Figures by origin; items without a label are left out. */
function qualityOf(lines: readonly ClusterLine[], clusters: readonly (string | number)[], labels: Labels) {
  const rows = lines.flatMap(({ id }, i) => {
    const label = labels.get(id)
    return label ? [{ ...label, cluster: clusters[i]! }] : []
  })
  const of = (some: typeof rows): Figures =>
    figuresOf(
      some.map(({ story }) => story),
      some.map(({ cluster }) => cluster),
    )
  const origins = [...new Set(rows.map(({ origin }) => origin))].sort()
  return {
    events: new Set(clusters).size,
    quality: Object.fromEntries([
      ['all', of(rows)],
      ...origins.map((origin) => [origin, of(rows.filter((row) => row.origin === origin))] as const),
    ]),
  }
}

/** Items per second of processor time: reading terms, grouping, and grouping over the first and last tenth. */
interface Speed {
  languagePerSecond: number
  groupingPerSecond: number
  itemsPerSecond: number
  lastTenthOfFirst: number
}

function runEngine(lines: Iterable<ClusterLine>): {
  clusters: string[]
  speed: Speed
} {
  const grouper = createStreamGrouper()
  const speed = timed(
    lines,
    (line) => grouper.read(line),
    (read) => grouper.assign(read),
  )
  return { clusters: grouper.clusters(), speed }
}

function runFloor(lines: Iterable<ClusterLine>): {
  clusters: number[]
  speed: Speed
} {
  const reader = createStreamGrouper()
  const floor = createFloor()
  const clusters: number[] = []
  const speed = timed(
    lines,
    (line) => reader.read(line).vectors,
    (vectors) => clusters.push(floor.assign(vectors)),
  )
  return { clusters, speed }
}

/** Runs a stream through both steps in blocks, so that the clock is read rarely. */
function timed<T>(lines: Iterable<ClusterLine>, read: (line: ClusterLine) => T, group: (item: T) => unknown): Speed {
  const blocks: { items: number; languageMs: number; groupingMs: number }[] = []
  let block: ClusterLine[] = []
  const flush = () => {
    const start = cpuMs()
    const items = block.map(read)
    const middle = cpuMs()
    for (const item of items) group(item)
    blocks.push({
      items: block.length,
      languageMs: middle - start,
      groupingMs: cpuMs() - middle,
    })
    block = []
  }
  for (const line of lines) {
    block.push(line)
    if (block.length === 250) flush()
  }
  if (block.length > 0) flush()
  const tenth = Math.max(1, Math.floor(blocks.length / 10))
  const over = (some: typeof blocks) => {
    const items = some.reduce((sum, { items }) => sum + items, 0)
    const language = some.reduce((sum, { languageMs }) => sum + languageMs, 0)
    const grouping = some.reduce((sum, { groupingMs }) => sum + groupingMs, 0)
    return {
      language: rate(items, language),
      grouping: rate(items, grouping),
      both: rate(items, language + grouping),
    }
  }
  const all = over(blocks)
  return {
    languagePerSecond: all.language,
    groupingPerSecond: all.grouping,
    itemsPerSecond: all.both,
    lastTenthOfFirst: ratio(over(blocks.slice(-tenth)).grouping, over(blocks.slice(0, tenth)).grouping),
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** The stream again and again, each round dated after the one before it, up to `count` items. */
function* repeated(lines: readonly ClusterLine[], count: number): Generator<ClusterLine> {
  const times = lines.flatMap(({ publishedAt }) => (publishedAt === null ? [] : [publishedAt]))
  const span =
    times.reduce((most, time) => Math.max(most, time), 0) -
    times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY) +
    DAY
  for (let i = 0; i < count; i++) {
    const line = lines[i % lines.length]!
    const round = Math.floor(i / lines.length)
    yield {
      ...line,
      publishedAt: line.publishedAt === null ? null : line.publishedAt + round * span,
    }
  }
}
