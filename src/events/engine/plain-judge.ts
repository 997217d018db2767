import type { Cluster } from './cluster.ts'
import type { ItemVectors } from './document.ts'
import type { Frequencies } from './frequencies.ts'
import type { JoinModel } from './model.ts'
import { cosine, normOf } from './similarity.ts'

const SIGMA_MS = 3 * 86_400_000

/** The floor the model is measured against: title and body cosine with Gaussian decay over the gap in time. */
export function plainJudge(item: ItemVectors, candidates: readonly Cluster[], f: Frequencies): number[] {
  const titleNorm = normOf(item.title, f)
  const bodyNorm = normOf(item.body, f)
  return candidates.map((cluster) => {
    const gap = Math.max(0, item.time - cluster.lastTime, cluster.firstTime - item.time)
    const similarity =
      0.65 * cosine(item, bodyNorm, cluster, 'body', f) + 0.35 * cosine(item, titleNorm, cluster, 'title', f)
    return similarity * Math.exp(-((gap / SIGMA_MS) ** 2) / 2)
  })
}

/** The floor as a model: one threshold, no merges. */
export const plainModel: JoinModel = {
  judge: plainJudge,
  threshold: { sparse: 0.2, dense: 0.2, denseAt: 1 },
  bridge: Number.POSITIVE_INFINITY,
  mergeThreshold: Number.POSITIVE_INFINITY,
}
