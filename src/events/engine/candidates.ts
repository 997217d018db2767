import type { Cluster } from './cluster.ts'
import type { ItemVectors } from './document.ts'
import type { Frequencies } from './frequencies.ts'

const DAY = 86_400_000

/** Postings read for one item at most: what keeps the cost per item flat however much is active. */
const POSTING_BUDGET = 3_000

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
    const lists: { id: number; list: Cluster[]; weight: number }[] = []
    // the body holds title and lead too; a term further down finds events that have it on top
    const { ids, weights } = item.body
    for (let i = 0; i < ids.length; i++) {
      const list = this.#postings.get(ids[i]!)
      if (!list) continue
      const idf = frequencies.idf(ids[i]!)
      lists.push({ id: ids[i]!, list, weight: idf * idf * weights[i]! })
    }
    lists.sort((a, b) => a.list.length - b.list.length || b.weight - a.weight || a.id - b.id)
    const query = ++this.#query
    const found: Cluster[] = []
    let budget = POSTING_BUDGET
    for (const { id, list, weight } of lists) {
      budget -= list.length
      if (budget < 0) break
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
    return found.length > limit ? found.slice(0, limit) : found
  }
}
