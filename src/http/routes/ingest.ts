import express, { type RequestHandler } from 'express'
import { normalize } from '../../../jobs/normalize.ts'
import { to } from '../../queue/index.ts'
import { ingestItems } from '../../sources/index.ts'
import { identityOf } from '../access/door.ts'
import type { AppServices } from '../app-services.ts'
import type { IngestAnswer } from '../contract.ts'
import { type IngestEntry, readIngestBody } from '../ingest-body.ts'
import { wantJson } from '../route.ts'
import { answeredWithin } from '../unavailable.ts'

const usualMaxBytes = 16 * 1024 * 1024
/** Ids one normalize run gets: small enough that several workers share a full request. */
const idsPerRun = 250
const queueTimeoutMs = 1_000

/** Stores items handed over by programs and sends them on. All of a request is stored or nothing of it. */
export function ingest(services: AppServices): RequestHandler[] {
  const { db, clock, options } = services
  const limit = options.ingestMaxBytes ?? usualMaxBytes
  return [
    wantJson,
    express.json({ limit, strict: false, type: ['json', '+json'] }),
    async (request, response) => {
      const { tenantId } = identityOf(request)
      const entries = readIngestBody(request.body)
      const now = clock.now()
      const saved = await ingestItems(db, { tenantId, entries: entries.map(newItemOf), now })
      const answer: IngestAnswer = {
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
      await sendOn(services, tenantId, saved.ids)
      response.status(202).set('Cache-Control', 'no-store').json(answer)
    },
  ]
}

function newItemOf(entry: IngestEntry) {
  return {
    source: entry.source,
    item: {
      externalId: entry.external_id,
      text: entry.text,
      title: entry.title ?? null,
      url: entry.url ?? null,
      publishedAt: entry.timestamp ? new Date(entry.timestamp) : null,
      metadata: entry.metadata ?? null,
    },
  }
}

/** Hands stored items to `normalize`. They are committed, so a queue that is away costs time, not items: the sweep finds them. */
async function sendOn({ queues, log }: AppServices, tenantId: string, ids: readonly (string | null)[]): Promise<void> {
  const itemIds = [...new Set(ids)].filter((id) => id !== null)
  const payloads: { tenantId: string; itemIds: string[] }[] = []
  for (let start = 0; start < itemIds.length; start += idsPerRun)
    payloads.push({ tenantId, itemIds: itemIds.slice(start, start + idsPerRun) })
  try {
    await answeredWithin(queueTimeoutMs, 'The queue', queues.enqueueAll(to(normalize, payloads)))
  } catch (error) {
    log.warn({ err: error, items: itemIds.length }, 'items are stored but could not be enqueued; the sweep will')
  }
}
