import { createHash } from 'node:crypto'
import type { Request } from 'express'
import { isDatabaseAway } from '../../db/failures.ts'
import { InputError, messageOf } from '../../errors.ts'
import { gunzipped, splitLines } from '../../sources/index.ts'
import type { AppServices } from '../app-services.ts'
import type { IngestAnswer } from '../contract.ts'
import { type IngestEntry, readIngestEntry } from '../ingest-body.ts'
import { HttpError } from '../problem.ts'
import { sendOn, storeEntries } from './hand-over.ts'

const mostLineBytes = 8 * 1_048_576
const linesAtOnce = 250
/** Long texts make a batch full sooner. */
const charactersAtOnce = 2_000_000
const mostProblems = 100

/** What became of a stream, and the SHA-256 of its body. */
export interface StreamRead {
  answer: IngestAnswer
  bodyHash: string
}

/**
 * Reads items line by line while they arrive and stores them in batches, each for good before the next is read, so that a request of
 * any length takes the memory of one batch. Lines that cannot be accepted are counted and the first hundred named.
 */
export async function ingestStream(request: Request, services: AppServices, tenantId: string): Promise<StreamRead> {
  const hash = createHash('sha256')
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
  let line = 0
  const store = async () => {
    if (batch.length === 0) return
    const stored = await storeEntries(services.db, { tenantId, entries: batch, now: services.clock.now() })
    for (const count of ['accepted', 'inserted', 'revised', 'unchanged'] as const) answer[count] += stored[count]
    await sendOn(services, tenantId, stored)
    batch = []
    characters = 0
  }
  try {
    for await (const text of splitLines(bodyOf(request, hash), mostLineBytes)) {
      line++
      if (text?.trim() === '') continue
      const read = readLine(text)
      if (Array.isArray(read)) refuse(answer, line, read)
      else {
        batch.push(read)
        characters += text?.length ?? 0
      }
      if (batch.length >= linesAtOnce || characters >= charactersAtOnce) await store()
    }
    await store()
  } catch (error) {
    throw whatStands(error, answer)
  }
  if (answer.accepted === 0)
    throw new InputError('Nothing was stored: no line holds an item that can be accepted.', answer.problems?.map(named))
  return { answer, bodyHash: hash.digest('hex') }
}

/** The SHA-256 of a stream that is not stored. */
export async function hashOf(request: Request): Promise<string> {
  const hash = createHash('sha256')
  for await (const _chunk of bodyOf(request, hash));
  return hash.digest('hex')
}

async function* bodyOf(request: Request, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
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

function readLine(text: string | undefined): IngestEntry | Problems {
  if (text === undefined) return [{ field: 'line', message: 'is longer than 8 MB' }]
  try {
    return readIngestEntry(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    if (error instanceof SyntaxError) return [{ field: 'line', message: 'is no JSON' }]
    if (error instanceof InputError) return [...error.problems]
    throw error
  }
}

function refuse(answer: IngestAnswer, line: number, problems: Problems): void {
  answer.refused = (answer.refused ?? 0) + 1
  if ((answer.problems?.length ?? 0) < mostProblems)
    answer.problems?.push(...problems.slice(0, 5).map(({ field, message }) => ({ line, field, message })))
}

const named = ({ line, field, message }: { line: number; field: string; message: string }) => ({
  field: `line ${line}: ${field}`,
  message,
})

/** What came before a failure is stored and stays; sending everything again stores only the rest. */
function whatStands(error: unknown, { accepted }: IngestAnswer): unknown {
  const rest = `${accepted} items of it are stored; send it again, what is stored is not stored twice.`
  if (isDatabaseAway(error))
    return new HttpError(503, `The database does not answer. ${rest}`, { headers: { 'Retry-After': '5' } })
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
    return new HttpError(400, `The stream cannot be unpacked: ${messageOf(error)}. ${rest}`)
  return error
}
