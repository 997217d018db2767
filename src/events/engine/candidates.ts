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

/** Which active events hold a term in title or lead. Order inside a posting list means nothing. */
export class CandidateIndex {
  #postings = new Map<number, Cluster[]>()
  #query = 0

  /** Notes the terms of `cluster` that `ids` may have brought. */
  add(cluster: Cluster, ids: Int32Array): void {
    for (const id of ids) {
      if (cluster.indexed.has(id)) continue
      cluster.indexed.add(id)
      const list = this.#postings.get(id)
      if (list) list.push(cluster)
      else this.#postings.set(id, [cluster])
    }
  }

  /** Lists `into` wherever `from` was listed. */
  move(from: Cluster, into: Cluster): void {
    const ids = Int32Array.from(from.indexed)
    this.remove(from)
    this.add(into, ids)
  }

  remove(cluster: Cluster): void {
    for (const id of cluster.indexed) {
      const list = this.#postings.get(id)
      if (!list) continue
      if (list.length === 1) {
        this.#postings.delete(id)
        continue
      }
      list[list.indexOf(cluster)] = list[list.length - 1]!
      list.pop()
    }
    cluster.indexed.clear()
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
      for (const cluster of list) {
        if (cluster.query !== query) {
          cluster.query = query
          cluster.overlap = 0
          found.push(cluster)
        }
        cluster.overlap += weight * (cluster.fields.lead.sums.get(id) ?? 0)
      }
    }
    for (const cluster of found) {
      const gapDays = Math.max(0, item.time - cluster.lastTime, cluster.firstTime - item.time) / DAY
      cluster.overlap /= cluster.fields.lead.norm(frequencies) * (1 + gapDays)
    }
    found.sort((a, b) => b.overlap - a.overlap || a.key - b.key)
    const least = (found[0]?.overlap ?? 0) * LEAST_OVERLAP
    return found.slice(0, limit).filter((cluster) => cluster.overlap >= least)
  }
}
