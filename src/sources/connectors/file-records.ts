import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'

/** One record of a file with its number (from 1), or what is wrong with it. */
export interface FileRecord {
  number: number
  record: Record<string, unknown> | null
  problem?: string
}

/** Opens a file, decompressing `.gz`; reading errors end the iteration of whoever reads it. */
function openText(path: string): Readable {
  const file = createReadStream(path)
  if (!/\.gz$/i.test(path)) return file
  const text = createGunzip()
  file.once('error', (error) => text.destroy(error))
  text.once('close', () => file.destroy())
  return file.pipe(text)
}

/** How a file begins: its first 256 bytes, base64. */
export async function fileFingerprint(path: string): Promise<string> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0)
    return buffer.subarray(0, bytesRead).toString('base64')
  } finally {
    await handle.close()
  }
}

/** The lines of an NDJSON file; empty lines count but give nothing. */
export async function* ndjsonRecords(path: string): AsyncGenerator<FileRecord> {
  const input = openText(path)
  const failure = new Promise<never>((_, reject) => {
    input.once('error', reject)
  })
  // readline swallows stream errors: the race makes a damaged .gz fail instead of looking like the end of the file.
  failure.catch(() => {})
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  try {
    for (let number = 1; ; number++) {
      const line = await Promise.race([lines.next(), failure])
      if (line.done) {
        if (input.errored) throw input.errored
        return
      }
      const text = number === 1 ? line.value.replace(/^\uFEFF/, '') : line.value
      if (text.trim() !== '') yield { number, ...jsonRecord(text) }
    }
  } finally {
    input.destroy()
  }
}

function jsonRecord(line: string): Omit<FileRecord, 'number'> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { record: value as Record<string, unknown> }
    }
    return { record: null, problem: 'it is no JSON object' }
  } catch {
    return { record: null, problem: 'it is no JSON' }
  }
}

/** The rows of a CSV file under their column names. Commas, semicolons or tabs, whichever the heading has most of. */
export async function* csvRecords(path: string): AsyncGenerator<FileRecord> {
  const rows = parse({
    columns: (names: string[]) => names.map((name) => name.trim()),
    delimiter: await delimiterOf(path),
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 4 * 1_048_576,
  })
  // Errors of the file reach the reader of the rows through the pipeline.
  pipeline(openText(path), rows, () => {})
  let number = 0
  for await (const row of rows) yield { number: ++number, record: row as Record<string, unknown> }
}

async function delimiterOf(path: string): Promise<string> {
  const input = openText(path)
  const lines = createInterface({ input })
  for await (const line of lines) {
    lines.close()
    input.destroy()
    const count = (mark: string) => line.split(mark).length
    return [';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',')
  }
  return ','
}
