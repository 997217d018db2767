import type { ItemVectors, TermVector } from './document.ts'
import type { Frequencies } from './frequencies.ts'

/** The vectors an event keeps, each the exact sum of its items' vectors. */
export const FIELDS = ['title', 'lead', 'body', 'names', 'pairs'] as const
export type Field = (typeof FIELDS)[number]

/** Whole-number sums of one field and their norm under the frequencies in use (computed when asked for). */
export class FieldSum {
  readonly sums = new Map<number, number>()
  #norm = 0
  #epoch = -1

  add(vector: TermVector, sign: 1 | -1 = 1): void {
    const { ids, weights } = vector
    for (let i = 0; i < ids.length; i++) {
      const sum = (this.sums.get(ids[i]!) ?? 0) + sign * weights[i]!
      if (sum === 0) this.sums.delete(ids[i]!)
      else this.sums.set(ids[i]!, sum)
    }
    this.#epoch = -1
  }

  /** Euclidean length under tf·idf weights. */
  norm(frequencies: Frequencies): number {
    if (this.#epoch !== frequencies.epoch) {
      let square = 0
      for (const [id, sum] of this.sums) {
        const weight = sum * frequencies.idf(id)
        square += weight * weight
      }
      this.#norm = Math.sqrt(square)
      this.#epoch = frequencies.epoch
    }
    return this.#norm
  }
}

/** An event while it is active: sums over its items and the little else that grouping decides by. */
export class Cluster {
  /** Arrival number of the item that opened it: its name inside the engine. */
  readonly key: number
  readonly fields: Record<Field, FieldSum> = {
    title: new FieldSum(),
    lead: new FieldSum(),
    body: new FieldSum(),
    names: new FieldSum(),
    pairs: new FieldSum(),
  }
  readonly numbers = new Map<number, number>()
  readonly owners = new Map<string, number>()
  size = 0
  withText = 0
  firstTime = Number.POSITIVE_INFINITY
  lastTime = Number.NEGATIVE_INFINITY
  lastSeq = 0
  /** Terms under which the candidate index lists it. */
  readonly indexed = new Set<number>()
  /** Scratch of the candidate index: the last query that met it, and how much it shares with that item. */
  query = 0
  overlap = 0

  constructor(key: number) {
    this.key = key
  }

  add(item: ItemVectors): void {
    for (const field of FIELDS) this.fields[field].add(item[field])
    for (const id of item.numbers) this.numbers.set(id, (this.numbers.get(id) ?? 0) + 1)
    if (item.owner !== null) this.owners.set(item.owner, (this.owners.get(item.owner) ?? 0) + 1)
    this.size++
    if (item.hasText) this.withText++
    this.firstTime = Math.min(this.firstTime, item.time)
    this.lastTime = Math.max(this.lastTime, item.time)
    this.lastSeq = Math.max(this.lastSeq, item.seq)
  }
}
