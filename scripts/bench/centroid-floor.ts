import type { ItemVectors, TermVector } from '../../src/events/engine/document.ts'
import { Frequencies } from '../../src/events/engine/frequencies.ts'

const WINDOW_MS = 7 * 86_400_000
const SIGMA_MS = 3 * 86_400_000
const THRESHOLD = 0.2
/** Terms that more open groups than this have are not looked up. */
const LONGEST_LIST = 500

interface Sum {
  terms: Map<number, number>
  /** Length under the frequencies of `epoch`. */
  norm: number
  epoch: number
}

interface Centroid {
  name: number
  title: Sum
  body: Sum
  lastTime: number
}

/**
 * The floor grouping is measured against: single pass over TF-IDF centroids with Gaussian decay over the gap in time
 * (σ three days), an inverted index, one threshold. Nothing is ever undone.
 */
export function createFloor(): { assign(item: ItemVectors): number } {
  const frequencies = new Frequencies()
  const index = new Map<number, Set<Centroid>>()
  const open = new Set<Centroid>()
  let sweptAt = 0
  const forget = (clock: number) => {
    if (clock < sweptAt + 3_600_000) return
    sweptAt = clock
    for (const centroid of open) {
      if (centroid.lastTime >= clock - WINDOW_MS) continue
      open.delete(centroid)
      for (const id of centroid.body.terms.keys()) index.get(id)?.delete(centroid)
    }
  }
  return {
    assign(item) {
      frequencies.advance(item.seq)
      forget(item.time)
      const met = new Set<Centroid>()
      for (const id of item.title.ids) {
        const list = index.get(id)
        if (list && list.size <= LONGEST_LIST) for (const centroid of list) met.add(centroid)
      }
      let best: Centroid | undefined
      let most = THRESHOLD
      for (const centroid of met) {
        const likeness =
          0.65 * cosine(item.body, centroid.body, frequencies) + 0.35 * cosine(item.title, centroid.title, frequencies)
        const score = likeness * Math.exp(-(((item.time - centroid.lastTime) / SIGMA_MS) ** 2) / 2)
        if (score < most) continue
        most = score
        best = centroid
      }
      best ??= {
        name: item.seq,
        title: emptySum(),
        body: emptySum(),
        lastTime: item.time,
      }
      open.add(best)
      add(best.title, item.title)
      add(best.body, item.body)
      best.lastTime = Math.max(best.lastTime, item.time)
      for (const id of item.body.ids) {
        const list = index.get(id)
        if (list) list.add(best)
        else index.set(id, new Set([best]))
      }
      frequencies.observe(item.seq, item.body.ids)
      return best.name
    },
  }
}

const emptySum = (): Sum => ({ terms: new Map(), norm: 0, epoch: -1 })

function add(sum: Sum, { ids, weights }: TermVector): void {
  for (const [i, id] of ids.entries()) sum.terms.set(id, (sum.terms.get(id) ?? 0) + weights[i]!)
  sum.epoch = -1
}

function normOf(sum: Sum, f: Frequencies): number {
  if (sum.epoch !== f.epoch) {
    let square = 0
    for (const [id, weight] of sum.terms) square += (weight * f.idf(id)) ** 2
    sum.norm = Math.sqrt(square)
    sum.epoch = f.epoch
  }
  return sum.norm
}

function cosine({ ids, weights }: TermVector, sum: Sum, f: Frequencies): number {
  let dot = 0
  let square = 0
  for (let i = 0; i < ids.length; i++) {
    const idf = f.idf(ids[i]!)
    const weight = weights[i]! * idf
    square += weight * weight
    dot += weight * (sum.terms.get(ids[i]!) ?? 0) * idf
  }
  return dot === 0 ? 0 : dot / (Math.sqrt(square) * normOf(sum, f))
}
