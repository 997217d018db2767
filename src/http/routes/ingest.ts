import { createHash } from 'node:crypto'
import express, { type Request, type RequestHandler } from 'express'
import { InputError } from '../../errors.ts'
import { oncePerKey, wasAnswered } from '../../sources/index.ts'
import { identityOf } from '../access/door.ts'
import type { AppServices } from '../app-services.ts'
import type { IngestAnswer } from '../contract.ts'
import { sendOn, storeEntries } from '../ingest/hand-over.ts'
import { hashOf, ingestArray, ingestLines } from '../ingest/ingest-stream.ts'
import { readIngestBody } from '../ingest-body.ts'
import { wantJson } from '../route.ts'
import { UnavailableError } from '../unavailable.ts'

const usualMaxBytes = 16 * 1024 * 1024
const jsonTypes = ['json', '+json']
const streamTypes = ['application/x-ndjson', 'application/ndjson', 'application/jsonl']

/** Bodies as they came, for hashes and signatures. */
const rawBodies = new WeakMap<object, Buffer>()

/** Reads JSON of at most the configured size and keeps the bytes. */
export const ingestJson = ({ options }: AppServices): RequestHandler =>
  express.json({
    limit: options.ingestMaxBytes ?? usualMaxBytes,
    strict: false,
    type: jsonTypes,
    verify: (request, _response, bytes) => void rawBodies.set(request, bytes),
  })

/** The bytes of a body that `ingestJson` read. */
export const rawBodyOf = (request: Request): Buffer => rawBodies.get(request) ?? Buffer.alloc(0)

/**
 * Stores items handed over by programs and sends them on. JSON: all of a request or nothing of it. Lines of JSON and long arrays: as they
 * arrive. With an `Idempotency-Key` a repeat is answered as the first time.
 */
export function ingest(services: AppServices): RequestHandler[] {
  const { db, clock, wallClock, options } = services
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
    const isLines = Boolean(request.is(streamTypes))
    if (!isLines && !(await isPlainArray(request))) return next()
    const { tenantId } = identityOf(request)
    const key = keyOf(request)
    const wallNow = wallClock.now()
    const isRepeat = key !== undefined && (await wasAnswered(db, { tenantId, key, wallNow }))
    const read = isLines ? ingestLines : ingestArray
    // A repeat is read to its end, for it must be the same, but stores nothing.
    const done = isRepeat
      ? { bodyHash: await hashOf(request) }
      : await read(request, services, tenantId, options.ingestMaxBytes ?? usualMaxBytes)
    const entries = 'entries' in done ? done.entries : []
    const work = async (tx: typeof db) => {
      if ('answer' in done) return done.answer
      if ('entries' in done) return await storeEntries(tx, { tenantId, entries, now: clock.now() })
      throw new UnavailableError('The first answer to this key has just expired; send it again')
    }
    const { answer } =
      key === undefined
        ? { answer: await work(db) }
        : await oncePerKey(db, { tenantId, key, bodyHash: done.bodyHash, wallNow }, work)
    if (entries.length > 0) await sendOn(services, tenantId, answer)
    send(response, answer)
  }
  return [stream, ...json]
}

/** Whether the body is an array of JSON sent as it is, which can be read piece by piece. Leaves the body unread. */
async function isPlainArray(request: Request): Promise<boolean> {
  if (!request.is(jsonTypes) || (request.get('content-encoding') ?? 'identity') !== 'identity') return false
  if (!/^utf-?8$/i.test(/charset="?([\w-]+)/i.exec(request.get('content-type') ?? '')?.[1] ?? 'utf-8')) return false
  while (!request.readableEnded && !request.destroyed) {
    const chunk: Buffer | null = request.read()
    if (chunk) {
      request.unshift(chunk)
      return /^\s*\[/.test(chunk.toString('latin1'))
    }
    // Whichever comes first: a body without a byte ends, one that breaks off closes.
    await Promise.race(['readable', 'end', 'close'].map((event) => new Promise((done) => request.once(event, done))))
  }
  return false
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
