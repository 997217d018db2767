import { createHash } from 'node:crypto'
import { Router } from 'express'
import { z } from 'zod'
import { Keyring } from '../../credentials/index.ts'
import { findWebhookSource, oncePerKey } from '../../sources/index.ts'
import { limitAttempts } from '../access/door.ts'
import type { AppServices } from '../app-services.ts'
import { readIngestBody } from '../ingest-body.ts'
import { HttpError } from '../problem.ts'
import { wantJson } from '../route.ts'
import { ingestJson, rawBodyOf } from '../routes/ingest.ts'
import { sendOn, storeEntries } from './hand-over.ts'

const refused =
  'The call is not signed as its source wants it: webhook-id, webhook-timestamp (Unix seconds, near to now) and webhook-signature ("v1," and the base64 HMAC-SHA256 of id.timestamp.body).'

/**
 * Calls of other people's services to a `push` source of their own, signed as the Standard Webhooks specification says. The id of a
 * call is its key: one that is delivered again is answered as the first time.
 */
export function webhookRouter(services: AppServices): Router {
  const { db, keyring = new Keyring([]), clock, wallClock } = services
  const router = Router()
  const slowDown = limitAttempts(60)
  router.post('/ingest/webhooks/:sourceId', wantJson, ingestJson(services), async (request, response, next) => {
    const id = request.get('webhook-id') ?? ''
    const wallNow = wallClock.now()
    const sourceId = z.guid().safeParse(request.params.sourceId)
    const body = rawBodyOf(request)
    const call = {
      sourceId: sourceId.data ?? '',
      id,
      timestamp: request.get('webhook-timestamp') ?? '',
      signatures: request.get('webhook-signature') ?? '',
      body,
    }
    const source =
      sourceId.success && /^[\x21-\x7e]{1,200}$/.test(id)
        ? await findWebhookSource(db, keyring, call, wallNow)
        : undefined
    if (!source) return slowDown(request, response, () => next(new HttpError(401, refused)))
    const { tenantId } = source
    const entries = readIngestBody(ofSource(request.body, source.name))
    const bodyHash = createHash('sha256').update(body).digest('hex')
    const once = { tenantId, key: `webhook ${source.id} ${id}`, bodyHash, wallNow }
    const { answer } = await oncePerKey(db, once, (tx) => storeEntries(tx, { tenantId, entries, now: clock.now() }))
    await sendOn(services, tenantId, answer)
    response.status(202).set('Cache-Control', 'no-store').json(answer)
  })
  return router
}

/** Whatever a call says, its items are of the source it is for. */
function ofSource(body: unknown, source: string): unknown {
  const named = (item: unknown) => (isObject(item) ? { ...item, source } : item)
  if (Array.isArray(body)) return body.map(named)
  if (isObject(body) && Array.isArray(body.items)) return { ...body, items: body.items.map(named) }
  return named(body)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
