import { sql } from 'drizzle-orm'
import type { Db } from '../../src/db/client.ts'
import { openDatabase } from '../../src/db/client.ts'
import { tenants } from '../../src/db/schema/index.ts'
import { saveDefinition, scoreEvents } from '../../src/trends/index.ts'
import { matcher as byWords } from '../../src/trends/match/index.ts'
import type { Matcher } from '../../src/trends/match-types.ts'
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
 * Whole scoring runs, database included, by words, one after the other; half a thousand events or more warm up first. The
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
        const ratios = measured.map(({ short, long }) => ratio(long.ms, short.ms)).sort((a, b) => a - b)
        return {
          trends: load.definitions.length,
          indicators: load.definitions.reduce((sum, definition) => sum + definition.indicators.length, 0),
          ...summed(measured.map((round) => round.short)),
          withTenTimesTheHistory: {
            eventsPerSecond: summed(measured.map((round) => round.long)).eventsPerSecond,
            cost: { median: ratios[rounds / 2], least: ratios[0], most: ratios.at(-1) },
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
  matchingMs: number
  ownCpuMs: number
}

async function openRun(url: string, load: ScoringLoad, { perTrend, now }: { perTrend: number; now: Date }) {
  const { db, close } = openDatabase(url, { max: 4, limits: { statementMs: 0 } })
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
  const { matcher, spentMs } = timed(byWords)
  const at = new Date(now.getTime() + 90 * 86_400_000)
  let evidence = 0
  const used = process.cpuUsage()
  const started = performance.now()
  for (let first = 0; first < ids.length; first += batch) {
    const run = { tenantId, eventIds: ids.slice(first, first + batch), matcher, now: at, jobId: 'bench' }
    evidence += (await scoreEvents(db, run)).added
  }
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(used)
  const [row] = await db.execute<{ relevant: number }>(sql`
    select count(distinct event_id)::int as relevant from trend_evidence where event_id = any(${`{${ids.join(',')}}`}::uuid[])`)
  return {
    ...{ events: ids.length, evidence, relevant: row?.relevant ?? 0 },
    ...{ ms, matchingMs: spentMs(), ownCpuMs: (user + system) / 1_000 },
  }
}

/** The matcher, and how long it was at work: it answers at once, so the rest of a run is the database and what talks to it. */
function timed(matcher: Matcher): { matcher: Matcher; spentMs(): number } {
  let spent = 0
  const timing =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      const started = performance.now()
      const answer = work(...args)
      spent += performance.now() - started
      return answer
    }
  return {
    spentMs: () => spent,
    matcher: {
      version: matcher.version,
      prepare: (definition) => timing(matcher.prepare(definition)),
      screen: (definitions) => timing(timing(matcher.screen as NonNullable<Matcher['screen']>)(definitions)),
    },
  }
}

function summed(all: readonly Figures[]) {
  const total = (name: keyof Figures) => all.reduce((sum, figures) => sum + figures[name], 0)
  const [events, ms, matchingMs] = [total('events'), total('ms'), total('matchingMs')]
  return {
    events,
    eventsPerSecond: rate(events, ms),
    matchingAloneEventsPerSecond: rate(events, matchingMs),
    databaseAloneEventsPerSecond: rate(events, ms - matchingMs),
    ownCpuMsPerEvent: ratio(total('ownCpuMs'), events),
    relevantShare: ratio(total('relevant'), events),
    evidencePerEvent: ratio(total('evidence'), events),
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
