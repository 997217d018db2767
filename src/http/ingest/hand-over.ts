import { normalize } from '../../../jobs/normalize.ts'
import type { Db } from '../../db/client.ts'
import { to } from '../../queue/index.ts'
import { ingestItems } from '../../sources/index.ts'
import type { AppServices } from '../app-services.ts'
import type { IngestAnswer } from '../contract.ts'
import type { IngestEntry } from '../ingest-body.ts'
import { answeredWithin } from '../unavailable.ts'

/** Ids one normalize run gets: small enough that several workers share a full request. */
const idsPerRun = 250
const queueTimeoutMs = 1_000

/** Stores entries, all of them or none, and says what became of each. */
export async function storeEntries(
  db: Db,
  { tenantId, entries, now }: { tenantId: string; entries: readonly IngestEntry[]; now: Date },
): Promise<IngestAnswer> {
  const saved = await ingestItems(db, { tenantId, entries: entries.map(newItemOf), now })
  return {
    accepted: entries.length,
    inserted: saved.inserted,
    revised: saved.revised,
    unchanged: saved.unchanged,
    items: entries.map((entry, index) => ({
      id: saved.ids[index] ?? null,
      externalId: entry.external_id,
      source: entry.source,
    })),
  }
}

function newItemOf(entry: IngestEntry) {
  return {
    source: entry.source,
    item: {
      externalId: entry.external_id,
      text: entry.text,
      title: entry.title ?? null,
      url: entry.url ?? null,
      author: entry.author ?? null,
      language: entry.language ?? null,
      publishedAt: entry.timestamp ? new Date(entry.timestamp) : null,
      updatedAt: entry.updated ? new Date(entry.updated) : null,
      engagement: entry.engagement ?? null,
      searchTerms: entry.search_terms ?? null,
      places: entry.places ?? null,
      metadata: entry.metadata ?? null,
    },
  }
}

/** Hands stored items to `normalize`. They are committed, so a queue that is away costs time, not items: the sweep finds them. */
export async function sendOn(
  { queues, log }: AppServices,
  tenantId: string,
  { items }: Pick<IngestAnswer, 'items'>,
): Promise<void> {
  const itemIds = [...new Set(items.map((item) => item.id))].filter((id) => id !== null)
  const payloads: { tenantId: string; itemIds: string[] }[] = []
  for (let start = 0; start < itemIds.length; start += idsPerRun)
    payloads.push({ tenantId, itemIds: itemIds.slice(start, start + idsPerRun) })
  try {
    await answeredWithin(queueTimeoutMs, 'The queue', queues.enqueueAll(to(normalize, payloads)))
  } catch (error) {
    log.warn({ err: error, items: itemIds.length }, 'items are stored but could not be enqueued; the sweep will')
  }
}
