import type { Cluster, Field } from './cluster.ts'
import type { ItemVectors, TermVector } from './document.ts'
import type { Frequencies } from './frequencies.ts'

/** Euclidean length of an item's vector under tf·idf weights. */
export function normOf(vector: TermVector, frequencies: Frequencies): number {
  let square = 0
  for (let i = 0; i < vector.ids.length; i++) {
    const weight = vector.weights[i]! * frequencies.idf(vector.ids[i]!)
    square += weight * weight
  }
  return Math.sqrt(square)
}

/** tf·idf cosine between one field of an item and the same field of an event, 0..1. `norm` is the item's own. */
export function cosine(
  item: ItemVectors,
  norm: number,
  cluster: Cluster,
  field: Field,
  frequencies: Frequencies,
): number {
  if (norm === 0) return 0
  const { ids, weights } = item[field]
  const { sums } = cluster.fields[field]
  let dot = 0
  for (let i = 0; i < ids.length; i++) {
    const sum = sums.get(ids[i]!)
    if (sum === undefined) continue
    const idf = frequencies.idf(ids[i]!)
    dot += weights[i]! * sum * idf * idf
  }
  if (dot === 0) return 0
  return dot / (norm * cluster.fields[field].norm(frequencies))
}
