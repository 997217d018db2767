import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { decodeBytes } from '../feed/charset.ts'

/** One record of a file with its number (from 1), or what is wrong with it. */
export interface FileRecord {
  number: number
  record: Record<string, unknown> | null
  problem?: string
}

const sniffedBytes = 65_536

/** Opens a file as UTF-8, whatever its charset, decompressing `.gz`; reading errors end the iteration of whoever reads it. */
async function openText(path: string): Promise<Readable> {
  const charset = await charsetOf(path)
  if (charset === 'utf-8') return openBytes(path)
  const text = iconv.encodeStream('utf-8') as unknown as Transform
  pipeline(openBytes(path), iconv.decodeStream(charset), text, () => {})
  return text
}

/** The charset of a file by its first lines: spreadsheets save in that of their country. */
async function charsetOf(path: string): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of openBytes(path)) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size >= sniffedBytes) break
  }
  const head = Buffer.concat(chunks)
  // Half a character at the end would look like damage.
  const end = size < sniffedBytes ? size : head.lastIndexOf(0x0a) + 1 || size
  return decodeBytes(head.subarray(0, end)).charset
}

function openBytes(path: string): Readable {
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
  const input = await openText(path)
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
  pipeline(await openText(path), rows, () => {})
  let number = 0
  for await (const row of rows) yield { number: ++number, record: row as Record<string, unknown> }
}

async function delimiterOf(path: string): Promise<string> {
  const input = await openText(path)
  const lines = createInterface({ input })
  for await (const line of lines) {
    lines.close()
    input.destroy()
    const count = (mark: string) => line.split(mark).length
    return [';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',')
  }
  return ','
}
