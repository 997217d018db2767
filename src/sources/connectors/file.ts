import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, SourceError } from '../../errors.ts'
import { parseFeed } from '../feed/parse-feed.ts'
import { feedItems } from '../feed-items.ts'
import { TurnError } from '../http/turns.ts'
import { type FieldMap, recordFields, recordItem } from '../record-item.ts'
import { defineConnector, emptyRead, type ReadRequest, type ReadResult } from './connector.ts'
import { csvRecords, type FileRecord, fileFingerprint, ndjsonRecords } from './file-records.ts'
import { readOpmlFeeds } from './opml-feeds.ts'

const recordsAtOnce = 2_000
const feedsAtOnce = 20
const maxFeedBytes = 64 * 1_048_576
const maxWarnings = 20

const config = z.strictObject({
  /** A file (NDJSON or CSV, also .gz), a folder of saved feeds whose names sort in time order, or an OPML file that names feeds. */
  path: z.string().min(1),
  format: z.enum(['ndjson', 'csv', 'feeds', 'opml']).optional(),
  /** Which key or column holds a field, where it is not one of the customary names. */
  fields: z.partialRecord(z.enum(recordFields), z.string()).optional(),
  /** The feeds an OPML file names may lie on this machine or a private network. */
  allowPrivate: z.boolean().optional(),
})
type Request = ReadRequest<z.output<typeof config>>

/** Files on the machine that runs the workers: records of NDJSON or CSV, saved feeds, or the feeds of an OPML. Reads on where it stopped. */
export const file = defineConnector({
  name: 'file',
  config,
  needsUrl: false,
  intervalSeconds: 3_600,

  async read(request) {
    const { path, format } = request.source.config
    try {
      const isFolder = (await stat(path)).isDirectory()
      if (format === 'opml' || (!format && /\.opml$/i.test(path))) return await readOpmlFeeds(request)
      if (isFolder || format === 'feeds') return await readFeeds(request, isFolder)
      const csv = format ? format === 'csv' : /\.(csv|tsv)(\.gz)?$/i.test(path)
      return await readRecords(request, csv ? csvRecords(path) : ndjsonRecords(path))
    } catch (error) {
      if (error instanceof SourceError || error instanceof TurnError) throw error
      throw new SourceError(`${path} could not be read: ${messageOf(error)}`, { cause: error })
    }
  },
})

async function readRecords({ source, signal }: Request, records: AsyncGenerator<FileRecord>): Promise<ReadResult> {
  const head = await fileFingerprint(source.config.path)
  // Another beginning means another file under the same name: read it from the start.
  const done = source.watermark?.head === head ? Number(source.watermark.records ?? 0) : 0
  const result = { ...emptyRead(source), watermark: { head, records: done } }
  const fields: FieldMap = source.config.fields ?? {}
  let problems = 0
  for await (const { number, record, problem } of records) {
    if (number <= done) continue
    signal.throwIfAborted()
    const read = record ? recordItem(record, fields) : { problem: problem ?? 'it cannot be read' }
    if ('item' in read) result.entries.push(read.item)
    else if (++problems <= maxWarnings) result.warnings.push(`record ${number} was left out: ${read.problem}`)
    result.watermark.records = number
    result.more = number - done >= recordsAtOnce
    if (result.more) break
  }
  if (problems > maxWarnings) result.warnings.push(`${problems - maxWarnings} more records were left out`)
  result.unchanged = result.watermark.records === done
  return result
}

async function readFeeds({ source, signal }: Request, isFolder: boolean): Promise<ReadResult> {
  const { path } = source.config
  const after = String(source.watermark?.after ?? '')
  const names = isFolder ? (await readdir(path)).filter((name) => !name.startsWith('.')).sort() : ['']
  const waiting = names.filter((name) => name > after || (!isFolder && !source.watermark))
  const result: ReadResult = { ...emptyRead(source), unchanged: waiting.length === 0 }
  for (const name of waiting.slice(0, feedsAtOnce)) {
    signal.throwIfAborted()
    const full = join(path, name)
    const { size } = await stat(full)
    if (size > maxFeedBytes) result.warnings.push(`${name} is larger than 64 MB and was left out`)
    else readSaved(await readFile(full), name, result)
    result.bytes += size
    result.watermark = { after: name }
  }
  result.more = waiting.length > feedsAtOnce
  return result
}

/** Adds the entries of one saved feed; a damaged one is named in the warnings and does not stop the others. */
function readSaved(bytes: Buffer, name: string, into: ReadResult): void {
  try {
    const feed = parseFeed(bytes)
    into.entries.push(...feedItems(feed).items)
    into.title ??= feed.title
    into.language ??= feed.language
    into.warnings.push(...feed.warnings.map((warning) => `${name}: ${warning}`))
  } catch (error) {
    into.warnings.push(`${name} was left out: ${messageOf(error)}`)
  }
}
