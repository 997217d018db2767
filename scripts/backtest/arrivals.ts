import type { NewItemInput } from '../../src/items/index.ts'

/** What a source brought at an instant: new entries, and entries that say something else than before. */
export interface Arrival {
  at: Date
  source: string
  entries: NewItemInput[]
}

/** Items to be seen again in the order they came in, and what could not be read of them so far. */
export interface Recording {
  /** Ascending by instant. */
  arrivals(from: Date, to: Date): AsyncIterable<Arrival>
  /** Files or lines left out, in plain words. */
  problems: string[]
}

/** Arrivals of the same instant together. */
export async function* byInstant(arrivals: AsyncIterable<Arrival>): AsyncGenerator<{ at: Date; arrivals: Arrival[] }> {
  let open: { at: Date; arrivals: Arrival[] } | undefined
  for await (const arrival of arrivals) {
    if (open !== undefined && open.at.getTime() === arrival.at.getTime()) open.arrivals.push(arrival)
    else {
      if (open !== undefined) yield open
      open = { at: arrival.at, arrivals: [arrival] }
    }
  }
  if (open !== undefined) yield open
}
