import { createHash } from 'node:crypto'
import { SourceError } from '../../errors.ts'
import { HttpError } from '../http/http-error.ts'
import { stampDate, stampOf } from './gdelt-articles.ts'
import type { GdeltConfig } from './gdelt-config.ts'
import { gdeltEventReader } from './gdelt-events.ts'
import { gkgReader } from './gdelt-gkg.ts'
import type { RowReader } from './gdelt-match.ts'
import type { Page, PageRequest } from './read-pages.ts'
import { zippedLines } from './zipped-lines.ts'

const quarterMs = 15 * 60_000
const mostBytes = 64 * 1_048_576

/** The newest file there is and its checksum. */
interface Latest {
  stamp: string
  md5: string
}

/** The file of one quarter of an hour; the next page is the next quarter, up to the newest file there is. */
export async function readQuarterHour(request: PageRequest<GdeltConfig>): Promise<Page> {
  const { config, cursor, since, web } = request
  const [wanted, stamp, md5] = cursor?.split('/') ?? []
  const latest = stamp && md5 ? { stamp, md5 } : await latestFile(request)
  const end = instantOf(latest.stamp)
  const at = wanted ? instantOf(wanted) : since ? nextQuarter(since) : end
  if (at > end) return { entries: [], next: null }
  const name = `${stampOf(at)}${suffixOf(config)}`
  const next = at < end ? `${stampOf(new Date(at.getTime() + quarterMs))}/${latest.stamp}/${latest.md5}` : null
  const page = { next, through: at, entries: [] }
  try {
    const url = new URL(name, config.server).href
    const answer = await web.ask({ url, maxBytes: mostBytes })
    if (stampOf(at) === latest.stamp) checkSum(answer.bytes, latest, name)
    const read = await readRows(answer.bytes, name, config)
    return { ...page, ...read, bytes: answer.bytes.length, statusCode: answer.status }
  } catch (error) {
    // Quarters are missing for good now and then; the newest may only be late.
    if (!(error instanceof HttpError && error.status === 404 && next)) throw error
    return { ...page, statusCode: 404, warnings: [`GDELT has no file ${name}`] }
  }
}

async function latestFile({ config, web }: PageRequest<GdeltConfig>): Promise<Latest> {
  const list = `lastupdate${config.translated ? '-translation' : ''}.txt`
  const answer = await web.ask({ url: new URL(list, config.server).href })
  for (const line of answer.bytes.toString('utf8').slice(0, 10_000).split('\n')) {
    const [, md5, stamp] = /^\d+ ([0-9a-f]{32}) \S*\/(\d{14})\.\S+$/.exec(line.trim()) ?? []
    if (md5 && stamp && line.trim().endsWith(suffixOf(config))) return { stamp, md5 }
  }
  throw new SourceError(`${list} names no file that ends in ${suffixOf(config)}`)
}

function suffixOf({ files, translated }: GdeltConfig): string {
  const kind = files === 'events' ? 'export.CSV.zip' : 'gkg.csv.zip'
  return `.${translated ? 'translation.' : ''}${kind}`
}

function checkSum(bytes: Buffer, { md5 }: Latest, name: string): void {
  if (createHash('md5').update(bytes).digest('hex') !== md5)
    throw new SourceError(`${name} did not arrive whole: its checksum is another than GDELT's list says`)
}

async function readRows(zip: Buffer, name: string, config: GdeltConfig): Promise<Pick<Page, 'entries' | 'warnings'>> {
  const reader: RowReader = config.files === 'events' ? gdeltEventReader(config.match) : gkgReader(config.match)
  let rows = 0
  let bad = 0
  let first = ''
  for await (const line of zippedLines(zip, name)) {
    rows++
    const problem = line === undefined ? 'it is longer than 8 MB' : reader.row(line.split('\t'))
    if (problem && ++bad === 1) first = `row ${rows} of ${name}: ${problem}`
  }
  if (bad > 0 && bad === rows) throw new SourceError(`no row is as documented: ${first}`)
  return { entries: reader.items(), warnings: bad > 0 ? [`${bad} of ${rows} rows were left out: ${first}`] : [] }
}

function instantOf(stamp: string): Date {
  const at = stampDate(stamp)
  if (!at) throw new SourceError(`${stamp} is no instant`)
  return at
}

/** The first file after an instant. */
const nextQuarter = (after: Date): Date => new Date((Math.floor(after.getTime() / quarterMs) + 1) * quarterMs)
