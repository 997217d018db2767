import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { events, items, sources, trendEvidence, trendSnapshots, trends } from '../../src/db/schema/index.ts'
import { saveItems } from '../../src/items/index.ts'
import { hasSample, installSample, installSampleOnFirstRun, removeSample } from '../../src/sample/index.ts'
import { saveSource } from '../../src/sources/index.ts'
import { parseDefinitions, saveDefinition } from '../../src/trends/index.ts'
import { useDatabase } from '../support/database.ts'
import { contentsOf, runStages } from './stages.ts'

const tenantId = 'main'
const now = new Date('2031-05-17T09:41:12.345Z')
const hour = 3_600_000

describe('the sample in a workspace', () => {
  const database = useDatabase()
  let before: Record<string, unknown>
  const drain = () => runStages(database.db, now)
  const contents = () => contentsOf(database.db)
  const probability = async (slug: string) => {
    const [row] = await database.db.select().from(trends).where(eq(trends.slug, slug))
    return 1 / (1 + Math.exp(-row!.currentLogOdds))
  }

  beforeAll(async () => {
    const { db } = database
    const own = await saveSource(db, tenantId, { connector: 'push', name: 'Own desk' }, now)
    const definition = parseDefinitions(
      `id: own-trend
name: Shipping trouble
question: Will ships be stopped?
baselineProbability: 0.2
effectiveFrom: 2031-04-01
indicators:
  - signal: seizure
    direction: escalatory
    weight: 0.4
    description: A ship is boarded or seized by a navy or by officers.
    keywords: [seized, boarded, seizes]`,
      'own.yaml',
    )[0]!
    await saveDefinition(db, { tenantId, definition, now, author: 'test' })
    await saveItems(db, {
      tenantId,
      sourceId: own.id,
      now,
      entries: [
        {
          externalId: '1',
          title: 'Customs officers seized a yacht in Port Karrow',
          text: 'Customs officers seized a yacht in Port Karrow and found 40 crates of undeclared whisky under the deck.',
          publishedAt: new Date(now.getTime() - 30 * hour),
          language: 'en',
        },
      ],
    })
    await drain()
    before = await contents()
  })

  test('a workspace with sources of its own gets no sample by itself', async () => {
    expect(await installSampleOnFirstRun(database.db, { tenantId, now })).toBeUndefined()
    expect(await hasSample(database.db, tenantId)).toBe(false)
  })

  test('installed, it goes through the pipeline: events, evidence and a curve for each of its trends', async () => {
    const { db } = database
    const installed = await installSample(db, { tenantId, now })
    expect(installed).toMatchObject({ sources: 8, trends: 4 })
    await drain()
    const statuses = await db
      .select({ status: items.processingStatus, n: sql<number>`count(*)::int` })
      .from(items)
      .groupBy(items.processingStatus)
    expect(statuses).toEqual([{ status: 'classified', n: installed.items + 1 }])
    const big = await db
      .select()
      .from(events)
      .where(and(isNull(events.mergedInto), sql`${events.itemCount} >= 3`))
    expect(big.length).toBeGreaterThanOrEqual(15)
    const sampleTrends = await db.select().from(trends).where(eq(trends.isSample, true))
    expect(sampleTrends).toHaveLength(4)
    for (const trend of sampleTrends) {
      const evidence = await db
        .select()
        .from(trendEvidence)
        .where(and(eq(trendEvidence.trendId, trend.id), isNull(trendEvidence.retractedAt)))
      expect(evidence.length, trend.slug).toBeGreaterThanOrEqual(4)
      expect(new Set(evidence.map((row) => row.direction)).size, trend.slug).toBe(2)
      const curve = await db.select().from(trendSnapshots).where(eq(trendSnapshots.trendId, trend.id))
      expect(curve.length, trend.slug).toBeGreaterThan(13 * 24)
    }
  })

  test('installing again changes nothing', async () => {
    const once = await contents()
    const again = await installSample(database.db, { tenantId, now: new Date(now.getTime() + 5 * hour) })
    expect(again.items).toBe(0)
    await drain()
    expect(await contents()).toEqual(once)
  })

  test('its stories move a trend of the reader’s own, until it is removed', async () => {
    const moved = await probability('own-trend')
    const removed = await removeSample(database.db, { tenantId, now })
    expect(removed).toMatchObject({ sources: 8, trends: 4 })
    expect(removed.items).toBeGreaterThan(140)
    await drain()
    expect(await probability('own-trend')).toBeLessThan(moved)
  })

  test('removing leaves every table as it was before', async () => {
    expect(await contents()).toEqual(before)
    expect(await hasSample(database.db, tenantId)).toBe(false)
    const left = await database.db.select({ id: sources.id }).from(sources)
    expect(left).toHaveLength(1)
  })

  test('removed, it stays away from the next start, and removing it again does nothing', async () => {
    expect(await installSampleOnFirstRun(database.db, { tenantId, now })).toBeUndefined()
    expect(await removeSample(database.db, { tenantId, now })).toEqual({ sources: 0, items: 0, events: 0, trends: 0 })
    expect(await contents()).toEqual(before)
  })

  test('an event that also holds a report of the reader’s own keeps that report', async () => {
    const { db } = database
    await installSample(db, { tenantId, now })
    const [own] = await db.select().from(sources).where(eq(sources.name, 'Own desk'))
    const wire = {
      title: 'Tolvaari navy boards and seizes grain ship Anselma Grace in Orrel Strait',
      text: 'Armed men from two Tolvaari naval craft boarded and seized the Ilvanese grain carrier Anselma Grace in the Orrel Strait tonight, the traffic service said. Contact with the ship was lost twelve minutes later.',
      publishedAt: new Date(now.getTime() - 175 * hour),
      language: 'en',
    }
    const saved = await saveItems(db, { tenantId, sourceId: own!.id, now, entries: [{ externalId: '2', ...wire }] })
    await drain()
    await removeSample(db, { tenantId, now })
    await drain()
    const [kept] = await db
      .select()
      .from(items)
      .where(inArray(items.id, saved.ids as string[]))
    expect(kept?.duplicateOf).toBeNull()
    const [event] = await db
      .select()
      .from(events)
      .where(sql`${events.id} = (select event_id from event_items where item_id = ${saved.ids[0]})`)
    expect(event).toMatchObject({ itemCount: 1, headline: wire.title })
  })
})
