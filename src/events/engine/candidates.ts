import type { Cluster } from './cluster.ts'
import type { ItemVectors } from './document.ts'
import type { Frequencies } from './frequencies.ts'

const DAY = 86_400_000
/** Events that share less than this part of what the best one shares are not compared. */
const LEAST_OVERLAP = 0.3
/** More terms than an item can have: list length and position share one sort key. */
const POSITIONS = 8_192

/** Postings read for one item at most: what keeps the cost per item flat however much is active. */
const POSTING_BUDGET = 1_000

/** An event in the list of a term, with the term's sum over the leads of its items: reading a list looks nothing up. */
export interface Posting {
  cluster: Cluster
  sum: number
}

/** Which active events hold a term in title or lead. Order inside a posting list means nothing. */
export class CandidateIndex {
  #postings = new Map<number, Posting[]>()
  #query = 0

  /** Notes the terms of `cluster` that `ids` have brought, changed or taken with them. */
  update(cluster: Cluster, ids: Int32Array): void {
    for (const id of ids) {
      const sum = cluster.sums.get(id)
      const known = cluster.postings.get(id)
      if (sum === undefined) {
        if (known) this.#drop(id, known)
        cluster.postings.delete(id)
        continue
      }
      if (known) {
        known.sum = sum
        continue
      }
      const posting = { cluster, sum }
      cluster.postings.set(id, posting)
      const list = this.#postings.get(id)
      if (list) list.push(posting)
      else this.#postings.set(id, [posting])
    }
  }

  /** Lists `into` wherever `from` was listed. */
  move(from: Cluster, into: Cluster): void {
    const ids = Int32Array.from(from.postings.keys())
    this.remove(from)
    this.update(into, ids)
  }

  remove(cluster: Cluster): void {
    for (const [id, posting] of cluster.postings) this.#drop(id, posting)
    cluster.postings.clear()
  }

  #drop(id: number, posting: Posting): void {
    const list = this.#postings.get(id)
    if (!list) return
    if (list.length === 1) {
      this.#postings.delete(id)
      return
    }
    list[list.indexOf(posting)] = list[list.length - 1]!
    list.pop()
  }

  /**
   * The `limit` events that share the most telling terms with `item`, best first. Rare terms are read first, and a
   * term whose list no longer fits the budget is left out, so the answer depends on the active events alone.
   */
  find(item: ItemVectors, frequencies: Frequencies, limit: number): Cluster[] {
    // the body holds title and lead too; a term further down finds events that have it on top
    const { ids, weights } = item.body
    const order = new Float64Array(ids.length)
    let listed = 0
    for (let i = 0; i < ids.length; i++) {
      const list = this.#postings.get(ids[i]!)
      if (list) order[listed++] = list.length * POSITIONS + i
    }
    const query = ++this.#query
    const found: Cluster[] = []
    let budget = POSTING_BUDGET
    for (const key of order.subarray(0, listed).sort()) {
      const i = key % POSITIONS
      const id = ids[i]!
      const list = this.#postings.get(id)!
      budget -= list.length
      if (budget < 0) break
      const idf = frequencies.idf(id)
      const weight = idf * idf * weights[i]!
      for (const { cluster, sum } of list) {
        if (cluster.query !== query) {
          cluster.query = query
          cluster.overlap = 0
          found.push(cluster)
        }
        cluster.overlap += weight * sum
      }
    }
    const best: Cluster[] = []
    for (const cluster of found) {
      const gapDays = Math.max(0, item.time - cluster.lastTime, cluster.firstTime - item.time) / DAY
      cluster.overlap /= cluster.norm(frequencies) * (1 + gapDays)
      // a short sorted list beats sorting the hundreds an item usually meets
      if (best.length === limit && !goesBefore(cluster, best[limit - 1]!)) continue
      let at = best.length
      while (at > 0 && goesBefore(cluster, best[at - 1]!)) at--
      best.splice(at, 0, cluster)
      if (best.length > limit) best.pop()
    }
    const least = (best[0]?.overlap ?? 0) * LEAST_OVERLAP
    return best.filter((cluster) => cluster.overlap >= least)
  }
}

const goesBefore = (a: Cluster, b: Cluster): boolean =>
  a.overlap > b.overlap || (a.overlap === b.overlap && a.first < b.first)
