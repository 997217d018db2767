import { createHash, type Hash } from 'node:crypto'
import type { Request } from 'express'
import { isDatabaseAway } from '../../db/failures.ts'
import { InputError, messageOf } from '../../errors.ts'
import { gunzipped, splitArray, splitLines } from '../../sources/index.ts'
import type { AppServices } from '../app-services.ts'
import type { IngestAnswer } from '../contract.ts'
import { INGEST_MOST } from '../contract.ts'
import { type IngestEntry, readIngestBody, readIngestEntry } from '../ingest-body.ts'
import { HttpError } from '../problem.ts'
import { sendOn, storeEntries } from './hand-over.ts'

const mostItemBytes = 8 * 1_048_576
const itemsAtOnce = 250
/** Long texts make a batch full sooner. */
const charactersAtOnce = 2_000_000
const mostProblems = 100

/** What became of a stream, or the items it held when they are few enough to be stored all or none; and the SHA-256 of its body. */
export type StreamRead = { bodyHash: string } & ({ answer: IngestAnswer } | { entries: IngestEntry[] })

/** Lines of JSON: stored in batches as they arrive. */
export async function ingestLines(request: Request, services: AppServices, tenantId: string): Promise<StreamRead> {
  const hash = createHash('sha256')
  const lines = splitLines(bodyOf(request, hash), mostItemBytes)
  const answer = await ingestTexts(lines, (line) => ({ line }), services, tenantId)
  return { answer, bodyHash: hash.digest('hex') }
}

/**
 * A JSON array: one of at most a thousand items and `usualBytes` is read whole, so that all of it is stored or nothing; a longer one is
 * stored in batches as it arrives, as lines are.
 */
export async function ingestArray(
  request: Request,
  services: AppServices,
  tenantId: string,
  usualBytes: number,
): Promise<StreamRead> {
  const hash = createHash('sha256')
  const texts = splitArray(bodyOf(request, hash), mostItemBytes)
  const first: (string | undefined)[] = []
  let characters = 0
  for (let isLong = false; !isLong; ) {
    const { value, done } = await nextOf(texts)
    if (done) return { entries: readIngestBody(first.map(elementOf)), bodyHash: hash.digest('hex') }
    first.push(value)
    characters += value?.length ?? mostItemBytes
    isLong = first.length > INGEST_MOST || characters > usualBytes
  }
  async function* all() {
    yield* first
    yield* texts
  }
  const answer = await ingestTexts(all(), (_line, index) => ({ at: `[${index}]` }), services, tenantId)
  return { answer, bodyHash: hash.digest('hex') }
}

async function nextOf(texts: AsyncGenerator<string | undefined>) {
  try {
    return await texts.next()
  } catch (error) {
    throw error instanceof SyntaxError ? new HttpError(400, `The request cannot be read: ${error.message}`) : error
  }
}

function elementOf(text: string | undefined, index: number): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    const message = text === undefined ? 'is longer than 8 MB' : 'is no JSON'
    throw new InputError('Nothing was stored: the array cannot be read.', [{ field: `[${index}]`, message }])
  }
}

/** Where an item stands: the number of its line, or its place in an array. */
type Place = { line: number } | { at: string }

/**
 * Reads items one by one while they arrive and stores them in batches, each for good before the next is read, so that a request of any
 * length takes the memory of one batch. Items that cannot be accepted are counted and the first hundred named.
 */
async function ingestTexts(
  texts: AsyncIterable<string | undefined>,
  placeOf: (line: number, index: number) => Place,
  services: AppServices,
  tenantId: string,
): Promise<IngestAnswer> {
  const answer: IngestAnswer = {
    accepted: 0,
    inserted: 0,
    revised: 0,
    unchanged: 0,
    items: [],
    refused: 0,
    problems: [],
  }
  let batch: IngestEntry[] = []
  let characters = 0
  let index = 0
  const store = async () => {
    if (batch.length === 0) return
    const stored = await storeEntries(services.db, { tenantId, entries: batch, now: services.clock.now() })
    for (const count of ['accepted', 'inserted', 'revised', 'unchanged'] as const) answer[count] += stored[count]
    await sendOn(services, tenantId, stored)
    batch = []
    characters = 0
  }
  try {
    for await (const text of texts) {
      const place = placeOf(index + 1, index)
      index++
      if (text?.trim() === '' && 'line' in place) continue
      const read = readText(text)
      if (Array.isArray(read)) refuse(answer, place, read)
      else {
        batch.push(read)
        characters += text?.length ?? 0
      }
      if (batch.length >= itemsAtOnce || characters >= charactersAtOnce) await store()
    }
    await store()
  } catch (error) {
    throw whatStands(error, answer)
  }
  if (answer.accepted === 0)
    throw new InputError('Nothing was stored: there is no item that can be accepted.', answer.problems?.map(named))
  return answer
}

/** The SHA-256 of a stream that is not stored. */
export async function hashOf(request: Request): Promise<string> {
  const hash = createHash('sha256')
  for await (const _chunk of bodyOf(request, hash));
  return hash.digest('hex')
}

async function* bodyOf(request: Request, hash: Hash): AsyncGenerator<Buffer> {
  const encoding = request.get('content-encoding') ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw new HttpError(415, `A stream may be sent as it is or with gzip, not with ${encoding}.`)
  const chunks = encoding === 'gzip' ? gunzipped(request) : request
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk as Buffer
  }
}

type Problems = { field: string; message: string }[]

/** What is wrong with the text as a whole has no field. */
function readText(text: string | undefined): IngestEntry | Problems {
  if (text === undefined) return [{ field: '', message: 'is longer than 8 MB' }]
  try {
    return readIngestEntry(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    if (error instanceof SyntaxError) return [{ field: '', message: 'is no JSON' }]
    if (error instanceof InputError) return [...error.problems]
    throw error
  }
}

function refuse(answer: IngestAnswer, place: Place, problems: Problems): void {
  answer.refused = (answer.refused ?? 0) + 1
  if ((answer.problems?.length ?? 0) >= mostProblems) return
  const told = problems.slice(0, 5).map(({ field, message }) => {
    if ('line' in place) return { line: place.line, field: field || 'line', message }
    return { field: field ? `${place.at}.${field}` : place.at, message }
  })
  answer.problems?.push(...told)
}

const named = ({ line, field, message }: { line?: number | undefined; field: string; message: string }) => ({
  field: line === undefined ? field : `line ${line}: ${field}`,
  message,
})

/** What came before a failure is stored and stays; sending everything again stores only the rest. */
function whatStands(error: unknown, { accepted }: IngestAnswer): unknown {
  const rest = `${accepted} items of it are stored; send it again, what is stored is not stored twice.`
  if (isDatabaseAway(error))
    return new HttpError(503, `The database does not answer. ${rest}`, { headers: { 'Retry-After': '5' } })
  if (error instanceof SyntaxError)
    return new HttpError(400, `The array cannot be read to its end: ${error.message}. ${rest}`)
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
    return new HttpError(400, `The stream cannot be unpacked: ${messageOf(error)}. ${rest}`)
  return error
}
