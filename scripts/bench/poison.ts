import type { Command } from 'commander'
import { clusterEvents, embed, normalize, scoreTrends, snapshot } from '../../jobs/index.ts'
import { virtualClock } from '../../src/clock.ts'
import { openDatabase } from '../../src/db/client.ts'
import { ensurePartitions } from '../../src/db/migrate.ts'
import { tenants } from '../../src/db/schema/index.ts'
import { createLocalEmbedder } from '../../src/embedding/index.ts'
import { createLog } from '../../src/log.ts'
import { isPassing } from '../../src/pipeline/index.ts'
import { idsOf, workApart } from '../../src/queue/batch.ts'
import type { AnyJob, JobContext } from '../../src/queue/job.ts'
import { ingestItems } from '../../src/sources/index.ts'
import { parseDefinitions, saveDefinition } from '../../src/trends/index.ts'
import { createVectorStore } from '../../src/vector/index.ts'
import { definitions } from '../chaos/definitions.ts'
import { makeStream, streamEnd } from '../chaos/stream.ts'
import { ratio } from './rates.ts'
import { withScratchDatabase } from './scratch-database.ts'

const count = 500
/** As many as a run of snapshot takes. */
const trendCount = 100
const trendsSince = new Date(streamEnd.getTime() - 10 * 86_400_000)

/** A stage, and when the database is to refuse what it writes about one id: `new` is the row. */
interface Stage {
  job: AnyJob
  table: string
  on: 'insert' | 'update'
  /** Which rows are about the id, and only when this stage writes them. */
  about: (id: string) => string
  /** Ids of which one is poisoned. */
  ids: string
}

/** Without these there is nothing for the others to do. */
const others: AnyJob[] = [normalize, clusterEvents]

const classified = `select id from items where tenant_id = $1 and processing_status = 'classified' order by seq`

const stages: Stage[] = [
  {
    job: normalize,
    table: 'items',
    on: 'update',
    about: (id) => `new.id = '${id}' and new.processing_status = 'classified'`,
    ids: 'select id from items where tenant_id = $1 order by seq',
  },
  {
    job: clusterEvents,
    table: 'event_items',
    on: 'insert',
    about: (id) => `new.item_id = '${id}'`,
    ids: classified,
  },
  {
    job: scoreTrends,
    table: 'events',
    on: 'update',
    about: (id) => `new.id = '${id}' and new.scored_version > old.scored_version`,
    ids: 'select id from events where tenant_id = $1 and scored_version < version order by id',
  },
  {
    job: embed,
    table: 'embedding_records',
    on: 'insert',
    about: (id) => `new.owner_id = '${id}'`,
    ids: classified,
  },
  {
    job: snapshot,
    table: 'trend_snapshots',
    on: 'insert',
    about: (id) => `new.trend_id = '${id}'`,
    ids: 'select id from trends where tenant_id = $1 order by id',
  },
]

/** `npm run bench -- poison`: how much longer a batch takes in which the database refuses what is written about one id. */
export function register(program: Command): void {
  program
    .command('poison')
    .description(
      `each stage over ${count} items (snapshot: ${trendCount} trends), with and without one that cannot be written`,
    )
    .option('--rounds <n>', 'pairs of runs of which the middle one counts', Number, 3)
    .option('--only <stages>', 'comma-separated; what is left out is run all the same where others need it')
    .option('--server <url>', 'PostgreSQL to make a database on; by default one is started for it')
    .action(async ({ rounds, only, server }: { rounds: number; only?: string; server?: string }) => {
      const names = only?.split(',') ?? stages.map(({ job }) => job.name)
      console.log(JSON.stringify(await withScratchDatabase(server, (url) => measure(url, rounds, names)), null, 2))
    })
}

