import type { Contents } from './contents.ts'

/** How far a disturbed run ended from the undisturbed one; all zero is the promise. */
export interface Comparison {
  items: number
  itemsLost: number
  itemsDuplicated: number
  itemsDiffering: number
  revisionsDiffering: number
  events: number
  eventsDiffering: number
  evidence: number
  evidenceDiffering: number
  vectorsDiffering: number
  /** Hourly values and values at the end compared. */
  values: number
  largestLogOddsDifference: number
  openDeadLetters: number
  /** A few of what differs, to begin looking. */
  examples: string[]
}

export const mostLogOddsDifference = 1e-9

/** Compares by keys: what is missing, what is there in excess and what says something else all count. */
export function compare(reference: Contents, disturbed: Contents): Comparison {
  const examples: string[] = []
  const differing = (what: string, a: Map<string, string>, b: Map<string, string>) => {
    let count = 0
    for (const key of new Set([...a.keys(), ...b.keys()])) {
      if (a.get(key) === b.get(key)) continue
      if (count++ < 3)
        examples.push(`${what} ${key.slice(0, 120)}: ${a.get(key) ?? 'missing'} ≠ ${b.get(key) ?? 'missing'}`)
    }
    return count
  }
  let largest = 0
  for (const [key, value] of reference.values) {
    const other = disturbed.values.get(key)
    if (other === undefined) continue
    largest = Math.max(largest, Math.abs(value - other))
  }
  return {
    items: reference.items.size,
    itemsLost: [...reference.items.keys()].filter((key) => !disturbed.items.has(key)).length,
    itemsDuplicated: disturbed.duplicates + Math.max(0, disturbed.items.size - reference.items.size),
    itemsDiffering: differing('item', reference.items, disturbed.items),
    revisionsDiffering: differing('revision', reference.revisions, disturbed.revisions),
    events: reference.events.size,
    eventsDiffering: differing('event', reference.events, disturbed.events),
    evidence: reference.evidence.size,
    evidenceDiffering: differing('evidence', reference.evidence, disturbed.evidence),
    vectorsDiffering: differing('vector', reference.vectors, disturbed.vectors),
    values: [...reference.values.keys()].filter((key) => disturbed.values.has(key)).length,
    largestLogOddsDifference: largest,
    openDeadLetters: disturbed.deadLetters,
    examples,
  }
}

/** Whether the promise was kept. */
export const isEqual = (comparison: Comparison): boolean =>
  comparison.itemsLost +
    comparison.itemsDuplicated +
    comparison.itemsDiffering +
    comparison.revisionsDiffering +
    comparison.eventsDiffering +
    comparison.evidenceDiffering +
    comparison.vectorsDiffering +
    comparison.openDeadLetters ===
    0 && comparison.largestLogOddsDifference <= mostLogOddsDifference
