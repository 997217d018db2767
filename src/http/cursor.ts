import { InputError } from '../errors.ts'

/** A page's end as an opaque text: the sort values of its last row. */
export const encodeCursor = (values: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url')

/** The sort values a cursor stands for. Throws InputError when it is not one of ours. */
export function decodeCursor<T extends readonly (string | number | null)[]>(
  cursor: string,
  fits: (values: unknown[]) => boolean,
): T {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(values) && fits(values)) return values as unknown as T
  } catch {
    // Not JSON: told like any other cursor that does not fit.
  }
  throw new InputError('The cursor cannot be read.', [
    { field: 'cursor', message: 'must be the nextCursor of an earlier answer' },
  ])
}

/** A page of at most `limit` rows out of `rows`, which were asked for with one more to see whether others follow. */
export function pageOf<Row, Shown>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Shown,
  positionOf: (row: Row) => readonly (string | number | null)[],
): { data: Shown[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    data: shown.map(present),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null,
  }
}

/** Whether cursor values are an instant and an id, the position in most lists. */
export const isInstantAndId = (values: unknown[]): boolean =>
  values.length === 2 && isInstant(values[0]) && isId(values[1])

export const isInstant = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value))
export const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value)
