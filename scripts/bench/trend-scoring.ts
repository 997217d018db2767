import type { Db } from '../../src/db/client.ts'
import { newId } from '../../src/db/id.ts'
import { eventItems, events, items, sources } from '../../src/db/schema/index.ts'
import type { TrendDefinition } from '../../src/trends/definition.ts'
import { saveDefinition, scoreEvents } from '../../src/trends/index.ts'
import { matcher } from '../../src/trends/match/index.ts'
import { readLabelledItems } from '../labelled-items.ts'
import { readDefinitions } from '../read-definitions.ts'
import { rate } from './rates.ts'

const tenantId = 'main'
const batch = 100
const hourMs = 3_600_000
const trendCount = 100
const indicatorCount = 10
const fixtures = new URL('../../test/fixtures/matching/', import.meta.url).pathname
const examples = new URL('../../examples/trends', import.meta.url).pathname

/**
 * Whole scoring runs, database included, by words: invented items, half of them about one of the trends, as events of their own.
 * A second round meets ten times the evidence. `addHistory` adds that many pieces of evidence to each trend.
 */
export async function measureScoring(
  db: Db,
  input: { events: number; now: Date; addHistory(trendIds: readonly string[], perTrend: number): Promise<void> },
) {
  const { now } = input
  const trendIds: string[] = []
  for (const definition of manyDefinitions())
    trendIds.push((await saveDefinition(db, { tenantId, definition, now: new Date(0), author: 'bench' })).trendId)
  const texts = (await readLabelledItems(`${fixtures}items.ndjson`)).map((item) => item.text)
  const sourceId = newId(now)
  await db.insert(sources).values({
    ...{ id: sourceId, tenantId, connector: 'rss', name: 'Bench wire', tier: 'wire', reporting: 'firsthand' },
    ...{ credibilityScore: 0.9, createdAt: now, updatedAt: now },
  })
  let seq = 0
  const addEvents = async (count: number): Promise<string[]> => {
    const rows = Array.from({ length: count }, () => {
      seq += 1
      const { title, text } = texts[seq % texts.length] as (typeof texts)[number]
      const at = new Date(now.getTime() + seq * 30_000)
      return { itemId: newId(now), eventId: newId(now), seq, title, text, at }
    })
    for (const { itemId, eventId, at, ...row } of rows) {
      await db.insert(items).values({
        ...{ ...row, id: itemId, tenantId, sourceId, connector: 'rss', externalId: `${row.seq}`, language: 'en' },
        ...{
          contentHash: `${row.seq}`,
          publishedAt: at,
          fetchedAt: at,
          ingestedAt: at,
          processingStatus: 'classified',
        },
      })
      await db.insert(events).values({
        ...{ id: eventId, tenantId, language: 'en', headline: row.title, primaryItemId: itemId, version: 1 },
        ...{ itemCount: 1, sourceCount: 1, independentSourceCount: 1, createdAt: at, updatedAt: at },
        ...{ firstSeenAt: at, lastUpdatedAt: at },
      })
      await db.insert(eventItems).values({ itemId, tenantId, eventId, seq: row.seq, score: 1, addedAt: at })
    }
    return rows.map((row) => row.eventId)
  }
  const score = async (eventIds: readonly string[]) => {
    const at = new Date(now.getTime() + 1_000 * hourMs)
    let evidence = 0
    const used = process.cpuUsage()
    const started = performance.now()
    for (let first = 0; first < eventIds.length; first += batch) {
      const run = { tenantId, eventIds: eventIds.slice(first, first + batch), matcher, now: at, jobId: 'bench' }
      evidence += (await scoreEvents(db, run)).added
    }
    const ms = performance.now() - started
    const { user, system } = process.cpuUsage(used)
    return { evidence, ms, perSecond: rate(eventIds.length, ms), ownCpuMs: (user + system) / 1_000 / eventIds.length }
  }
  await score(await addEvents(texts.length))
  await input.addHistory(trendIds, 100)
  const short = await score(await addEvents(input.events))
  await input.addHistory(trendIds, 900)
  const long = await score(await addEvents(input.events))
  return {
    ...{ trends: trendCount, indicators: trendCount * indicatorCount, events: input.events },
    ...{ evidence: short.evidence, eventsPerSecond: short.perSecond, ownCpuMsPerEvent: round(short.ownCpuMs) },
    ...{ costWithTenTimesTheHistory: round(long.ms / short.ms) },
  }
}

/** The definitions at hand, each several times: an item about one of them concerns all its copies. */
function manyDefinitions(): TrendDefinition[] {
  const known = [...readDefinitions(`${fixtures}definitions`), ...readDefinitions(examples)]
  return Array.from({ length: trendCount }, (_, at) => {
    const definition = known[at % known.length] as TrendDefinition
    const indicators = Array.from({ length: indicatorCount }, (_, i) => {
      const indicator = definition.indicators[i % definition.indicators.length]
      return { ...(indicator as TrendDefinition['indicators'][number]), signal: `${indicator?.signal}_${i}` }
    })
    return { ...definition, id: `bench-scoring-${at}`, indicators, alerts: [], excludes: [], implies: [], sources: [] }
  })
}

const round = (value: number): number => Number(value.toPrecision(3))
