import type { Command } from 'commander'
import pLimit from 'p-limit'
import { inBatches, normalize } from '../../jobs/normalize.ts'
import { openDatabase } from '../../src/db/client.ts'
import { listPendingItemIds, normalizeItems } from '../../src/items/index.ts'
import { LOCK_MS } from '../../src/queue/job.ts'
import { checkSources, saveSource } from '../../src/sources/index.ts'
import { type BenchDocument, ingestItemOf, readDocuments, type Shape, shapes } from './documents.ts'
import { serveFeeds } from './feeds.ts'
import { measureLanguageWork } from './language-work.ts'
import { measurePlainRows } from './plain-rows.ts'
import { perSecond, rate, ratio } from './rates.ts'
import { startApiProcess } from './role-process.ts'
import { withScratchDatabase } from './scratch-database.ts'

const entriesPerFeed = 250
const itemsPerRequest = 500
const requestsAtOnce = 2
const tenantId = 'main'

/** `npm run bench -- ingest --docs FILE`: how fast items get in, next to the same rows written plainly. */
export function register(program: Command): void {
  program
    .command('ingest')
    .description(
      'items/s through fetch + normalize and through POST /ingest, next to plain INSERT and COPY of the same rows',
    )
    .requiredOption('--docs <file>', 'lines of {id, title, text, published_at}, .gz too')
    .option('--items <n>', 'how many items of each shape', Number, 4_000)
    .option('--database <url>', 'a server to make a database on; without it an embedded one is started')
    .action(async (options: { docs: string; items: number; database?: string }) => {
      const figures: Record<string, unknown> = { items: options.items }
      for (const shape of Object.keys(shapes) as Shape[]) {
        const documents = await readDocuments(options.docs, shape, options.items)
        figures[shape] = await withScratchDatabase(options.database, (url) => measure(url, documents))
      }
      figures.peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024)
      console.log(JSON.stringify(figures, null, 2))
    })
}

async function measure(databaseUrl: string, documents: readonly BenchDocument[]) {
  const language = await measureLanguageWork(documents.slice(0, 1_000))
  const { fetchPerSecond, ...normalized } = await fetchAndNormalize(databaseUrl, documents)
  const plain = await measurePlainRows(databaseUrl, documents.length)
  const post = await postItems(databaseUrl, documents)
  const through = 1 / (1 / fetchPerSecond + 1 / normalized.normalizePerSecond)
  return {
    fetchPerSecond,
    ...normalized,
    fetchAndNormalizePerSecond: Math.round(through),
    ...post,
    ...plain,
    ofPlainInsert: {
      fetch: ratio(fetchPerSecond, plain.insertPerSecond),
      normalize: ratio(normalized.normalizePerSecond, plain.insertPerSecond),
      fetchAndNormalize: ratio(through, plain.insertPerSecond),
      post: ratio(post.postPerSecond, plain.insertPerSecond),
    },
    microsecondsPerItem: shares(normalized, language.itemsPerSecond),
    language,
  }
}

/** What an item's time in `normalize` goes into, run by run: two runs wait for each other's database work and share one core. */
function shares(
  { normalizePerSecond, normalizePerCpuSecond }: { normalizePerSecond: number; normalizePerCpuSecond: number },
  languagePerSecond: number,
) {
  const each = (rate: number) => Math.round(1e6 / rate)
  return {
    language: each(languagePerSecond),
    rowsToAndFro: each(normalizePerCpuSecond) - each(languagePerSecond),
    waitingForDatabase: Math.max(0, each(normalizePerSecond) - each(normalizePerCpuSecond)),
  }
}

/** A clock so fast that politeness towards the one host of the bench costs nothing. */
const unhurried = 100_000

async function fetchAndNormalize(databaseUrl: string, documents: readonly BenchDocument[]) {
  const { db, close } = openDatabase(databaseUrl)
  const feeds = await serveFeeds(documents, entriesPerFeed)
  try {
    const now = new Date()
    const added = feeds.urls.map((url, i) => saveSource(db, tenantId, { name: `feed ${i}`, url }, now))
    const sourceIds = (await Promise.all(added)).map((source) => source.id)
    const signal = new AbortController().signal
    const check = { sourceIds, allowPrivateNetwork: true, now, speed: unhurried, jobId: 'bench', signal }
    const fetchPerSecond = await perSecond(documents.length, () => checkSources(db, check))

    const batches = inBatches(await listPendingItemIds(db, now, documents.length))
    const pending = batches.reduce((sum, batch) => sum + batch.itemIds.length, 0)
    if (pending !== documents.length) throw new Error(`of ${documents.length} items ${pending} arrived`)
    const cpu = process.cpuUsage()
    const atOnce = pLimit(normalize.options.concurrency)
    const normalizePerSecond = await perSecond(pending, () =>
      Promise.all(batches.map((batch) => atOnce(() => normalizeItems(db, { ...batch, now, lockMs: LOCK_MS })))),
    )
    const { user, system } = process.cpuUsage(cpu)
    return {
      fetchPerSecond,
      normalizePerSecond,
      /** Of this process; the database works on another core. */
      normalizePerCpuSecond: rate(pending, (user + system) / 1000),
    }
  } finally {
    feeds.close()
    await close()
  }
}

async function postItems(databaseUrl: string, documents: readonly BenchDocument[]) {
  const api = await startApiProcess({ DATABASE_URL: databaseUrl })
  try {
    const bodies: string[] = []
    for (let at = 0; at < documents.length; at += itemsPerRequest)
      bodies.push(JSON.stringify(documents.slice(at, at + itemsPerRequest).map(ingestItemOf)))
    const atOnce = pLimit(requestsAtOnce)
    const postPerSecond = await perSecond(documents.length, () =>
      Promise.all(bodies.map((body) => atOnce(() => api.post('/ingest', body)))),
    )
    return { postPerSecond, apiPeakMemoryMb: api.peakMemoryMb() }
  } finally {
    await api.close()
  }
}
