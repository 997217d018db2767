import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { InputError, messageOf, SourceError } from '../../src/errors.ts'
import {
  cleanLine,
  cleanText,
  detectLanguage,
  type LanguageDetector,
  loadLanguageDetector,
} from '../../src/items/index.ts'

/** One line of a file to group, read as `normalize` reads items: no markup, and a language where none is named. All but `id` may be missing. */
export interface ClusterLine {
  id: string
  title: string
  text: string
  source: string | null
  url: string | null
  publishedAt: number | null
  language: string
}

/**
 * Reads an NDJSON file (plain or `.gz`) line by line. A line that is no JSON object with an `id`, or whose title or text is no
 * text, ends it with InputError, named by its number.
 */
export async function* readClusterLines(path: string): AsyncGenerator<ClusterLine> {
  const file = createReadStream(path)
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  let failure: unknown
  const fail = (error: unknown) => {
    failure = error
    input.destroy()
  }
  file.on('error', fail)
  input.on('error', fail)
  let number = 0
  let detector: LanguageDetector | undefined
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    // Some programs begin a file with a byte order mark, which trim() takes for space.
    const content = line.trim()
    if (content === '') continue
    const row = parseLine(content, `${path}:${number}`)
    if (row.language === null) detector ??= await loadLanguageDetector()
    yield { ...row, language: row.language ?? languageOf(row, detector) }
  }
  if (failure) throw new SourceError(`cannot read ${path}`, { cause: failure })
}

function parseLine(line: string, where: string): Omit<ClusterLine, 'language'> & { language: string | null } {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch (cause) {
    throw new InputError(`${where} is not JSON: ${messageOf(cause)}`)
  }
  if (
    typeof row !== 'object' ||
    row === null ||
    !('id' in row) ||
    (typeof row.id !== 'string' && typeof row.id !== 'number')
  ) {
    throw new InputError(`${where} has no id: expected an object with a string or a number for one`)
  }
  const fields = row as Record<string, unknown>
  for (const name of ['title', 'text'])
    if (!['string', 'number', 'undefined'].includes(typeof (fields[name] ?? undefined)))
      throw new InputError(`${where}: its ${name} is no text`)
  const time = typeof fields.published_at === 'string' ? Date.parse(fields.published_at) : Number.NaN
  return {
    id: String(row.id),
    title: cleanLine(textOf(fields.title) ?? ''),
    text: cleanText(textOf(fields.text) ?? ''),
    source: textOf(fields.source),
    url: textOf(fields.url),
    publishedAt: Number.isNaN(time) ? null : time,
    language: textOf(fields.lang),
  }
}

const languageOf = (
  { title, text }: { title: string; text: string },
  detector: LanguageDetector | undefined,
): string => (detector ? detectLanguage(`${title}\n${text}`, null, detector).language : 'und')

const textOf = (value: unknown): string | null => {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text !== '' ? text : null
}
