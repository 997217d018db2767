import type { Db } from '../../src/db/client.ts'
import { newId } from '../../src/db/id.ts'
import { eventItems, events, items, sources } from '../../src/db/schema/index.ts'
import type { ScoringLoad } from './trend-load.ts'

/** Adds events of one item each, of 30 s after 30 s; answers their ids. The texts are taken in turn. */
export type AddEvents = (count: number) => Promise<string[]>

/** A source of the tenant, and what adds events that it reports. */
export async function openEventStream(
  db: Db,
  { tenantId, texts, from }: { tenantId: string; texts: ScoringLoad['texts']; from: Date },
): Promise<AddEvents> {
  const sourceId = newId(from)
  await db.insert(sources).values({
    ...{ id: sourceId, tenantId, connector: 'rss', name: 'Bench wire', tier: 'wire', reporting: 'firsthand' },
    ...{ credibilityScore: 0.9, createdAt: from, updatedAt: from },
  })
  let seq = 0
  return async (count) => {
    const rows = Array.from({ length: count }, () => {
      seq += 1
      const { title, text } = texts[seq % texts.length] as ScoringLoad['texts'][number]
      return {
        itemId: newId(from),
        eventId: newId(from),
        seq,
        title,
        text,
        at: new Date(from.getTime() + seq * 30_000),
      }
    })
    for (let first = 0; first < rows.length; first += 500) {
      const some = rows.slice(first, first + 500)
      await db.insert(items).values(
        some.map(({ itemId, eventId: _, at, ...row }) => ({
          ...{ ...row, id: itemId, tenantId, sourceId, connector: 'rss', externalId: `${row.seq}`, language: 'en' },
          ...{ contentHash: `${row.seq}`, publishedAt: at, fetchedAt: at, ingestedAt: at },
          processingStatus: 'classified' as const,
        })),
      )
      await db.insert(events).values(
        some.map(({ itemId, eventId, at, title }) => ({
          ...{ id: eventId, tenantId, language: 'en', headline: title, primaryItemId: itemId, version: 1 },
          ...{ itemCount: 1, sourceCount: 1, independentSourceCount: 1, createdAt: at, updatedAt: at },
          ...{ firstSeenAt: at, lastUpdatedAt: at },
        })),
      )
      await db.insert(eventItems).values(some.map((row) => ({ ...row, tenantId, score: 1, addedAt: row.at })))
    }
    return rows.map((row) => row.eventId)
  }
}
