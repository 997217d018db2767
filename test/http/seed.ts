import { sql } from 'drizzle-orm'
import { newId } from '../../src/db/id.ts'
import {
  eventItems,
  eventShards,
  events,
  itemRevisions,
  items,
  pipelineRuns,
  sourceHealthChecks,
  trendEvidence,
} from '../../src/db/schema/index.ts'
import { saveSnapshots } from '../../src/snapshots/index.ts'
import { ingestItems, saveSource } from '../../src/sources/index.ts'
import { saveDefinition, trendDefinition } from '../../src/trends/index.ts'
import type { TestDatabase } from '../support/database.ts'

const hourMs = 3_600_000

export const seedDefinition = trendDefinition.parse({
  id: 'canal-closure',
  name: 'Closure of the canal',
  question: 'Will the canal be closed for 48 hours?',
  baselineProbability: 0.1,
  halfLifeDays: 30,
  indicators: [
    {
      signal: 'blockage',
      direction: 'escalatory',
      weight: 0.4,
      description: 'Ships block the canal.',
      keywords: ['aground'],
    },
    {
      signal: 'clearance',
      direction: 'deescalatory',
      weight: 0.3,
      description: 'The way is clear again.',
      keywords: ['freed'],
    },
  ],
})

export interface Seeded {
  now: Date
  sourceId: string
  trendId: string
  /** In order of arrival. */
  itemIds: string[]
  /** By rank; the first is what all evidence rests on. */
  eventIds: string[]
  /** Newest first; the last one is retracted. */
  evidenceIds: string[]
}

/** A small workspace as the pipeline would leave it: a source, three items, two events, a trend with evidence and snapshots. */
export async function seedWorkspace({ db }: TestDatabase, now: Date): Promise<Seeded> {
  const ago = (hours: number) => new Date(now.getTime() - hours * hourMs)
  const source = await saveSource(
    db,
    'main',
    { connector: 'rss', name: 'Harbour Post', url: 'https://harbour.example/feed', tier: 'major' },
    ago(200),
  )
  const titles = ['Ship aground in canal', 'Canal traffic halted', 'Bakers win prize']
  const saved = await ingestItems(db, {
    tenantId: 'main',
    now: ago(100),
    entries: titles.map((title, index) => ({
      source: 'Harbour Post',
      item: {
        externalId: `p${index}`,
        title,
        text: `${title}. The harbour office confirmed it on Monday.`,
        url: `https://harbour.example/p${index}`,
        publishedAt: ago(100 - index),
      },
    })),
  })
  const itemIds = saved.ids.map(String)
  await db.update(items).set({
    processingStatus: 'classified',
    language: 'en',
    fts: sql`to_tsvector('english', ${items.title} || ' ' || ${items.text})`,
  })
  await db.insert(eventShards).values({ language: 'en', updatedAt: now })
  await db.insert(itemRevisions).values({
    id: newId(now),
    itemId: itemIds[0]!,
    revision: 0,
    title: 'Ship in trouble',
    text: 'Earlier text',
    reason: 'edited',
    replacedAt: ago(99),
  })
  await db.insert(sourceHealthChecks).values({
    id: newId(now),
    sourceId: source.id,
    checkedAt: ago(1),
    outcome: 'fetched',
    statusCode: 200,
    durationMs: 12,
  })
  const eventIds = await insertEvents(db, itemIds, ago)
  const applied = await saveDefinition(db, {
    tenantId: 'main',
    definition: seedDefinition,
    now: ago(150),
    author: 'test',
  })
  const evidenceIds = await insertEvidence(db, { trendId: applied.trendId, eventId: eventIds[0]!, itemIds, now, ago })
  await saveSnapshots(db, { tenantId: 'main', trendIds: [applied.trendId], now })
  await db.insert(pipelineRuns).values(
    ['succeeded', 'failed'].map((status, index) => ({
      id: newId(now),
      stage: 'normalize',
      jobId: `job-${index}`,
      attempt: 1,
      status: status as 'succeeded' | 'failed',
      counts: { items: 3 },
      startedAt: ago(2 - index),
      durationMs: 40,
      error: index === 1 ? 'It did not work' : null,
    })),
  )
  return { now, sourceId: source.id, trendId: applied.trendId, itemIds, eventIds, evidenceIds }
}

async function insertEvents(
  db: TestDatabase['db'],
  itemIds: string[],
  ago: (hours: number) => Date,
): Promise<string[]> {
  const eventIds = [newId(ago(100)), newId(ago(98))]
  await db.insert(events).values(
    eventIds.map((id, index) => ({
      id,
      language: 'en',
      headline: index === 0 ? 'Ship aground in canal' : 'Bakers win prize',
      primaryItemId: itemIds[index === 0 ? 0 : 2]!,
      categories: [index === 0 ? 'transport' : 'culture'],
      countries: ['EG'],
      facts: index === 0 ? { where: [{ name: 'Ismailia', country: 'EG', items: 2 }] } : {},
      itemCount: index === 0 ? 2 : 1,
      sourceCount: 1,
      independentSourceCount: 1,
      rank: index + 1,
      firstSeenAt: ago(100),
      lastUpdatedAt: ago(98 + index),
      createdAt: ago(100),
      updatedAt: ago(98),
    })),
  )
  await db.insert(eventItems).values(
    itemIds.map((itemId, index) => ({
      itemId,
      eventId: eventIds[index === 2 ? 1 : 0]!,
      seq: index + 1,
      score: 1,
      addedAt: ago(98),
    })),
  )
  return eventIds
}

async function insertEvidence(
  db: TestDatabase['db'],
  seed: { trendId: string; eventId: string; itemIds: string[]; now: Date; ago: (hours: number) => Date },
): Promise<string[]> {
  const { trendId, eventId, itemIds, now, ago } = seed
  const [definition] = await db.query.trendDefinitions.findMany({ where: (row, { eq }) => eq(row.trendId, trendId) })
  const rows = [
    { signal: 'clearance', direction: -1, delta: -0.1, hours: 20, retractedAt: null },
    { signal: 'blockage', direction: 1, delta: 0.3, hours: 90, retractedAt: null },
    { signal: 'blockage', direction: 1, delta: 0.2, hours: 95, retractedAt: ago(10) },
  ].map(({ hours, ...row }) => ({
    ...row,
    id: newId(now),
    trendId,
    eventId,
    eventVersion: 1,
    definitionId: definition!.id,
    definitionVersion: 1,
    matcherVersion: 'test',
    weight: 0.4,
    severity: 0.9,
    confidence: 0.9,
    credibility: 0.8,
    corroboration: 0.5,
    novelty: 1,
    halfLifeDays: 30,
    owner: 'harbour.example',
    groups: [
      {
        owner: 'harbour.example',
        credibility: 0.8,
        reporting: 'firsthand' as const,
        weight: 1,
        itemIds: [itemIds[0]!],
      },
    ],
    itemIds: itemIds.slice(0, 2),
    spans: [{ itemId: itemIds[0]!, field: 'title' as const, start: 5, end: 11, text: 'aground' }],
    effectiveAt: ago(hours),
    orderKey: `${row.signal} ${hours}`,
    recordedAt: ago(hours - 1),
    jobId: 'job-7',
  }))
  await db.insert(trendEvidence).values(rows)
  return rows.map((row) => row.id)
}
