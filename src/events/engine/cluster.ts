import type { Posting } from './candidates.ts'
import type { ItemVectors, TermVector } from './document.ts'
import { type Frequencies, IDF_STEPS } from './frequencies.ts'

/** The vectors an event keeps, each the exact sum of its items' vectors. */
export const FIELDS = ['title', 'lead', 'body', 'names', 'pairs'] as const
export type Field = (typeof FIELDS)[number]

const HALF = 2 ** 26

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

  /** The sums in order of term. */
  vector(): TermVector {
    const ids = Int32Array.from(this.sums.keys()).sort()
    return { ids, weights: Int32Array.from(ids, (id) => this.sums.get(id) ?? 0) }
  }

  absorb(other: FieldSum): void {
    for (const [id, sum] of other.sums) this.sums.set(id, (this.sums.get(id) ?? 0) + sum)
    this.#epoch = -1
  }

  /** Euclidean length under tf·idf weights. */
  norm(frequencies: Frequencies): number {
    if (this.#epoch !== frequencies.epoch) {
      // whole numbers in two halves: the sum is exact, so it does not matter in which order terms came or events merged
      let high = 0
      let low = 0
      for (const [id, sum] of this.sums) {
        const weight = sum * frequencies.idf(id) * IDF_STEPS
        const square = weight * weight
        const top = Math.floor(square / HALF)
        high += top
        low += square - top * HALF
      }
      this.#norm = Math.sqrt(high * HALF + low) / IDF_STEPS
      this.#epoch = frequencies.epoch
    }
    return this.#norm
  }
}

/** Titles an event remembers one by one. */
const LATEST = 12

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
  /** Titles of its latest items by arrival, newest last. */
  latest: { seq: number; title: TermVector }[] = []
  /** Where the candidate index lists it, by term. */
  readonly postings = new Map<number, Posting>()
  /** Active events that must never become one with this one. */
  readonly apart = new Set<Cluster>()
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
    this.latest.push({ seq: item.seq, title: item.title })
    if (this.latest.length > LATEST) this.latest.shift()
    this.size++
    if (item.hasText) this.withText++
    this.firstTime = Math.min(this.firstTime, item.time)
    this.lastTime = Math.max(this.lastTime, item.time)
    this.lastSeq = Math.max(this.lastSeq, item.seq)
  }

  /** Takes over everything of another event; the same as if its items had come here one by one. */
  absorb(other: Cluster): void {
    for (const field of FIELDS) this.fields[field].absorb(other.fields[field])
    for (const [id, count] of other.numbers) this.numbers.set(id, (this.numbers.get(id) ?? 0) + count)
    for (const [owner, count] of other.owners) this.owners.set(owner, (this.owners.get(owner) ?? 0) + count)
    this.latest = [...this.latest, ...other.latest].sort((a, b) => a.seq - b.seq).slice(-LATEST)
    this.size += other.size
    this.withText += other.withText
    this.firstTime = Math.min(this.firstTime, other.firstTime)
    this.lastTime = Math.max(this.lastTime, other.lastTime)
    this.lastSeq = Math.max(this.lastSeq, other.lastSeq)
    for (const kept of other.apart) this.keepApart(kept)
    other.leave()
  }

  keepApart(other: Cluster): void {
    this.apart.add(other)
    other.apart.add(this)
  }

  /** Has the events kept apart from this one forget it. */
  leave(): void {
    for (const kept of this.apart) kept.apart.delete(this)
    this.apart.clear()
  }

  /** The event as if it were one long item, to be compared with another event. */
  asItem(): ItemVectors {
    return {
      seq: this.key,
      time: (this.firstTime + this.lastTime) / 2,
      owner: null,
      hasText: this.withText * 2 > this.size,
      title: this.fields.title.vector(),
      lead: this.fields.lead.vector(),
      body: this.fields.body.vector(),
      names: this.fields.names.vector(),
      pairs: this.fields.pairs.vector(),
      numbers: Int32Array.from(this.numbers.keys()).sort(),
    }
  }
}
