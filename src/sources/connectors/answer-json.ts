import type { z } from 'zod'
import { messageOf, SourceError } from '../../errors.ts'
import { type NewItem, newItem } from '../../items/new-item.ts'
import type { WebAnswer } from './web.ts'

const mostWarnings = 20

/** The JSON of an answer. Throws SourceError in plain words for a web page, broken JSON, or another shape than `shape`. */
export function answerJson<Schema extends z.ZodType>(answer: WebAnswer, shape: Schema): z.output<Schema> {
  const text = answer.bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new SourceError('its answer is empty')
  if (/^\s*</.test(text)) throw new SourceError(`it answered with a web page instead of JSON${titleOf(text)}`)
  const read = shape.safeParse(parsed(text))
  if (read.success) return read.data
  throw new SourceError(`its answer has another shape than documented: ${problems(read.error)}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The engine's message quotes the answer; enough of it is kept to see what came.
    throw new SourceError(`its answer is broken JSON: ${messageOf(cause).slice(0, 200)}`)
  }
}

function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]{1,100})/i.exec(html.slice(0, 10_000))?.[1]?.trim()
  return title ? ` (“${title}”)` : ''
}

function problems(error: z.ZodError): string {
  const shown = error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
  return shown.join('; ')
}

/** Entries of a listing as items, and what was wrong with the others. */
export interface ReadEntries {
  entries: NewItem[]
  warnings: string[]
}

/**
 * Reads each entry of a listing by itself: one of another shape is named in the warnings and stops no other; `toItem` answers null for
 * one that is none of ours. Throws SourceError when all of several are bad, for then it is the listing that has changed.
 */
export function entriesOf<Schema extends z.ZodType>(
  list: readonly unknown[],
  shape: Schema,
  toItem: (entry: z.output<Schema>) => NewItem | null,
): ReadEntries {
  const entries: NewItem[] = []
  const bad: string[] = []
  for (const [i, value] of list.entries()) {
    const read = shape.safeParse(value)
    const item = read.success ? toItem(read.data) : undefined
    const checked = item ? newItem.safeParse(cut(item)) : undefined
    if (checked?.success) entries.push(checked.data)
    else if (item !== null) bad.push(`entry ${i + 1} was left out: ${whatIsWrong(read, checked)}`)
  }
  if (entries.length === 0 && bad.length > 1 && bad.length === list.length)
    throw new SourceError(`none of its ${list.length} entries is as documented: ${bad[0]}`)
  const more = bad.length > mostWarnings ? [`${bad.length - mostWarnings} more entries were left out`] : []
  return { entries, warnings: [...bad.slice(0, mostWarnings), ...more] }
}

function whatIsWrong(...reads: (z.ZodSafeParseResult<unknown> | undefined)[]): string {
  const failed = reads.find((read) => read && !read.success)
  return failed?.error ? problems(failed.error) : 'it cannot be read'
}

/** Texts longer than an item may hold are cut, not refused. */
function cut(item: NewItem): NewItem {
  return {
    ...item,
    title: item.title?.slice(0, 10_000) ?? null,
    text: item.text.slice(0, 2_000_000),
    author: item.author?.slice(0, 1_000) ?? null,
    publisher: item.publisher?.slice(0, 500) ?? null,
    url: item.url && item.url.length <= 4_096 ? item.url : null,
    language: item.language?.slice(0, 35) ?? null,
  }
}

const longestHeadline = 140

/** A headline for a post that has none: its first line, cut at a word. */
export function headlineOf(plainText: string): string {
  const line =
    plainText
      .split('\n')
      .find((text) => text.trim() !== '')
      ?.trim() ?? ''
  if (line.length <= longestHeadline) return line
  const cutOff = line.slice(0, longestHeadline)
  return `${cutOff.slice(0, Math.max(cutOff.lastIndexOf(' '), longestHeadline - 40))}…`
}
