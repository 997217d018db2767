import type { TextVectors } from '../../embedding/index.ts'
import type { TrendDefinition } from '../definition.ts'
import type { Matcher } from '../match-types.ts'
import { compiledFor } from './compiled-for.ts'
import { matchEvent, THRESHOLD } from './match-event.ts'
import { screenOf } from './screen.ts'
import { createConsult } from './second-opinion.ts'
import { ASK_FROM } from './unsure.ts'

export { compileDefinition } from './compile.ts'
export { matchEvent } from './match-event.ts'
export { matchTrends, type TrendMatch } from './match-trends.ts'

/** Changes whenever any answer may: evidence names the matcher it came from. */
export const MATCHER_VERSION = 'lexical-7'

/**
 * The matcher that `score-trends` and `bellwether match` use: words, and where they leave it open the second opinion of an embedder.
 * While the embedder is away it goes by words alone; `onProblem` hears why.
 */
export function createMatcher(vectors?: TextVectors, onProblem: (problem: string) => void = () => {}): Matcher {
  return {
    version: MATCHER_VERSION,
    screen: (definitions) => screenOf(definitions, vectors ? ASK_FROM : THRESHOLD),
    prepare(definition: TrendDefinition) {
      const compiled = compiledFor(definition, 'en')
      return (texts, opinion) =>
        matchEvent(
          compiled,
          texts,
          opinion && {
            similarity: {
              model: opinion.model,
              of: (text, signal) => opinion.compare(definition, text, signal),
            },
          },
        )
    },
    ...(vectors ? { consult: createConsult(vectors, onProblem) } : {}),
  }
}

/** The matcher by words alone. */
export const matcher: Matcher = createMatcher()
