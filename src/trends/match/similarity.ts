import type { Alignment, Similarity } from '../match-types.ts'
import { averageNews } from './average-news.ts'
import type { IndicatorVectors } from './second-opinion.ts'

/** Cosine above that of an average news item that counts as one unit. */
const UNIT = 0.12

/** How near an item is to an indicator: `alignment` by their words, the rest from unit vectors of one model. */
export function similarityOf(
  item: { whole: Float32Array; title: Float32Array },
  indicator: IndicatorVectors,
  topic: Float32Array,
  alignment: Alignment,
): Similarity {
  const statement = above(item.whole, indicator.statement)
  return {
    indicator: above(item.whole, indicator.full),
    title: above(item.title, indicator.full),
    statement,
    nearest: Math.max(statement, above(item.title, indicator.statement)),
    description: above(item.whole, indicator.description),
    topic: above(item.whole, topic),
    alignment,
  }
}

function above(text: Float32Array, query: Float32Array): number {
  const average = averageNews()
  let sum = 0
  for (let i = 0; i < query.length; i++) sum += ((text[i] as number) - (average[i] as number)) * (query[i] as number)
  return sum / UNIT
}
