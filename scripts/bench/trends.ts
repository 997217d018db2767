import { type Command, Option } from 'commander'
import { sql } from 'drizzle-orm'
import pLimit from 'p-limit'
import { type Db, openDatabase } from '../../src/db/client.ts'
import { ensurePartitions } from '../../src/db/migrate.ts'
import { inTransactions, saveSnapshots } from '../../src/snapshots/index.ts'
import { trendDefinition } from '../../src/trends/definition.ts'
import { asKnownNow, loadRecord, logOddsAt, reopenSnapshots, saveDefinition } from '../../src/trends/index.ts'
import { logOddsOf } from '../../src/trends/value-sql.ts'
import { rate } from './rates.ts'
import { withScratchDatabase } from './scratch-database.ts'
import { denseLoad, realisticLoad, type ScoringLoad } from './trend-load.ts'
import { measureScoring } from './trend-scoring.ts'

const tenantId = 'main'
const dayMs = 86_400_000
const now = new Date('2031-01-01T00:30:00Z')
const yearAgo = new Date(now.getTime() - 365 * dayMs)

interface Options {
  evidence: number
  trends: number
  rowsPerTrend: number
  events: number
  only?: (typeof parts)[number]
  database?: string
}

const parts = ['value', 'scoring', 'snapshots'] as const

/** `npm run bench -- trends`: what the value of a trend and the scoring of events cost as history grows, and a year of snapshots of many. */
export function register(program: Command): void {
  program
    .command('trends')
    .description(
      'value of one trend and scoring of events, also with a tenth of the history, and a year of hourly snapshots of many trends',
    )
    .option('--evidence <n>', 'pieces of evidence of the one trend valued', Number, 100_000)
    .option('--trends <n>', 'trends whose year of hourly snapshots is rebuilt', Number, 1_000)
    .option('--rows-per-trend <n>', 'pieces of evidence of each of them', Number, 200)
    .option('--events <n>', 'events scored against 100 trends with 10 indicators each', Number, 6_000)
    .addOption(new Option('--only <part>', 'measure this alone').choices(parts))
    .option('--database <url>', 'a server to make databases on; without it embedded ones are started')
    .action(async ({ database, only, ...options }: Options) => {
      const asked = (part: (typeof parts)[number]) => only === undefined || only === part
      const onScratch = <T>(work: (db: Db) => Promise<T>) =>
        withScratchDatabase(database, async (url) => {
          const { db, close } = openDatabase(url, { max: 4, limits: { statementMs: 0 } })
          return work(db).finally(close)
        })
      const scoring = (load: ScoringLoad) => measureScoring(database, load, { events: options.events, now })
      const figures = {
        ...(asked('value') ? { value: await onScratch((db) => measureValue(db, options.evidence)) } : {}),
        ...(asked('scoring')
          ? { scoring: { realistic: await scoring(await realisticLoad()), dense: await scoring(await denseLoad()) } }
          : {}),
        ...(asked('snapshots')
          ? { snapshots: await onScratch((db) => measureSnapshots(db, options.trends, options.rowsPerTrend)) }
          : {}),
      }
      console.log(JSON.stringify(figures, null, 2))
    })
}

/** Values of one trend at a hundred instants of the year, by the database; the history is ten times as long in the end. */
async function measureValue(db: Db, evidence: number) {
  const { trendId } = await addTrend(db, 'bench-value')
  const tenth = Math.round(evidence / 10)
  await insertEvidence(db, [trendId], tenth)
  const short = await timeValues(db, trendId)
  await insertEvidence(db, [trendId], evidence - tenth)
  const long = await timeValues(db, trendId)
  const history = asKnownNow(await loadRecord(db, trendId, { activeOnly: true }))
  const at = new Date(now.getTime() - 100.3 * dayMs)
  const exact = logOddsAt(history, at)
  const value = (await logOddsOf(db, { trendIds: [trendId], at })).get(trendId) ?? Number.NaN
  const asKnown = await timeValues(db, trendId, { asKnownThen: true })
  return {
    evidence,
    medianMs: long.medianMs,
    slowestMs: long.slowestMs,
    ofTenthOfTheHistoryMedianMs: short.medianMs,
    asKnownThen: asKnown,
    differenceFromClosedForm: Math.abs(value - exact),
  }
}

