import type { Command } from 'commander'
import { type BenchDocument, readDocuments } from './documents.ts'
import { addHistory } from './history.ts'
import { measureNaiveChain } from './naive-chain.ts'
import { measureLatency, measureThroughput } from './pipeline-load.ts'
import { measurePlainRows } from './plain-rows.ts'
import { ratio } from './rates.ts'
import { withRedis } from './redis.ts'
import { type RunningPipeline, startPipeline } from './running-pipeline.ts'
import { withScratchDatabase } from './scratch-database.ts'

interface Options {
  docs: string
  items: number
  naive: number
  history: number[]
  workers: number[]
  seconds: number
  backend: 'redis' | 'postgres'
  matching: 'meaning' | 'words'
  database?: string
}

const numbers = (text: string): number[] => text.split(',').map(Number)

/** `npm run bench -- pipeline --docs FILE`: items from POST /ingest to a scored and snapshotted trend, as separate processes. */
export function register(program: Command): void {
  program
    .command('pipeline')
    .description(
      'items/s from ingest to scored and snapshotted, latency at half of that, next to a naive chain and COPY',
    )
    .requiredOption('--docs <file>', 'lines of {id, title, text, published_at}, .gz too')
    .option('--items <n>', 'short items of one measurement', Number, 4_000)
    .option('--naive <n>', 'items the naive chain gets', Number, 300)
    .option('--history <factors>', 'how many times the items are in the database before', numbers, [0, 10])
    .option('--workers <counts>', 'worker processes', numbers, [1])
    .option('--seconds <n>', 'of steady load for the latency', Number, 20)
    .option('--backend <name>', 'redis or postgres', 'postgres')
    .option('--matching <how>', 'meaning or words, as BELLWETHER_MATCHING', 'meaning')
    .option('--database <url>', 'a server to make a database on; without it an embedded one is started')
    .option('--json', 'the only form there is')
    .action(async (options: Options) => {
      const matching = { BELLWETHER_MATCHING: options.matching }
      const figures =
        options.backend === 'redis'
          ? await withRedis((redisUrl) => measure(options, { ...matching, REDIS_URL: redisUrl }))
          : await measure(options, matching)
      const { backend, items } = options
      console.log(JSON.stringify({ backend, items, matching: options.matching, ...figures }, null, 2))
    })
}

/** The documents as if they had been published evenly over the two weeks before `now`, in their order. */
function spread(documents: readonly BenchDocument[], now: number): BenchDocument[] {
  const spanMs = 14 * 86_400_000
  return documents.map((document, i) => ({
    ...document,
    publishedAt: Math.round(now - spanMs + (spanMs * i) / documents.length),
  }))
}

async function measure(options: Options, queue: Record<string, string>) {
  const documents = spread(await readDocuments(options.docs, 'short', options.items), Date.now())
  const naivePerSecond = await onScratch(options, queue, (settings) =>
    measureNaiveChain(settings, documents.slice(0, options.naive)),
  )
  const runs: Awaited<ReturnType<typeof measureRun>>[] = []
  for (const workers of options.workers) {
    for (const history of options.history)
      runs.push(
        await onScratch(options, queue, (settings) => measureRun(options, settings, documents, history, workers)),
      )
  }
  const first = runs[0]?.itemsPerSecond ?? 0
  return {
    naivePerSecond,
    runs: runs.map((run) => ({
      ...run,
      ofNaive: ratio(run.itemsPerSecond, naivePerSecond),
      ofCopy: ratio(run.itemsPerSecond, run.copyPerSecond),
      costOfFirst: ratio(first, run.itemsPerSecond),
    })),
  }
}

function onScratch<T>(
  options: Options,
  queue: Record<string, string>,
  work: (settings: Record<string, string>) => Promise<T>,
) {
  return withScratchDatabase(options.database, (url) =>
    work({ DATABASE_URL: url, BELLWETHER_QUEUE_PREFIX: new URL(url).pathname.slice(1), ...queue }),
  )
}

async function measureRun(
  { seconds }: Options,
  settings: Record<string, string>,
  documents: readonly BenchDocument[],
  history: number,
  workers: number,
) {
  const pipeline = await startPipeline(settings, workers)
  try {
    const warmUp = again(documents.slice(0, Math.ceil(documents.length / 4)), 'warm', 'Before')
    await measureThroughput(pipeline, warmUp)
    const before = history > 0 ? await addHistory(pipeline.db, history * documents.length) : 0
    // Fresh statistics make every connection plan its statements anew: measured is what comes after that, whatever the history.
    await measureThroughput(pipeline, again(documents.slice(0, warmUp.length), 'again', 'Again'))
    const processorBefore = await pipeline.processorMs()
    const itemsPerSecond = await measureThroughput(pipeline, documents)
    const processorMs = perItem(processorBefore, await pipeline.processorMs(), documents.length)
    const latency = await measureLatency(pipeline, again(documents, 'later', 'Later'), {
      perSecond: itemsPerSecond / 2,
      seconds,
    })
    const { copyPerSecond } = await measurePlainRows(pipeline.databaseUrl, documents.length)
    const peakMemoryMb = peakMemory(pipeline)
    return { history: before, workers, itemsPerSecond, processorMs, copyPerSecond, latency, peakMemoryMb }
  } finally {
    await pipeline.close()
  }
}

/** The documents once more, as other items. */
const again = (documents: readonly BenchDocument[], id: string, title: string): BenchDocument[] =>
  documents.map((document) => ({ ...document, id: `${id}-${document.id}`, title: `${title}: ${document.title}` }))

type ProcessorMs = Record<string, number | null>

/** Processor ms of an item while throughput was measured: the clock differs by a fifth from run to run, this by a few hundredths. */
const perItem = (before: ProcessorMs, after: ProcessorMs, items: number): ProcessorMs =>
  Object.fromEntries(
    Object.entries(after).map(([name, ms]) => {
      const used = ms === null ? null : Math.round((100 * (ms - (before[name] ?? 0))) / items) / 100
      return [name, used]
    }),
  )

const peakMemory = (pipeline: RunningPipeline) =>
  Object.fromEntries(Object.entries(pipeline.roles).map(([name, role]) => [name, role.peakMemoryMb()]))
