import { TERM_BITS } from './tokens.ts'

/** How many arrivals (of the tenant) the document frequencies look back on. */
export const FREQUENCY_WINDOW = 8_192
/** Frequencies in use change only at multiples of this arrival number, so cached norms live a while. */
export const FREQUENCY_STEP = 256

/**
 * Document frequencies over the items that arrived in a sliding window, as whole numbers. What is in use at arrival
 * number `seq` depends only on the items in [boundary − window, boundary), boundary = `seq` rounded down to the step.
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
    const boundary = Math.floor(seq / FREQUENCY_STEP) * FREQUENCY_STEP
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

  /** Inverse document frequency of a term, ln((n + 1) / (df + ½)), at least 0.05. */
  idf(id: number): number {
    return this.#weights[this.#counts[id]!]!
  }

  #count(entry: { seq: number; ids: Int32Array }, sign: 1 | -1): void {
    if (sign === 1) this.#window.push(entry)
    for (const id of entry.ids) this.#counts[id]! += sign
    this.#documents += sign
  }

  #refreshWeights(): void {
    // a handful of items says little about what is common, hence the floor under n
    const n = Math.max(this.#documents, 50)
    this.#weights = new Float64Array(this.#documents + 2)
    for (let df = 0; df < this.#weights.length; df++) {
      this.#weights[df] = Math.max(0.05, Math.log((n + 1) / (df + 0.5)))
    }
  }
}
