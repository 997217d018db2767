import { TERM_BITS } from './tokens.ts'

/** How many arrivals (of the tenant) the document frequencies look back on. */
export const FREQUENCY_WINDOW = 8_192
/** Longest stretch of arrivals over which the frequencies in use stay the same, so that cached norms live a while. */
export const FREQUENCY_STEP = 256

/** Weights are whole multiples of 1/32, so that sums of their products are exact. */
export const IDF_STEPS = 32

/**
 * Document frequencies over the items that arrived in a sliding window, as whole numbers. What is in use at arrival
 * number `seq` depends only on the items in [boundary − window, boundary), boundary = `boundaryOf(seq)`.
 */
export class Frequencies {
  #counts = new Int32Array(1 << TERM_BITS)
  #window: { seq: number; ids: Int32Array }[] = []
  #head = 0
  #waiting: { seq: number; ids: Int32Array }[] = []
  #documents = 0
  #boundary = 0
  #weights = new Float64Array(0)
  /** Grows each time the frequencies in use change. */
  epoch = 0

  constructor() {
    this.#refreshWeights()
  }

  /** Moves to the step that holds `seq`. To be called before an item is weighed. */
  advance(seq: number): void {
    const boundary = boundaryOf(seq)
    if (boundary <= this.#boundary) return
    this.#boundary = boundary
    let moved = 0
    while (moved < this.#waiting.length && this.#waiting[moved]!.seq < boundary) this.#count(this.#waiting[moved++]!, 1)
    this.#waiting.splice(0, moved)
    while (this.#head < this.#window.length && this.#window[this.#head]!.seq < boundary - FREQUENCY_WINDOW) {
      this.#count(this.#window[this.#head++]!, -1)
    }
    if (this.#head > 4_096) {
      this.#window.splice(0, this.#head)
      this.#head = 0
    }
    this.epoch++
    this.#refreshWeights()
  }

  /** Notes an item that arrived; it counts from the next step on. */
  observe(seq: number, ids: Int32Array): void {
    this.#waiting.push({ seq, ids })
  }

  /** Inverse document frequency of a term, ln((n + 1) / (df + ½)), in steps of 1/IDF_STEPS, at least two of them. */
  idf(id: number): number {
    return this.#weights[this.#counts[id]!]!
  }

  /** What a term nobody has used yet weighs: the scale of all weights. */
  get maximum(): number {
    return this.#weights[0]!
  }

  #count(entry: { seq: number; ids: Int32Array }, sign: 1 | -1): void {
    if (sign === 1) this.#window.push(entry)
    for (const id of entry.ids) this.#counts[id]! += sign
    this.#documents += sign
  }

  #refreshWeights(): void {
    const n = Math.max(this.#documents, 1)
    this.#weights = new Float64Array(this.#documents + 2)
    for (let df = 0; df < this.#weights.length; df++) {
      const idf = Math.log((n + 1) / (df + 0.5))
      this.#weights[df] = Math.max(2, Math.round(idf * IDF_STEPS)) / IDF_STEPS
    }
  }
}

/** The arrival number whose frequencies are in use at `seq`: the first items of a tenant teach quickly, later ones in steps. */
export function boundaryOf(seq: number): number {
  const step = seq < 128 ? 1 : seq < 512 ? 8 : seq < 4_096 ? 64 : FREQUENCY_STEP
  return Math.floor(seq / step) * step
}
