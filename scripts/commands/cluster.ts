import type { Command } from 'commander'
import { createStreamGrouper } from '../../src/events/index.ts'
import { openOutput } from '../output-file.ts'
import { readClusterLines } from './cluster-input.ts'

/** `bellwether cluster FILE --out PRED`: groups a file with the engine the pipeline uses. */
export function register(program: Command): void {
  program
    .command('cluster')
    .description('group the items of an NDJSON file (.gz too) into events, in the order of its lines')
    .argument('<file>', 'lines of {id, title, text, source, url, published_at, lang}')
    .requiredOption('--out <file>', 'where to write lines of {id, cluster}')
    .option('--json', 'print the figures as JSON on stdout')
    .action(async (file: string, options: { out: string; json?: boolean }) => {
      const figures = await clusterFile(file, options.out)
      if (options.json) console.log(JSON.stringify(figures))
    })
}

/** Figures of one run; rates in items per second of one core. */
export interface ClusterFigures {
  items: number
  events: number
  /** Reading terms out of the texts, and grouping proper; reading the file belongs to neither. */
  itemsPerSecond: number
  groupingPerSecond: number
  languagePerSecond: number
  /** Grouping rate over the first and the last tenth of the stream. */
  firstTenthPerSecond: number
  lastTenthPerSecond: number
  activeEvents: number
  peakMemoryMb: number
}

/** Groups `file` into `out` and reports rates on stderr. */
export async function clusterFile(file: string, out: string): Promise<ClusterFigures> {
  const write = await openOutput(file, out)
  const grouper = createStreamGrouper()
  const ids: string[] = []
  const marks: number[] = []
  let languageMs = 0
  let groupingMs = 0
  let peak = 0
  for await (const line of readClusterLines(file)) {
    const start = performance.now()
    const vectors = grouper.read(line)
    const read = performance.now()
    grouper.assign(vectors)
    languageMs += read - start
    groupingMs += performance.now() - read
    ids.push(line.id)
    marks.push(groupingMs)
    if (ids.length % 1_000 === 0) peak = Math.max(peak, process.memoryUsage().rss)
  }
  const clusters = grouper.clusters()
  await write(linesOf(ids, clusters))
  const tenth = Math.floor(ids.length / 10)
  const rate = (items: number, ms: number) => (ms > 0 ? Math.round((items / ms) * 1_000) : 0)
  const figures: ClusterFigures = {
    items: ids.length,
    events: new Set(clusters).size,
    itemsPerSecond: rate(ids.length, languageMs + groupingMs),
    groupingPerSecond: rate(ids.length, groupingMs),
    languagePerSecond: rate(ids.length, languageMs),
    firstTenthPerSecond: rate(tenth, marks[tenth - 1] ?? 0),
    lastTenthPerSecond: rate(tenth, groupingMs - (marks[ids.length - tenth - 1] ?? 0)),
    activeEvents: grouper.activeEvents(),
    peakMemoryMb: Math.round(Math.max(peak, process.memoryUsage().rss) / 2 ** 20),
  }
  console.error(
    `${figures.items} items in ${figures.events} events, ${figures.itemsPerSecond} items/s ` +
      `(grouping ${figures.groupingPerSecond}/s, reading terms ${figures.languagePerSecond}/s; ` +
      `first tenth ${figures.firstTenthPerSecond}/s, last tenth ${figures.lastTenthPerSecond}/s; ` +
      `${figures.activeEvents} events active at the end, peak memory ${figures.peakMemoryMb} MB)`,
  )
  return figures
}

function* linesOf(ids: readonly string[], clusters: readonly string[]): Generator<string> {
  for (const [i, id] of ids.entries()) yield `${JSON.stringify({ id, cluster: clusters[i] })}\n`
}