async function timeValues(db: Db, trendId: string, { asKnownThen = false } = {}) {
  await db.execute(sql`analyze trend_evidence, trend_evidence_days`)
  const times: number[] = []
  for (let i = 0; i < 110; i += 1) {
    const at = new Date(now.getTime() - ((i * 37) % 365) * dayMs - i * 571_000)
    const started = performance.now()
    await logOddsOf(db, { trendIds: [trendId], at, ...(asKnownThen ? { knownAt: at } : {}) })
    if (i >= 10) times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return { medianMs: round(times[50] ?? 0), slowestMs: round(times.at(-1) ?? 0) }
}

/** A year of hourly rows of every trend, in transactions as a worker makes them, two side by side; then a tenth of them once more, over the rows there are. */
async function measureSnapshots(db: Db, count: number, perTrend: number) {
  const trendIds: string[] = []
  for (let i = 0; i < count; i += 1) trendIds.push((await addTrend(db, `bench-snapshots-${i}`)).trendId)
  await insertEvidence(db, trendIds, perTrend)
  await db.execute(sql`analyze trend_evidence, trend_evidence_days`)
  for (let month = 0; month < 13; month += 1)
    await ensurePartitions(db, new Date(yearAgo.getTime() + month * 30 * dayMs))
  const write = async (ids: readonly string[]) => {
    const limit = pLimit(2)
    const used = process.cpuUsage()
    const started = performance.now()
    const batches = await inTransactions(db, ids)
    const hours = await Promise.all(
      batches.map((trendIds) => limit(() => saveSnapshots(db, { tenantId, trendIds, now }))),
    )
    const ms = performance.now() - started
    const { user, system } = process.cpuUsage(used)
    const rows = hours.reduce((sum, of) => sum + of, 0)
    return {
      rows,
      seconds: round(ms / 1000),
      rowsPerSecond: rate(rows, ms),
      ownCpuSeconds: round((user + system) / 1e6),
    }
  }
  const fresh = await write(trendIds)
  await reopenSnapshots(db, { tenantId, from: yearAgo, to: now, limit: count * 2 })
  const again = await write(trendIds.slice(0, Math.ceil(count / 10)))
  return { trends: count, evidence: count * perTrend, ...fresh, overThemselves: again }
}

const definition = trendDefinition.parse({
  id: 'bench',
  name: 'Bench',
  question: 'How fast?',
  baselineProbability: 0.2,
  indicators: [{ signal: 'one', direction: 'escalatory', weight: 0.3 }],
})

const addTrend = (db: Db, slug: string) =>
  saveDefinition(db, { tenantId, definition: { ...definition, id: slug }, now: yearAgo, author: 'bench' })

/** Evidence of events of their own, spread over the year, of five half-lives, rising and falling. */
async function insertEvidence(db: Db, trendIds: readonly string[], perTrend: number): Promise<void> {
  const atOnce = Math.max(1, Math.floor(20_000 / perTrend))
  for (let first = 0; first < trendIds.length; first += atOnce)
    await db.execute(sql`
      insert into trend_evidence (id, tenant_id, trend_id, event_id, event_version, signal, definition_id, definition_version,
        matcher_version, direction, weight, severity, confidence, credibility, corroboration, novelty, delta, half_life_days,
        owner, groups, item_ids, spans, effective_at, order_key, recorded_at)
      select gen_random_uuid(), ${tenantId}, t.id::uuid, gen_random_uuid(), 1, 'one', gen_random_uuid(), 1, 'bench',
        1, 0.3, 1, 1, 1, 0.5, 1, ((i * 7919 % 1001) - 500) / 10000.0, (array[7, 14, 21, 30, 60])[1 + i % 5],
        'owner ' || i % 50, '[]', '{}', '[]', happened.at, '', happened.at
      from json_array_elements_text(${JSON.stringify(trendIds.slice(first, first + atOnce))}::json) as t(id),
        generate_series(1, ${perTrend}::int) i,
        lateral (select ${yearAgo.toISOString()}::timestamptz
          + interval '365 days' * ((i::bigint * 104729 % 999983) / 999983.0)) as happened(at)`)
}

const round = (value: number): number => Number(value.toPrecision(3))
