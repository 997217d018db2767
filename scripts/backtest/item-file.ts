import { basename } from 'node:path'
import type { NewItemInput } from '../../src/items/index.ts'
import { openEntries } from '../read-entries.ts'
import type { Arrival, Recording } from './arrivals.ts'

const problemsNamed = 20

/**
 * The items of an NDJSON file, as `bellwether backfill` reads it. Each is taken as seen when it was published, a repeated id as
 * an edit when it was updated; lines without a date are left out, since nobody can say when they became known.
 */
export function itemFile(file: string): Recording {
  const problems: string[] = []
  return {
    problems,
    async *arrivals(from, to) {
      const read = await openEntries(file, {
        fallbackSource: basename(file).replace(/\.(ndjson|jsonl|json)?(\.gz)?$/i, ''),
      })
      const arrivals: Arrival[] = []
      const note = (line: number, problem: string) => {
        if (problems.length < problemsNamed) problems.push(`${file}:${line}: ${problem}`)
      }
      for await (const line of read.lines) {
        if ('problem' in line) note(line.line, line.problem)
        if (!('entry' in line)) continue
        const at = seenAt(line.entry.item)
        if (at === null) note(line.line, 'it has no date')
        else if (at >= from && at < to) arrivals.push({ at, source: line.entry.source, entries: [line.entry.item] })
      }
      yield* arrivals.sort((a, b) => a.at.getTime() - b.at.getTime())
    },
  }
}

const seenAt = (item: NewItemInput): Date | null => item.updatedAt ?? item.publishedAt ?? null
