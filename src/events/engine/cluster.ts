import type { Posting } from './candidates.ts'
import { type Frequencies, IDF_STEPS } from './frequencies.ts'
import type { Member } from './member.ts'

const HALF = 2 ** 26

/** Items an event remembers one by one: its latest arrivals. */
const REMEMBERED = 24
/** Events with more items than this are not taken apart any more: they grow, and take others in. */
const SETTLED = 16

/** An event while it is active: the terms of its openings, its latest items, and where it lies in time. */
export class Cluster {
  /** What the owner of the engine calls it. */
  readonly name: string
  /** Sum of the openings' vectors, for the candidate index. */
  readonly sums = new Map<number, number>()
  /** Its latest items in order of arrival; all of them until it has settled. */
  members: Member[] = []
  /** Arrival number of its earliest item: what decides between equals. */
  first = Number.POSITIVE_INFINITY
  size = 0
  firstTime = Number.POSITIVE_INFINITY
  lastTime = Number.NEGATIVE_INFINITY
  lastSeq = 0
  /** Whether a person has placed one of its items: then it is neither taken apart nor joined with others. */
  fixed = false
  /** Where the candidate index lists it, by term. */
  readonly postings = new Map<number, Posting>()
  /** Scratch of the candidate index: the last query that met it, and how much it shares with that item. */
  query = 0
  overlap = 0
  #norm = 0
  #epoch = -1

  constructor(name: string) {
    this.name = name
  }

  /** Too big, or too much a person's work, for its items to be placed anew. */
  get settled(): boolean {
    return this.size > SETTLED || this.fixed
  }

  add(member: Member): void {
    const { ids, weights } = member.vectors.lead
    for (let i = 0; i < ids.length; i++) this.sums.set(ids[i]!, (this.sums.get(ids[i]!) ?? 0) + weights[i]!)
    this.#epoch = -1
    let at = this.members.length
    while (at > 0 && this.members[at - 1]!.seq > member.seq) at--
    this.members.splice(at, 0, member)
    if (this.members.length > REMEMBERED) this.members.shift()
    this.size++
    this.first = Math.min(this.first, member.seq)
    this.lastSeq = Math.max(this.lastSeq, member.seq)
    this.firstTime = Math.min(this.firstTime, member.vectors.time)
    this.lastTime = Math.max(this.lastTime, member.vectors.time)
    if (member.fixed) this.fixed = true
  }

  /** Takes an item out of an event that has not settled. */
  remove(member: Member): void {
    const { ids, weights } = member.vectors.lead
    for (let i = 0; i < ids.length; i++) {
      const sum = (this.sums.get(ids[i]!) ?? 0) - weights[i]!
      if (sum === 0) this.sums.delete(ids[i]!)
      else this.sums.set(ids[i]!, sum)
    }
    this.#epoch = -1
    this.members.splice(this.members.indexOf(member), 1)
    this.size--
    this.first = this.members[0]?.seq ?? Number.POSITIVE_INFINITY
    this.lastSeq = this.members.at(-1)?.seq ?? 0
    this.firstTime = Math.min(...this.members.map(({ vectors }) => vectors.time))
    this.lastTime = Math.max(...this.members.map(({ vectors }) => vectors.time))
  }

  /** Takes over everything of another event; the same as if its items had come here one by one. */
  absorb(other: Cluster): void {
    for (const [id, sum] of other.sums) this.sums.set(id, (this.sums.get(id) ?? 0) + sum)
    this.#epoch = -1
    this.members = [...this.members, ...other.members].sort((a, b) => a.seq - b.seq).slice(-REMEMBERED)
    this.size += other.size
    this.first = Math.min(this.first, other.first)
    this.lastSeq = Math.max(this.lastSeq, other.lastSeq)
    this.firstTime = Math.min(this.firstTime, other.firstTime)
    this.lastTime = Math.max(this.lastTime, other.lastTime)
    this.fixed ||= other.fixed
  }

  /** Euclidean length of the openings' sum under tf·idf weights. */
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
