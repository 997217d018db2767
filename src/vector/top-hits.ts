import type { VectorHit } from './vector-store.ts'

const isBetter = (a: VectorHit, b: VectorHit): boolean =>
  a.score !== b.score ? a.score > b.score : a.ownerId !== b.ownerId ? a.ownerId < b.ownerId : a.ownerKind < b.ownerKind

/** Keeps the best `limit` hits of a stream of any length in a heap with the worst kept hit on top. */
export class TopHits {
  private readonly limit: number
  private readonly minScore: number
  private readonly heap: VectorHit[] = []

  constructor(limit: number, minScore = Number.NEGATIVE_INFINITY) {
    this.limit = limit
    this.minScore = minScore
  }

  /** Whether a hit of this score could be kept; false for nearly all, which then need not be made. */
  wants(score: number): boolean {
    const worst = this.heap.length < this.limit ? undefined : this.heap[0]
    return score >= this.minScore && this.limit > 0 && (worst === undefined || score >= worst.score)
  }

  offer(hit: VectorHit): void {
    if (hit.score < this.minScore) return
    const { heap } = this
    if (heap.length < this.limit) {
      heap.push(hit)
      this.up(heap.length - 1)
    } else if (heap.length > 0 && isBetter(hit, heap[0]!)) {
      heap[0] = hit
      this.down(0)
    }
  }

  /** Best first. */
  sorted(): VectorHit[] {
    return [...this.heap].sort((a, b) => (isBetter(a, b) ? -1 : 1))
  }

  private up(child: number): void {
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!isBetter(this.heap[parent]!, this.heap[child]!)) return
      this.swap(parent, child)
      child = parent
    }
  }

  private down(parent: number): void {
    for (;;) {
      let worst = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.heap.length && isBetter(this.heap[worst]!, this.heap[child]!)) worst = child
      }
      if (worst === parent) return
      this.swap(parent, worst)
      parent = worst
    }
  }

  private swap(a: number, b: number): void {
    const kept = this.heap[a]!
    this.heap[a] = this.heap[b]!
    this.heap[b] = kept
  }
}
