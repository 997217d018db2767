import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import type { Db } from '../../src/db/client.ts'
import { openDatabase } from '../../src/db/client.ts'
import { tenants } from '../../src/db/schema/index.ts'
import { saveDefinition, scoreEvents } from '../../src/trends/index.ts'
import { matcher as byWords, matchTrends } from '../../src/trends/match/index.ts'
import type { MatchText } from '../../src/trends/match-types.ts'
import { rate, ratio } from './rates.ts'
import { type AddEvents, openEventStream } from './scoring-events.ts'
import { withScratchDatabase } from './scratch-database.ts'
import type { ScoringLoad } from './trend-load.ts'

/** As many events as one run of `score-trends` is given. */
const batch = 200
const rounds = 6
const evidencePerTrend = 100
const tenantId = 'bench'

/**
 * Whole scoring runs, database included, by words, one after the other; the texts are read once to warm up. The
 * same events are scored in two databases in turn, one with ten times the evidence of the other, so that what else happens on the machine
 * meets both.
 */
export async function measureScoring(
  database: string | undefined,
  load: ScoringLoad,
  { events, now }: { events: number; now: Date },
) {
  return withScratchDatabase(database, (shortUrl) =>
    withScratchDatabase(database, async (longUrl) => {
      const short = await openRun(shortUrl, load, { perTrend: evidencePerTrend, now })
      const long = await openRun(longUrl, load, { perTrend: 10 * evidencePerTrend, now })
      try {
        const perRound = Math.ceil(events / rounds / batch) * batch
        await short.score(Math.max(3 * batch, load.texts.length))
        await long.score(Math.max(3 * batch, load.texts.length))
        const measured: { short: Figures; long: Figures }[] = []
        for (let round = 0; round < rounds; round += 1)
          measured.push({ short: await short.score(perRound), long: await long.score(perRound) })
        const cost = ({ ownMs, serverMs, ms }: Figures) => (Number.isNaN(serverMs) ? ms : ownMs + serverMs)
        const costOf = (which: 'short' | 'long') => measured.reduce((sum, round) => sum + cost(round[which]), 0)
        const ratios = measured.map(({ short, long }) => ratio(cost(long), cost(short))).sort((a, b) => a - b)
        return {
          trends: load.definitions.length,
          indicators: load.definitions.reduce((sum, definition) => sum + definition.indicators.length, 0),
          matchingAloneCpuMsPerEvent: ratio(await matchingMsPerEvent(load), 1),
          ...summed(measured.map((round) => round.short)),
          withTenTimesTheHistory: {
            ...summed(measured.map((round) => round.long)),
            cost: { ofAllRounds: ratio(costOf('long'), costOf('short')), least: ratios[0], most: ratios.at(-1) },
          },
        }
      } finally {
        await short.close()
        await long.close()
      }
    }),
  )
}

interface Figures {
  events: number
  evidence: number
  relevant: number
  ms: number
  /** Processor time of this program, and of the server's process behind it. */
  ownMs: number
  serverMs: number
}

async function openRun(url: string, load: ScoringLoad, { perTrend, now }: { perTrend: number; now: Date }) {
  const { db, close } = openDatabase(url, { max: 1, limits: { statementMs: 0 } })
  await db.insert(tenants).values({ id: tenantId, name: 'Bench' })
  for (const definition of load.definitions)
    await saveDefinition(db, { tenantId, definition, now: new Date(0), author: 'bench' })
  await addEvidence(db, perTrend, now)
  const addEvents = await openEventStream(db, { tenantId, texts: load.texts, from: now })
  return { score: (events: number) => score(db, addEvents, events, now), close }
}

async function score(db: Db, addEvents: AddEvents, count: number, now: Date): Promise<Figures> {
  const ids = await addEvents(count)
  await db.execute(sql`analyze`)
  const at = new Date(now.getTime() + 90 * 86_400_000)
  const [backend] = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  let evidence = 0
  const serverBefore = cpuMsOf(backend?.pid)
  const used = cpuMs()
  const started = performance.now()
  for (let first = 0; first < ids.length; first += batch) {
    const run = { tenantId, eventIds: ids.slice(first, first + batch), matcher: byWords, now: at, jobId: 'bench' }
    evidence += (await scoreEvents(db, run)).added
  }
  const ms = performance.now() - started
  const ownMs = cpuMs() - used
  const serverMs = cpuMsOf(backend?.pid) - serverBefore
  const [row] = await db.execute<{ relevant: number }>(sql`
    select count(distinct event_id)::int as relevant from trend_evidence where event_id = any(${`{${ids.join(',')}}`}::uuid[])`)
  return {
    ...{ events: ids.length, evidence, relevant: row?.relevant ?? 0 },
    ...{ ms, ownMs, serverMs },
  }
}

/** Processor time that reading an event for all trends takes by itself. */
async function matchingMsPerEvent({ definitions, texts }: ScoringLoad): Promise<number> {
  const count = Math.max(texts.length, 1_000)
  const read = (at: number): MatchText => ({
    ...{ itemId: `${at}`, publishedAt: new Date(0), language: 'en', duplicateOf: null },
    ...(texts[at % texts.length] as ScoringLoad['texts'][number]),
  })
  const match = () =>
    matchTrends(
      byWords,
      definitions,
      Array.from({ length: count }, (_, at) => read(at)),
    )
  await match()
  const used = cpuMs()
  await match()
  return (cpuMs() - used) / count
}

function summed(all: readonly Figures[]) {
  const total = (name: keyof Figures) => all.reduce((sum, figures) => sum + figures[name], 0)
  const perEvent = (ms: number) => ratio(ms, total('events'))
  return {
    events: total('events'),
    eventsPerSecond: rate(total('events'), total('ms')),
    cpuMsPerEvent: {
      program: perEvent(total('ownMs')),
      database: perEvent(total('serverMs')),
    },
    relevantShare: ratio(total('relevant'), total('events')),
    evidencePerEvent: ratio(total('evidence'), total('events')),
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** Processor time a process of this machine has used, in milliseconds; NaN where there is no /proc to tell. */
function cpuMsOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return Number.NaN
  }
}

/** Evidence of events of their own, of each trend's own signals and half-lives, spread over the year before `now`. */
async function addEvidence(db: Db, perTrend: number, now: Date): Promise<void> {
  await db.execute(sql`
    insert into trend_evidence (id, tenant_id, trend_id, event_id, event_version, signal, definition_id, definition_version,
      matcher_version, direction, weight, severity, confidence, credibility, corroboration, novelty, delta, half_life_days,
      owner, groups, item_ids, spans, effective_at, order_key, recorded_at)
    select gen_random_uuid(), t.tenant_id, t.id, gen_random_uuid(), 1, d.definition->'indicators'->(i % 10)->>'signal', d.id, 1, 'bench',
      1, 0.3, 1, 1, 1, 0.5, 1, ((i * 7919 % 1001) - 500) / 10000.0,
      coalesce((d.definition->'indicators'->(i % 10)->>'halfLifeDays')::float8, d.half_life_days),
      'owner ' || i % 50, '[]', '{}', '[]', happened.at, '', happened.at
    from trends t join trend_definitions d on d.trend_id = t.id, generate_series(1, ${perTrend}::int) i,
      lateral (select ${now.toISOString()}::timestamptz - interval '365 days' * ((i::bigint * 104729 % 999983) / 999983.0)) as happened(at)
    where t.tenant_id = ${tenantId}`)
}
