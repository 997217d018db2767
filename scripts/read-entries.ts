import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { messageOf, SourceError } from '../src/errors.ts'
import { type IngestEntry, recordItem } from '../src/sources/index.ts'

/** What a line of a file holds: an entry, the notice that one was withdrawn (`deleted: true`), or what is wrong with it. */
export type EntryLine = { line: number } & LineContent
type LineContent = { entry: IngestEntry } | { withdrawn: { source: string; externalId: string } } | { problem: string }

export interface EntryFile {
  /** Bytes on disk. */
  size: number
  /** Bytes of them read so far. */
  bytesRead(): number
  lines: AsyncGenerator<EntryLine>
}

/** Longer lines are no items but a file of another kind, and would fill the memory. */
const MAX_LINE_CHARACTERS = 8 * 1_048_576

/**
 * Opens an NDJSON file (plain or `.gz`) of items. `fallbackSource` names the source of lines without a `source`;
 * `source` overrules theirs. Throws SourceError when the file cannot be read, also half-way.
 */
export async function openEntries(
  path: string,
  options: { source?: string | undefined; fallbackSource: string },
): Promise<EntryFile> {
  const { size } = await stat(path).catch((cause) => {
    throw new SourceError(`${path} cannot be read: ${messageOf(cause)}`, { cause })
  })
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  const text = /\.gz$/i.test(path) ? createGunzip() : undefined
  let failure: unknown
  // readline takes a broken stream for the end of it: what broke is kept and thrown at the end.
  const piped = text
    ? pipeline(file, text).catch((error) => {
        failure = error
      })
    : undefined
  file.once('error', (error) => {
    failure = error
  })
  async function* lines(): AsyncGenerator<EntryLine> {
    let line = 0
    try {
      for await (const row of createInterface({ input: text ?? file, crlfDelay: Number.POSITIVE_INFINITY })) {
        line++
        if (row.trim() !== '') yield { line, ...entryOf(line === 1 ? row.replace(/^\uFEFF/, '') : row, options) }
      }
    } catch (error) {
      failure = error
    } finally {
      file.destroy()
    }
    await piped
    if (failure)
      throw new SourceError(`${path} cannot be read beyond line ${line}: ${messageOf(failure)}`, { cause: failure })
  }
  return { size, bytesRead: () => file.bytesRead, lines: lines() }
}

function entryOf(
  row: string,
  { source, fallbackSource }: { source?: string | undefined; fallbackSource: string },
): LineContent {
  if (row.length > MAX_LINE_CHARACTERS) return { problem: `it is longer than ${MAX_LINE_CHARACTERS} characters` }
  let record: unknown
  try {
    record = JSON.parse(row)
  } catch {
    return { problem: 'it is no JSON' }
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return { problem: 'it is no JSON object' }
  const fields = record as Record<string, unknown>
  const named = typeof fields.source === 'string' ? fields.source.trim().slice(0, 200) : ''
  // The name of the source is no statement about who published it: the address says that better.
  const { source: _, ...rest } = fields
  const sourceName = source ?? (named || fallbackSource)
  if (fields.deleted === true) {
    const id = fields.external_id ?? fields.id
    if (typeof id !== 'string' && typeof id !== 'number')
      return { problem: 'it withdraws an entry without naming its id' }
    return { withdrawn: { source: sourceName, externalId: String(id) } }
  }
  const read = recordItem(rest)
  if ('problem' in read) return read
  return { entry: { source: sourceName, item: read.item } }
}
