import type { z } from 'zod'

export interface FieldProblem {
  field: string
  message: string
}

/** The path of a field as people write it: `items[3].external_id`, or `body` for the whole. */
export function fieldName(path: readonly PropertyKey[]): string {
  let name = ''
  for (const part of path) name += typeof part === 'number' ? `[${part}]` : `${name ? '.' : ''}${String(part)}`
  return name || 'body'
}

/** Every bad field of a rejected value, one problem each; `at` is where the value sits in the request. */
export function problemsOf(error: z.ZodError, at: readonly PropertyKey[] = []): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const path = [...at, ...issue.path]
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ field: fieldName([...path, key]), message: 'is not a known field' }))
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    const empty = issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1
    return [{ field: fieldName(path), message: missing ? 'is missing' : empty ? 'must not be empty' : issue.message }]
  })
}

const halfSurrogate = /\p{Surrogate}/u

/** Levels of objects and lists one field may have: what reads it later goes through them by recursion. */
const deepestField = 64

/**
 * What cannot be stored of an object of plain JSON: fields nested deeper than 64 levels, and text that Postgres cannot hold (NUL
 * characters, halves of surrogate pairs) wherever it sits.
 */
export function unstorable(value: unknown, at: readonly PropertyKey[] = []): FieldProblem[] {
  if (value === null || typeof value !== 'object') return unstorableText(value, at)
  return Object.entries(value).flatMap(([key, inner]) =>
    isDeeperThan(deepestField, inner)
      ? [{ field: fieldName([...at, key]), message: `must not be nested deeper than ${deepestField} levels` }]
      : [...unstorableText(key, [...at, 'key']), ...unstorableText(inner, [...at, key])],
  )
}

/** Goes no deeper than the limit, however deep the value is. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner))
}

function unstorableText(value: unknown, at: readonly PropertyKey[]): FieldProblem[] {
  if (typeof value === 'string') {
    if (value.includes('\u0000')) return [{ field: fieldName(at), message: 'must not contain NUL characters' }]
    if (halfSurrogate.test(value)) return [{ field: fieldName(at), message: 'is not well-formed Unicode' }]
    return []
  }
  if (Array.isArray(value)) return value.flatMap((inner, index) => unstorableText(inner, [...at, index]))
  if (value !== null && typeof value === 'object' && !(value instanceof Date))
    return Object.entries(value).flatMap(([key, inner]) => [
      ...unstorableText(key, [...at, 'key']),
      ...unstorableText(inner, [...at, key]),
    ])
  return []
}
