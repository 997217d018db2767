import { compile, type JSONPathQuery, type JSONValue } from 'json-p3'
import { messageOf } from '../../errors.ts'

/** RFC 9535; `data.results` is short for `$.data.results`. */
const compiled = (path: string): JSONPathQuery => compile(path.startsWith('$') ? path : `$.${path}`)

/** What is wrong with a JSONPath; undefined when nothing is. */
export function jsonPathProblem(path: string): string | undefined {
  try {
    compiled(path)
    return undefined
  } catch (error) {
    return `is no JSONPath: ${messageOf(error)}`
  }
}

/** Everything a path finds in a value, in order. */
export function jsonPath(path: string, value: unknown): unknown[] {
  return compiled(path)
    .query(value as JSONValue)
    .values()
}

/** The first text or number a path finds, as text. */
export function firstAt(path: string, value: unknown): string | undefined {
  const found = jsonPath(path, value).find((one) => typeof one === 'string' || typeof one === 'number')
  return found === undefined ? undefined : String(found)
}
