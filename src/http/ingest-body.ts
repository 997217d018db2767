import type { z } from 'zod'
import { InputError } from '../errors.ts'
import { INGEST_MOST, ingestItem } from './contract.ts'
import { type FieldProblem, problemsOf, unstorable } from './field-problems.ts'
import { HttpError } from './problem.ts'

export type IngestEntry = z.output<typeof ingestItem>

/** The items of an ingest body, whichever of its three forms it has. Throws InputError naming every bad field with its item's index. */
export function readIngestBody(body: unknown): IngestEntry[] {
  const { values, at } = valuesIn(body)
  if (values.length > INGEST_MOST)
    throw new HttpError(
      413,
      `This form of request takes ${INGEST_MOST} items and has ${values.length}. A plain array and lines of JSON (application/x-ndjson) take any number.`,
    )
  if (values.length === 0)
    throw new InputError('There is no item in the body.', [{ field: 'items', message: 'must hold at least one item' }])
  const problems: FieldProblem[] = []
  const entries: IngestEntry[] = []
  values.forEach((value, index) => {
    const path = at(index)
    const result = ingestItem.safeParse(value)
    const found = result.success ? unstorable(result.data, path) : problemsOf(result.error, path)
    if (found.length > 0) problems.push(...found)
    else if (result.success) entries.push(result.data)
  })
  if (problems.length > 0) throw new InputError('Nothing was stored: some fields cannot be accepted.', problems)
  return entries
}

/** One item by itself. Throws InputError naming its bad fields. */
export function readIngestEntry(value: unknown): IngestEntry {
  const result = ingestItem.safeParse(value)
  const problems = result.success ? unstorable(result.data) : problemsOf(result.error)
  if (problems.length > 0 || !result.success) throw new InputError('The item cannot be accepted.', problems)
  return result.data
}

function valuesIn(body: unknown): { values: unknown[]; at: (index: number) => PropertyKey[] } {
  if (Array.isArray(body)) return { values: body, at: (index) => [index] }
  if (body === null || typeof body !== 'object')
    throw new InputError('The body is not an item.', [
      { field: 'body', message: 'must be an item, an array of items or {"items": [...]}' },
    ])
  if (!('items' in body)) return { values: [body], at: () => [] }
  const { items, ...others } = body
  const stray = Object.keys(others).map((field) => ({ field, message: 'is not a known field' }))
  if (!Array.isArray(items)) stray.push({ field: 'items', message: 'must be an array' })
  if (stray.length > 0) throw new InputError('The body is not a list of items.', stray)
  return { values: items as unknown[], at: (index) => ['items', index] }
}
