import { CandidateIndex } from './candidates.ts'
import { Cluster } from './cluster.ts'
import { type ItemText, type ItemVectors, vectorsOf } from './document.ts'
import { Frequencies } from './frequencies.ts'
import { type JoinModel, joinModel, thresholdAt } from './model.ts'

/** How long and how far back an event can still take items. */
export interface EngineParams {
  /** An event is active while its newest item is at most this much older than the stream's newest (ms) … */
  windowMs: number
  /** … or while it got an item within this many arrivals, which is what lets old news be filled in behind the clock. */
  recentArrivals: number
  /** … but never when its last item came this many arrivals ago. */
  maxArrivals: number
  /** Events compared in full per item. */
  candidates: number
}

/** Scores an item against each candidate, 0..1; the best one at or above the threshold takes the item. */
export type Judge = (item: ItemVectors, candidates: readonly Cluster[], frequencies: Frequencies) => ArrayLike<number>

export const defaultParams: EngineParams = {
  windowMs: 7 * 86_400_000,
  recentArrivals: 1_000,
  maxArrivals: 50_000,
  candidates: 8,
}

const HOUR = 3_600_000
/** Two events with more items than this each have had many chances to meet: they are left apart. */
const MERGE_LIMIT = 12

/** Where an item went. `event` is the arrival number of the item that opened the event. */
export interface Assignment {
  seq: number
  event: number
  isNew: boolean
  /** How sure, 0..1; 1 for the item that opened the event. */
  score: number
  /** Events that this item showed to be the same as `event`; they are part of it now. */
  merged: number[]
}

/** Groups one stream of one language, item by item. The same items in the same order give the same events. */
export class Engine {
  readonly #params: EngineParams
  readonly #model: JoinModel
  readonly #frequencies = new Frequencies()
  readonly #index = new CandidateIndex()
  readonly #active = new Map<number, Cluster>()
  #clock = Number.NEGATIVE_INFINITY
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(params: EngineParams = defaultParams, model: JoinModel = joinModel()) {
    this.#params = params
    this.#model = model
  }

  /**
   * Brings a fresh engine to the state of one that saw a whole stream. `history` holds, in order of arrival, every item
   * of the events that may still be active and every item the frequencies look back on; `event` is null for an item
   * that only counts for the latter. `clock` is the newest item time of the stream (ms), `seq` its last arrival number.
   * `apart` are pairs of events that no item makes one, because a person said so.
   */
  restore(
    history: Iterable<{ item: ItemVectors; event: number | null }>,
    clock: number,
    seq: number,
    apart: Iterable<readonly [number, number]> = [],
  ): void {
    for (const { item, event } of history) {
      this.#frequencies.observe(item.seq, item.body.ids)
      if (event === null) continue
      let cluster = this.#active.get(event)
      if (!cluster) {
        cluster = new Cluster(event)
        this.#active.set(event, cluster)
      }
      cluster.add(item)
      this.#index.add(cluster, item.lead.ids)
    }
    for (const [a, b] of apart) {
      const other = this.#active.get(b)
      if (other) this.#active.get(a)?.keepApart(other)
    }
    this.#clock = clock
    this.#frequencies.advance(seq)
    this.#expire(seq)
  }

  /** Whether an event can still take items. */
  isActive(event: number): boolean {
    return this.#active.has(event)
  }

  get activeCount(): number {
    return this.#active.size
  }

  /** Groups the next item; `seq` must be greater than any before. */
  assign(text: ItemText): Assignment {
    return this.assignVectors(vectorsOf(text))
  }

  assignVectors(item: ItemVectors): Assignment {
    this.#frequencies.advance(item.seq)
    this.#clock = Math.max(this.#clock, item.time)
    this.#expire(item.seq)
    const candidates = this.#index.find(item, this.#frequencies, this.#params.candidates)
    const scores = candidates.length > 0 ? this.#model.judge(item, candidates, this.#frequencies) : []
    let best = -1
    for (let i = 0; i < candidates.length; i++) if (best < 0 || scores[i]! > scores[best]!) best = i
    if (best < 0 || scores[best]! < thresholdAt(this.#model.threshold, this.#active.size)) {
      this.#put(new Cluster(item.seq), item)
      return { seq: item.seq, event: item.seq, isNew: true, score: 1, merged: [] }
    }
    const joined = candidates[best]!
    this.#put(joined, item)
    const others = candidates.filter((_, i) => i !== best && scores[i]! >= this.#model.bridge)
    const { cluster, merged } = this.#merge(joined, others, candidates)
    return { seq: item.seq, event: cluster.key, isNew: false, score: scores[best]!, merged }
  }

  #put(cluster: Cluster, item: ItemVectors): void {
    cluster.add(item)
    this.#active.set(cluster.key, cluster)
    this.#index.add(cluster, item.lead.ids)
    this.#frequencies.observe(item.seq, item.body.ids)
  }

  /**
   * Events that the same item would have suited too may be one: each is held against the one that got the item, as if
   * it were an item itself, and becomes part of it when the model says so. The older one gives the name.
   */
  #merge(
    joined: Cluster,
    others: readonly Cluster[],
    candidates: readonly Cluster[],
  ): { cluster: Cluster; merged: number[] } {
    let cluster = joined
    const merged: number[] = []
    for (const other of others) {
      const [small, large] = other.size <= cluster.size ? [other, cluster] : [cluster, other]
      if (small.size > MERGE_LIMIT || cluster.apart.has(other)) continue
      const rivals = [
        large,
        ...candidates.filter(
          (rival) => rival !== joined && rival !== cluster && rival !== other && this.#active.has(rival.key),
        ),
      ]
      const score = this.#model.judge(small.asItem(), rivals, this.#frequencies)[0] ?? 0
      if (score < this.#model.mergeThreshold) continue
      const [into, from] = cluster.key < other.key ? [cluster, other] : [other, cluster]
      into.absorb(from)
      this.#index.move(from, into)
      this.#active.delete(from.key)
      merged.push(from.key)
      cluster = into
    }
    return { cluster, merged }
  }

  #expire(seq: number): void {
    // whole hours and steps, so that what is active depends on clock and arrival number only
    const hour = Math.floor(this.#clock / HOUR) + Math.floor(seq / 64)
    if (hour === this.#sweptAt) return
    this.#sweptAt = hour
    for (const cluster of this.#active.values()) {
      if (this.#isActive(cluster, seq)) continue
      this.#index.remove(cluster)
      cluster.leave()
      this.#active.delete(cluster.key)
    }
  }

  #isActive(cluster: Cluster, seq: number): boolean {
    const arrivals = Math.floor(seq / 64) * 64 - cluster.lastSeq
    if (arrivals > this.#params.maxArrivals) return false
    if (arrivals <= this.#params.recentArrivals) return true
    return cluster.lastTime >= Math.floor(this.#clock / HOUR) * HOUR - this.#params.windowMs
  }
}
