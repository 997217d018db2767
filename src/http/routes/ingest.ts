import { createHash } from 'node:crypto'
import express, { type Request, type RequestHandler } from 'express'
import { InputError } from '../../errors.ts'
import { oncePerKey, wasAnswered } from '../../sources/index.ts'
import { identityOf } from '../access/door.ts'
import type { AppServices } from '../app-services.ts'
import type { IngestAnswer } from '../contract.ts'
import { sendOn, storeEntries } from '../ingest/hand-over.ts'
import { hashOf, ingestStream } from '../ingest/ingest-stream.ts'
import { readIngestBody } from '../ingest-body.ts'
import { wantJson } from '../route.ts'
import { UnavailableError } from '../unavailable.ts'

const usualMaxBytes = 16 * 1024 * 1024
const streamTypes = ['application/x-ndjson', 'application/ndjson', 'application/jsonl']

/** Bodies as they came, for hashes and signatures. */
const rawBodies = new WeakMap<object, Buffer>()

/** Reads JSON of at most the configured size and keeps the bytes. */
export const ingestJson = ({ options }: AppServices): RequestHandler =>
  express.json({
    limit: options.ingestMaxBytes ?? usualMaxBytes,
    strict: false,
    type: ['json', '+json'],
    verify: (request, _response, bytes) => void rawBodies.set(request, bytes),
  })

/** The bytes of a body that `ingestJson` read. */
export const rawBodyOf = (request: Request): Buffer => rawBodies.get(request) ?? Buffer.alloc(0)

/**
 * Stores items handed over by programs and sends them on. JSON: all of a request or nothing of it. Lines of JSON: as they arrive. With
 * an `Idempotency-Key` a repeat is answered as the first time.
 */
export function ingest(services: AppServices): RequestHandler[] {
  const { db, clock, wallClock } = services
  const json: RequestHandler[] = [
    wantJson,
    ingestJson(services),
    async (request, response) => {
      const { tenantId } = identityOf(request)
      const entries = readIngestBody(request.body)
      const work = (tx: typeof db) => storeEntries(tx, { tenantId, entries, now: clock.now() })
      const bodyHash = createHash('sha256').update(rawBodyOf(request)).digest('hex')
      const key = keyOf(request)
      const { answer } =
        key === undefined
          ? { answer: await work(db) }
          : await oncePerKey(db, { tenantId, key, bodyHash, wallNow: wallClock.now() }, work)
      await sendOn(services, tenantId, answer)
      send(response, answer)
    },
  ]
  const stream: RequestHandler = async (request, response, next) => {
    if (!request.is(streamTypes)) return next()
    const { tenantId } = identityOf(request)
    const key = keyOf(request)
    if (key === undefined) return send(response, (await ingestStream(request, services, tenantId)).answer)
    const wallNow = wallClock.now()
    // A repeat is read to its end, for it must be the same, but stores nothing.
    const read = (await wasAnswered(db, { tenantId, key, wallNow }))
      ? { answer: undefined, bodyHash: await hashOf(request) }
      : await ingestStream(request, services, tenantId)
    const { answer } = await oncePerKey(db, { tenantId, key, bodyHash: read.bodyHash, wallNow }, async () => {
      if (read.answer) return read.answer
      throw new UnavailableError('The first answer to this key has just expired; send it again')
    })
    send(response, answer)
  }
  return [stream, ...json]
}

function send(response: express.Response, answer: IngestAnswer): void {
  response.status(202).set('Cache-Control', 'no-store').json(answer)
}

function keyOf(request: Request): string | undefined {
  const key = request.get('idempotency-key')
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new InputError('The Idempotency-Key cannot be accepted.', [
    { field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' },
  ])
}
