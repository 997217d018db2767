import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { messageOf, SourceError } from '../src/errors.ts'
import { type IngestEntry, recordItem } from '../src/sources/index.ts'
import { gunzipped, splitLines } from '../src/sources/split-lines.ts'

/** What a line of a file holds: an entry, the notice that one was withdrawn (`deleted: true`), or what is wrong with it. */
export type EntryLine = { line: number } & LineContent
type LineContent = { entry: IngestEntry } | { withdrawn: { source: string; externalId: string } } | { problem: string }

export interface EntryFile {
  /** Bytes on disk. */
  size: number
  /** Bytes of them whose lines have been handed out. */
  bytesRead(): number
  lines: AsyncGenerator<EntryLine>
}

/** Longer lines are no items but a file of another kind, and would fill the memory. */
const MAX_LINE_BYTES = 8 * 1_048_576

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
  const file = createReadStream(path, { highWaterMark: 64 * 1024 })
  let bytesRead = 0
  async function* chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of file) {
      yield chunk
      bytesRead += chunk.length
    }
  }
  async function* lines(): AsyncGenerator<EntryLine> {
    let line = 0
    try {
      for await (const row of splitLines(/\.gz$/i.test(path) ? gunzipped(chunks()) : chunks(), MAX_LINE_BYTES)) {
        line++
        if (row === undefined) yield { line, problem: `it is longer than ${MAX_LINE_BYTES} bytes` }
        else if (row.trim() !== '') yield { line, ...entryOf(line === 1 ? row.replace(/^\uFEFF/, '') : row, options) }
      }
    } catch (cause) {
      const why = endsEarly(cause) ? 'the file ends early' : messageOf(cause)
      throw new SourceError(`${path} cannot be read beyond line ${line}: ${why}`)
    } finally {
      file.destroy()
    }
  }
  return { size, bytesRead: () => bytesRead, lines: lines() }
}

const endsEarly = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'

function entryOf(
  row: string,
  { source, fallbackSource }: { source?: string | undefined; fallbackSource: string },
): LineContent {
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
