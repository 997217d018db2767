import { isUtf8 } from 'node:buffer'
import type { Dispatcher } from 'undici'
import { readBody } from './read-body.ts'

type Answer = Dispatcher.ResponseData

/** A header of an answer, the first where it has several. */
export function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** An address in a header as its server wrote it: headers are read as Latin-1, letters beyond ASCII are sent as UTF-8. */
export function asUtf8(value: string | undefined): string | undefined {
  if (value === undefined || !/[^\0-\x7f]/.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : value
}

const longestErrorBytes = 4_096

/** What a refusal in JSON calls itself. Nothing else of it is kept: it may repeat what was sent. */
export async function errorCode(answer: Answer): Promise<string | undefined> {
  if (!/\bjson\b/i.test(header(answer, 'content-type') ?? '')) return undefined
  try {
    const text = await readBody(answer.body, header(answer, 'content-encoding'), longestErrorBytes)
    return /"error"\s*:\s*"([A-Za-z]{1,60})"/.exec(text.toString('utf8'))?.[1]
  } catch {
    return undefined
  }
}
