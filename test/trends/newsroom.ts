import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../src/db/client.ts'
import { newId } from '../../src/db/id.ts'
import { eventItems, events, items, sources, tenants } from '../../src/db/schema/index.ts'
import type { TrendDefinitionInput } from '../../src/trends/definition.ts'
import { trendDefinition } from '../../src/trends/definition.ts'
import type { IndicatorMatch, Matcher } from '../../src/trends/match-types.ts'

export const now = new Date('2025-06-01T12:00:00Z')

/**
 * Reads marks in titles instead of language: "[signal severity confidence]", with a leading "-" for the reverse direction.
 * Scoring is tested on what it makes of matches, whatever found them.
 */
export const markMatcher: Matcher = {
  version: 'marks-1',
  prepare: (definition) => (texts) => {
    const found = new Map<string, IndicatorMatch>()
    for (const text of texts)
      for (const mark of text.title.matchAll(/\[(-?)(\w+) ([\d.]+) ([\d.]+)\]/g)) {
        const indicator = definition.indicators.find((entry) => entry.signal === mark[2])
        if (!indicator) continue
        const own = indicator.direction === 'escalatory' ? 1 : -1
        const direction = (mark[1] === '-' ? -own : own) as 1 | -1
        const key = `${indicator.signal} ${direction}`
        const span = { start: mark.index, end: mark.index + mark[0].length, text: mark[0] }
        const match = found.get(key) ?? {
          signal: indicator.signal,
          direction,
          severity: Number(mark[3]),
          confidence: Number(mark[4]),
          spans: [],
          itemIds: [],
        }
        match.spans.push({ itemId: text.itemId, field: 'title', ...span })
        match.itemIds.push(text.itemId)
        found.set(key, match)
      }
    return [...found.values()]
  },
}

export const strait = (changes: Partial<TrendDefinitionInput> = {}) =>
  trendDefinition.parse({
    id: 'strait-closure',
    name: 'Closure of the strait',
    question: 'Will transit be halted?',
    baselineProbability: 0.1,
    indicators: [
      { signal: 'incident', direction: 'escalatory', weight: 0.3, halfLifeDays: 14 },
      { signal: 'buildup', direction: 'escalatory', weight: 0.2 },
      { signal: 'talks', direction: 'deescalatory', weight: 0.25 },
    ],
    ...changes,
  })

let counter = 0

/** A tenant with sources of different owners, and what a test needs to put items and events into it. */
export async function openNewsroom(db: Db, owners: readonly string[] = ['Alpha', 'Beta', 'Gamma', 'Delta']) {
  counter += 1
  const tenantId = `room-${counter}`
  await db.insert(tenants).values({ id: tenantId, name: tenantId })
  const rows = owners.map((owner) => ({
    id: newId(now),
    tenantId,
    connector: 'rss',
    name: `${owner} news`,
    owner,
    tier: 'wire' as const,
    reporting: 'firsthand' as const,
    credibilityScore: 0.9,
    createdAt: now,
    updatedAt: now,
  }))
  await db.insert(sources).values(rows)
  const sourceOf = new Map(rows.map((row) => [row.owner, row.id]))
  let seq = 0

  const addItem = async (item: { title: string; owner: string; at: Date; text?: string; eventId?: string }) => {
    seq += 1
    const id = newId(now)
    await db.insert(items).values({
      id,
      tenantId,
      seq,
      sourceId: sourceOf.get(item.owner)!,
      connector: 'rss',
      externalId: `item-${seq}`,
      title: item.title,
      text: item.text ?? '',
      contentHash: `${item.title} ${item.owner} ${item.at.toISOString()} ${item.text ?? ''}`,
      publishedAt: item.at,
      fetchedAt: now,
      ingestedAt: now,
      processingStatus: 'classified',
    })
    if (item.eventId) {
      await db.insert(eventItems).values({ itemId: id, tenantId, eventId: item.eventId, seq, score: 1, addedAt: now })
      await db
        .update(events)
        .set({
          version: sql`${events.version} + 1`,
          firstSeenAt: sql`least(${events.firstSeenAt}, ${item.at.toISOString()}::timestamptz)`,
          lastUpdatedAt: sql`greatest(${events.lastUpdatedAt}, ${item.at.toISOString()}::timestamptz)`,
        })
        .where(eq(events.id, item.eventId))
    }
    return id
  }

  /** An event of its first report; more are added with `addItem({ eventId })`. */
  const addEvent = async (item: { title: string; owner: string; at: Date; text?: string; headline?: string }) => {
    const eventId = newId(now)
    await db.insert(events).values({
      id: eventId,
      tenantId,
      language: 'en',
      headline: item.headline ?? item.title,
      primaryItemId: eventId,
      itemCount: 1,
      sourceCount: 1,
      independentSourceCount: 1,
      firstSeenAt: item.at,
      lastUpdatedAt: item.at,
      version: 0,
      createdAt: now,
      updatedAt: now,
    })
    await addItem({ ...item, eventId })
    return eventId
  }

  return { tenantId, sourceOf, addItem, addEvent }
}

export const hoursBefore = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
