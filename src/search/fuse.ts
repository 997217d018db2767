import type { OwnerKind } from '../vector/index.ts'

export type Mode = 'words' | 'meaning'

/** One thing as one way of searching ranked it. */
export interface Ranked {
  kind: OwnerKind
  id: string
}

export interface RankedList {
  mode: Mode
  /** Best first. */
  hits: readonly Ranked[]
}

export interface Fused extends Ranked {
  /** Σ 1 / (60 + rank) over the lists that hold it; comparable within one answer only. */
  score: number
  foundBy: Mode[]
}

/** Softens the difference between first places, so that being found twice counts for more than being found first once. */
const damping = 60

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): merges ranked lists without comparing their scores, which mean
 * different things. Best first; equal scores in order of kind and id, so the same lists always give the same answer.
 */
export function fuse(lists: readonly RankedList[]): Fused[] {
  const fused = new Map<string, Fused>()
  for (const { mode, hits } of lists) {
    for (const [index, { kind, id }] of hits.entries()) {
      const key = `${kind}/${id}`
      const entry = fused.get(key) ?? { kind, id, score: 0, foundBy: [] }
      entry.score += 1 / (damping + index + 1)
      if (!entry.foundBy.includes(mode)) entry.foundBy.push(mode)
      fused.set(key, entry)
    }
  }
  return [...fused.values()].sort(
    (a, b) => b.score - a.score || a.kind.localeCompare(b.kind) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
}