async function measure(url: string, rounds: number, names: readonly string[]) {
  const { db, sql, close } = openDatabase(url, { max: 12 })
  const embedder = createLocalEmbedder()
  const vectors = createVectorStore({ db, model: embedder.model, dimensions: embedder.dimensions })
  const now = streamEnd
  const services = {
    db,
    embedder,
    vectors,
    log: createLog('silent'),
    clock: virtualClock(now, 0),
    allowPrivateNetwork: false,
  }
  const context: JobContext = { ...services, now, jobId: 'bench', attempt: 1, signal: new AbortController().signal }
  for (const months of [0, 1, 2]) await ensurePartitions(db, new Date(now.getTime() - months * 30 * 86_400_000))
  await sql.unsafe(`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'poisoned' using errcode = '22000'; end $$`)

  async function open(tenantId: string, seed: number): Promise<void> {
    await db.insert(tenants).values({ id: tenantId, name: tenantId })
    const reports = makeStream(count, seed).turns.flatMap((turn) => turn.reports)
    const entries = reports.map(({ externalId, outlet, title, text, published }) => {
      return { source: outlet, item: { externalId, title, text, publishedAt: published, language: 'en' } }
    })
    await ingestItems(db, { tenantId, entries, now })
    for (const definition of parseDefinitions(definitions, 'the bench'))
      await saveDefinition(db, { tenantId, definition, now: trendsSince, author: 'bench' })
  }

  async function addTrends(tenantId: string): Promise<void> {
    const [first] = parseDefinitions(definitions, 'the bench')
    for (let i = 0; first && i < trendCount; i++)
      await saveDefinition(db, {
        tenantId,
        definition: { ...first, id: `copy-${i}`, name: `Copy ${i}` },
        now: trendsSince,
        author: 'bench',
      })
  }

  /** Milliseconds until everything of a tenant that can be done is done, and what was set apart. */
  async function run(job: AnyJob, tenantId: string): Promise<{ ms: number; apart: string[] }> {
    const due: { tenantId: string; kind?: string }[] = await job.due({ db, now })
    const own = due.filter((payload) => payload.tenantId === tenantId && payload.kind !== 'event')
    const startedAt = performance.now()
    const apart: string[] = []
    for (const payload of own) {
      const work = (part: unknown) => job.process(job.payload.parse(part), context)
      const worked = await workApart(job, payload, work, isPassing)
      apart.push(...worked.apart.flatMap((one) => idsOf(job, one.payload)))
    }
    return { ms: performance.now() - startedAt, apart }
  }

  async function poisoned({ job, table, on, about, ids }: Stage, tenantId: string): Promise<number> {
    const rows = await sql.unsafe(ids, [tenantId])
    const id = String(rows[Math.floor(rows.length / 2)]?.id)
    await sql.unsafe(
      `create trigger poison before ${on} on ${table} for each row when (${about(id)}) execute function refuse()`,
    )
    const { ms, apart } = await run(job, tenantId)
    await sql.unsafe(`drop trigger poison on ${table}`)
    const failed = await sql`select id from items where id = ${id} and processing_status = 'error'`
    const alone = [...apart, ...failed.map((row) => String(row.id))]
    if (alone.length !== 1 || alone[0] !== id)
      throw new Error(`${job.name}: ${id} was poisoned, alone is ${alone.join(', ')}`)
    return ms
  }

  const taken = new Map(names.map((name) => [name, { clean: [] as number[], poisoned: [] as number[] }]))
  // The first pair is not counted: what is compiled and planned by then is so for both.
  for (let round = 0; round <= rounds; round++) {
    const [clean, bad] = [`clean-${round}`, `poisoned-${round}`]
    for (const tenantId of [clean, bad]) await open(tenantId, round)
    for (const stage of stages) {
      const times = taken.get(stage.job.name)
      if (!times) {
        if (others.includes(stage.job)) for (const tenantId of [clean, bad]) await run(stage.job, tenantId)
        continue
      }
      if (stage.job === snapshot) for (const tenantId of [clean, bad]) await addTrends(tenantId)
      const poisonedFirst = round % 2 === 1 ? await poisoned(stage, bad) : undefined
      const cleanMs = (await run(stage.job, clean)).ms
      const poisonedMs = poisonedFirst ?? (await poisoned(stage, bad))
      if (round === 0) continue
      times.clean.push(cleanMs)
      times.poisoned.push(poisonedMs)
    }
  }
  await Promise.all([embedder.close(), vectors.close()])
  await close()
  return Object.fromEntries(
    [...taken].map(([name, times]) => {
      const ratios = times.poisoned.map((ms, i) => ratio(ms, times.clean[i] ?? 0)).sort((a, b) => a - b)
      const whole = (all: number[]) => all.map(Math.round)
      return [
        name,
        { cleanMs: whole(times.clean), poisonedMs: whole(times.poisoned), times: ratios[ratios.length >> 1], ratios },
      ]
    }),
  )
}
