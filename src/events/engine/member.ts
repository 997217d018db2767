import type { ItemVectors, TermVector } from './document.ts'
import type { Comparison } from './features.ts'
import type { Frequencies } from './frequencies.ts'

/** The vectors two items are compared by. */
export const FIELDS = ['title', 'lead', 'body', 'names', 'pairs'] as const

/** An item of an active event, with what has been worked out about it under the frequencies in use. */
export class Member {
  readonly vectors: ItemVectors
  /** Placed by a person: grouping leaves it where it is. */
  readonly fixed: boolean
  readonly #norms = new Float64Array(FIELDS.length)
  readonly #compared = new Map<number, Comparison | undefined>()
  #titleMass = 0
  #epoch = -1

  constructor(vectors: ItemVectors, fixed = false) {
    this.vectors = vectors
    this.fixed = fixed
  }

  get seq(): number {
    return this.vectors.seq
  }

  /** Euclidean lengths under tf·idf weights, in the order of FIELDS. */
  norms(frequencies: Frequencies): Float64Array {
    this.#refresh(frequencies)
    return this.#norms
  }

  /** Sum of idf over the terms of the title. */
  titleMass(frequencies: Frequencies): number {
    this.#refresh(frequencies)
    return this.#titleMass
  }

  /** Comparisons with earlier arrivals, by their number; forgotten when the frequencies change. */
  compared(frequencies: Frequencies): Map<number, Comparison | undefined> {
    this.#refresh(frequencies)
    return this.#compared
  }

  #refresh(frequencies: Frequencies): void {
    if (this.#epoch === frequencies.epoch) return
    this.#epoch = frequencies.epoch
    this.#compared.clear()
    for (const [i, field] of FIELDS.entries()) this.#norms[i] = normOf(this.vectors[field], frequencies)
    this.#titleMass = 0
    for (const id of this.vectors.title.ids) this.#titleMass += frequencies.idf(id)
  }
}

function normOf({ ids, weights }: TermVector, frequencies: Frequencies): number {
  let square = 0
  for (let i = 0; i < ids.length; i++) {
    const weight = weights[i]! * frequencies.idf(ids[i]!)
    square += weight * weight
  }
  return Math.sqrt(square)
}
